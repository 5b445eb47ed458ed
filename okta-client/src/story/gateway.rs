//! The way out.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::okta::{Gateway, Okta, Reply, TOKEN};
use crate::{ApiToken, ClientSettings, Egress, EgressSettings, EgressTrouble, Error, OktaClient, api, transport};

fn quick() -> ClientSettings {
    ClientSettings { tries: 1, ..Default::default() }
}

#[tokio::test]
async fn a_host_that_hangs_up_is_not_taken_for_a_gateway_that_is_down() {
    let okta = Okta::start(Gateway::HangsUp, []).await;
    assert_eq!(trouble(&okta.client(quick())).await, EgressTrouble::NotReached);
}

async fn trouble(client: &OktaClient) -> EgressTrouble {
    match client.get(&api::users::me()).await {
        Err(Error::Egress { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_gateway_that_refuses_is_told_from_one_that_is_down() {
    let okta = Okta::start(Gateway::Refuses, []).await;
    assert_eq!(trouble(&okta.client(quick())).await, EgressTrouble::GatewayRefused);

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let okta = okta.moved_to(free);
    let down = trouble(&okta.client(quick())).await;
    assert_eq!(down, EgressTrouble::GatewayDown);
    assert!(down.is_passing());
}

/// A SOCKS5 gateway that chooses `method` (RFC 1928) and refuses every user and password (RFC 1929).
async fn socks(method: u8) -> Egress {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("socks5h://watch:S3CRET@{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 64];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(&[5, method]).await;
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(&[1, 1]).await;
        }
    });
    Egress::new(&EgressSettings { proxy: Some(proxy), ca_file: None, source: None }).unwrap()
}

#[tokio::test]
async fn a_gateway_that_refuses_our_user_is_told_from_one_that_refuses_the_host() {
    for method in [0x02, 0xff] {
        let (credential, _) = ApiToken::parse(TOKEN).unwrap();
        let client = OktaClient::new(&socks(method).await, "acme.okta.com".parse().unwrap(), credential, quick());
        let error = client.get(&api::users::me()).await.unwrap_err();
        assert!(matches!(error, Error::Egress { why: EgressTrouble::GatewayCredential, .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("S3CRET"), "{error:?}");
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    let okta = Okta::start(Gateway::Connects, []).await;
    let stranger = Okta::start(Gateway::Connects, []).await;
    let mixed = stranger.moved_to(okta.address);
    let why = trouble(&mixed.client(quick())).await;
    assert_eq!(why, EgressTrouble::Tls);
    assert!(!why.is_passing());
}

#[tokio::test]
async fn without_a_gateway_a_name_that_leads_inside_is_not_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let egress = Egress::new(&EgressSettings::default()).unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let error = transport::read_text(egress.okta().get(url), false, 100).await.unwrap_err();
    assert!(matches!(error, Error::Egress { why: EgressTrouble::AddressRefused, .. }), "{error:?}");
    let nothing = tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await;
    assert!(nothing.is_err(), "a connection was made");
}

#[tokio::test]
async fn our_own_echo_tells_the_address_we_are_seen_with() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, "192.0.2.7\n"), Reply::new(200, "<html>"), Reply::new(500, "")]).await;
    let url = format!("http://{}/ip", okta.address).parse().unwrap();
    let direct = Egress::new(&EgressSettings::default()).unwrap();
    assert_eq!(direct.seen_as(&url).await.unwrap(), std::net::IpAddr::from([192, 0, 2, 7]));
    assert_eq!(direct.seen_as(&url).await.unwrap_err().code(), "unreadable");
    assert_eq!(okta.egress().seen_as(&url).await.unwrap_err().code(), "unavailable");
}

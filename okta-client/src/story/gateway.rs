//! Gateways that speak HTTP.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::okta::{Gateway, Okta, Reply, TOKEN};
use crate::{ApiToken, ClientSettings, EgressTrouble, Error, OktaClient, api};

pub(super) fn quick() -> ClientSettings {
    ClientSettings { tries: 1, ..Default::default() }
}

#[tokio::test]
async fn a_host_that_hangs_up_is_not_taken_for_a_gateway_that_is_down() {
    let okta = Okta::start(Gateway::HangsUp, []).await;
    assert_eq!(trouble(&okta.client(quick())).await, EgressTrouble::NotReached);
}

pub(super) async fn trouble(client: &OktaClient) -> EgressTrouble {
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

/// A gateway that lets through whoever names this user and password, and nobody else (RFC 9110, section 11.7); the headers that named them are told.
async fn asking_for_a_user(okta: &Okta, user: &str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, onwards) = (listener.local_addr().unwrap(), okta.address);
    let (named, expected) = (Arc::<Mutex<Vec<String>>>::default(), format!("proxy-authorization: basic {}", BASE64_STANDARD.encode(user)));
    let told = named.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = head(&mut stream).await;
            let line =
                head.lines().find(|line| line.to_ascii_lowercase().starts_with("proxy-authorization:")).unwrap_or_default().to_owned();
            let known = line.len() == expected.len() && line.ends_with(expected.rsplit(' ').next().unwrap());
            told.lock().unwrap().push(line);
            if !known {
                let refusal =
                    "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"gw\"\r\ncontent-length: 0\r\n\r\n";
                stream.write_all(refusal.as_bytes()).await.unwrap();
                continue;
            }
            let mut further = TcpStream::connect(onwards).await.unwrap();
            further.write_all(head.as_bytes()).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut stream, &mut further).await });
        }
    });
    (address, named)
}

/// Up to the empty line.
pub(super) async fn head(stream: &mut TcpStream) -> String {
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// All that can be printed of an error, its causes included.
pub(super) fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    text
}

/// An org's client behind a gateway.
pub(super) fn client_through(okta: &Okta, gateway: &str) -> OktaClient {
    let (credential, _) = ApiToken::parse(TOKEN).unwrap();
    OktaClient::new(&okta.egress_through(gateway), "acme.okta.com".parse().unwrap(), credential, quick())
}

#[tokio::test]
async fn a_gateway_is_told_our_user_and_password_and_refuses_others() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, r#"{"id":"00u1"}"#)]).await;
    let (address, named) = asking_for_a_user(&okta, "watch:S3CRET").await;
    let client = client_through(&okta, &format!("http://watch:S3CRET@{address}"));
    assert_eq!(client.get(&api::users::me()).await.unwrap().id, "00u1");
    assert_eq!(named.lock().unwrap().len(), 1, "it is sent at once, without being asked for");

    for gateway in [format!("http://watch:S3CRET2@{address}"), format!("http://{address}")] {
        let error = client_through(&okta, &gateway).get(&api::users::me()).await.unwrap_err();
        assert!(matches!(error, Error::Egress { why: EgressTrouble::GatewayCredential, .. }), "{error:?}");
        assert!(!printed(&error).contains("S3CRET"), "{}", printed(&error));
    }
    assert_eq!(okta.asked().len(), 1);
}

#[tokio::test]
async fn our_gateway_s_password_is_in_nothing_that_can_be_printed() {
    let okta = Okta::start(Gateway::Refuses, []).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for gateway in
        [format!("http://watch:S3CRET@{}", okta.address), format!("http://watch:S3CRET@{free}"), format!("socks5h://watch:S3CRET@{free}")]
    {
        let client = client_through(&okta, &gateway);
        let error = client.get(&api::users::me()).await.unwrap_err();
        let shown = format!("{} {client:?} {:?}", printed(&error), okta.egress_through(&gateway));
        assert!(!shown.contains("S3CRET") && !shown.contains(&BASE64_STANDARD.encode("watch:S3CRET")), "{shown}");
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

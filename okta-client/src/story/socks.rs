//! Gateways that speak SOCKS5 (RFC 1928), with users and passwords (RFC 1929) or without.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{
    gateway::{client_through, head, printed, trouble},
    okta::{Gateway, Okta, Reply},
};
use crate::{EgressTrouble, Error, api};

/// The method by which a caller names its user and password.
const BY_USER: u8 = 2;
const NO_METHOD: u8 = 0xff;
const SUCCEEDED: u8 = 0;
const REFUSED_BY_RULESET: u8 = 2;

/// What a gateway was asked to connect to, in the words it was asked in: `name acme.okta.com:443`.
type Asked = Arc<Mutex<Vec<String>>>;

/// A gateway that knows one user (or lets anybody in), answers requests with `reply`, and leads all to one org.
async fn socks(okta: &Okta, user: Option<(&'static str, &'static str)>, reply: u8) -> (SocketAddr, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, onwards, asked) = (listener.local_addr().unwrap(), okta.address, Asked::default());
    let told = asked.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, onwards, user, reply, told.clone()));
        }
    });
    (address, asked)
}

async fn serve(mut stream: TcpStream, onwards: SocketAddr, user: Option<(&str, &str)>, reply: u8, asked: Asked) {
    assert_eq!(stream.read_u8().await.unwrap(), 5, "the version");
    let offered = text(&mut stream).await;
    let method = if user.is_some() { BY_USER } else { 0 };
    if !offered.contains(&method) {
        return stream.write_all(&[5, NO_METHOD]).await.unwrap();
    }
    stream.write_all(&[5, method]).await.unwrap();
    if let Some((user, password)) = user {
        assert_eq!(stream.read_u8().await.unwrap(), 1, "the version of the negotiation");
        let known = (text(&mut stream).await, text(&mut stream).await) == (user.into(), password.into());
        stream.write_all(&[1, u8::from(!known)]).await.unwrap();
        if !known {
            return;
        }
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).await.unwrap();
    let [5, 1, 0, kind] = request else { panic!("{request:?} is no request to connect") };
    let host = match kind {
        3 => format!("name {}", String::from_utf8(text(&mut stream).await).unwrap()),
        other => format!("address of kind {other}"),
    };
    let port = stream.read_u16().await.unwrap();
    asked.lock().unwrap().push(format!("{host}:{port}"));
    stream.write_all(&[5, reply, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
    if reply == SUCCEEDED {
        let mut further = TcpStream::connect(onwards).await.unwrap();
        further.write_all(b"CONNECT acme.okta.com:443 HTTP/1.1\r\n\r\n").await.unwrap();
        head(&mut further).await;
        let _ = tokio::io::copy_bidirectional(&mut stream, &mut further).await;
    }
}

/// Bytes behind their count.
async fn text(stream: &mut TcpStream) -> Vec<u8> {
    let mut text = vec![0; stream.read_u8().await.unwrap().into()];
    stream.read_exact(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn a_socks_gateway_gets_the_name_unresolved_and_tls_goes_through() {
    let user = Some(("watch", "S3CRET"));
    for (user, named) in [(None, ""), (user, "watch:S3CRET@")] {
        for scheme in ["socks5", "socks5h"] {
            let okta = Okta::start(Gateway::Connects, [Reply::new(200, r#"{"id":"00u1"}"#)]).await;
            let (address, asked) = socks(&okta, user, SUCCEEDED).await;
            let client = client_through(&okta, &format!("{scheme}://{named}{address}"));
            assert_eq!(client.get(&api::users::me()).await.unwrap().id, "00u1");
            assert_eq!(*asked.lock().unwrap(), ["name acme.okta.com:443"]);
        }
    }
}

#[tokio::test]
async fn a_socks_gateway_whose_rules_refuse_a_host_is_told_from_one_that_is_down() {
    let okta = Okta::start(Gateway::Connects, []).await;
    let (address, asked) = socks(&okta, None, REFUSED_BY_RULESET).await;
    assert_eq!(trouble(&client_through(&okta, &format!("socks5h://{address}"))).await, EgressTrouble::GatewayRefused);
    assert_eq!(asked.lock().unwrap().len(), 1);

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(trouble(&client_through(&okta, &format!("socks5h://{free}"))).await, EgressTrouble::GatewayDown);
    assert!(okta.asked().is_empty());
}

#[tokio::test]
async fn a_socks_gateway_that_refuses_our_user_is_told_from_one_that_refuses_the_host() {
    let okta = Okta::start(Gateway::Connects, []).await;
    let (address, asked) = socks(&okta, Some(("watch", "another")), SUCCEEDED).await;
    for named in ["watch:S3CRET@", ""] {
        let error = client_through(&okta, &format!("socks5h://{named}{address}")).get(&api::users::me()).await.unwrap_err();
        assert!(matches!(error, Error::Egress { why: EgressTrouble::GatewayCredential, .. }), "{error:?}");
        assert!(!printed(&error).contains("S3CRET"), "{}", printed(&error));
    }
    assert!(asked.lock().unwrap().is_empty());
}

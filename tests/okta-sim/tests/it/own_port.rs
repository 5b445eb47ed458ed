use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use okta_sim::OrgSpec;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::client::sim;

/// Asks the org's own port by TLS, trusting that certificate alone.
async fn ask(port: &str, root: CertificateDer<'static>, token: &str) -> Vec<Value> {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request =
        Request::builder().uri("/api/v1/groups?limit=3").header("host", format!("localhost:{port}")).header("authorization", token);
    let response = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    let link = response.headers().get_all("link").iter().map(|link| link.to_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(link[0].starts_with(&format!("<https://localhost:{port}/api/v1/groups?limit=3>; rel=\"self\"")), "self comes first: {link:?}");
    serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

#[tokio::test]
async fn an_org_has_a_port_of_its_own_with_our_certificate_or_yours() {
    let sim = sim([OrgSpec::new("acme"), OrgSpec::new("other")]).await;
    let (acme, other) = (sim.org("acme"), sim.org("other"));
    let url = sim.serve_tls("acme", 0, None).await.unwrap();
    let root = CertificateDer::from_pem_file(sim.ca_file()).unwrap();
    // With a blank behind SSWS and without.
    for token in [format!("SSWS {}", acme.token()), format!("SSWS{}", acme.token())] {
        assert_eq!(ask(url.strip_prefix("https://localhost:").unwrap(), root.clone(), &token).await.len(), 3);
    }
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = std::env::temp_dir().join(format!("okta-sim-own-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (certificate, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    std::fs::write(&certificate, own.cert.pem()).unwrap();
    std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let url = sim.serve_tls("other", 0, Some((&certificate, &key))).await.unwrap();
    let groups = ask(url.strip_prefix("https://localhost:").unwrap(), own.cert.der().clone(), &format!("SSWS {}", other.token())).await;
    assert_eq!(groups.len(), 3);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(sim.serve_tls("other", 0, Some((&certificate, &key))).await.is_err(), "the files are gone");
}

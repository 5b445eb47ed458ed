//! As many requests as a server can answer, by a process that does as little as possible with the answers.

use std::{net::SocketAddr, path::Path, process::Stdio, sync::Arc};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, client::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use okta_sim::Org;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
};
use tokio_rustls::TlsConnector;

/// The argument that makes the load's process out of this program.
pub(crate) const AS_LOAD: &str = "as-load";

/// Requests under way at the same time.
const STREAMS: usize = 64;

/// Starts the process, which asks for each of `paths` once.
pub(crate) async fn put_on(address: SocketAddr, ca_file: &Path, acme: &Org, paths: &[String]) {
    let mut process = Command::new(std::env::current_exe().expect("this program"))
        .args([AS_LOAD, &address.to_string(), &ca_file.to_string_lossy(), &acme.token()])
        .stdin(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut input = process.stdin.take().expect("a pipe");
    input.write_all(paths.join("\n").as_bytes()).await.expect("it listens");
    drop(input);
    assert!(process.wait().await.expect("it ends").success(), "the load came to nothing");
}

/// Asks over one connection, and throws away what it gets.
pub(crate) async fn run(address: &str, ca_file: &str, token: &str) {
    let mut paths = String::new();
    tokio::io::stdin().read_to_string(&mut paths).await.expect("paths");
    let paths: Vec<String> = paths.lines().map(str::to_owned).collect();
    let (sender, connection) = http2::Builder::new(TokioExecutor::new())
        .initial_stream_window_size(8 << 20)
        .initial_connection_window_size(64 << 20)
        .handshake(TokioIo::new(secure(address, ca_file).await))
        .await
        .expect("HTTP/2");
    tokio::spawn(connection);
    let shares: Vec<Vec<String>> = (0..STREAMS).map(|at| paths.iter().skip(at).step_by(STREAMS).cloned().collect()).collect();
    let asking = shares.into_iter().map(|share| {
        let (mut sender, authorization) = (sender.clone(), format!("SSWS {token}"));
        tokio::spawn(async move {
            for path in share {
                let request = Request::get(format!("https://acme.okta.com{path}"));
                let request = request.header("authorization", &authorization).header("accept-encoding", "gzip").body(Empty::<Bytes>::new());
                let answer = sender.send_request(request.expect("a request")).await.expect("an answer");
                assert_eq!(answer.status(), 200, "{path}");
                let mut body = answer.into_body();
                while let Some(frame) = body.frame().await {
                    frame.expect("a part of the body");
                }
            }
        })
    });
    for asked in asking.collect::<Vec<_>>() {
        asked.await.expect("all is answered");
    }
}

async fn secure(address: &str, ca_file: &str) -> tokio_rustls::client::TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca_file).expect("a certificate")).expect("a root");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("TLS");
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = TcpStream::connect(address).await.expect("the simulator listens");
    stream.set_nodelay(true).expect("a socket");
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("acme.okta.com").expect("a name"), stream).await.expect("TLS")
}

//! The least that an answer costs a server of this sort: TLS and HTTP/2 by the same libraries as the simulator's, and a body that is there
//! already.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Response, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use rustls::ServerConfig;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A server that answers whatever it is asked with the same bytes.
pub(crate) struct Floor {
    pub(crate) address: SocketAddr,
    /// The certificate that it is known by (PEM).
    pub(crate) ca_file: NamedTempFile,
}

impl Floor {
    /// Serves one connection.
    pub(crate) async fn of(length: usize) -> Self {
        let made = rcgen::generate_simple_self_signed(["acme.okta.com".to_owned()]).expect("a certificate");
        let ca_file = NamedTempFile::new().expect("a file");
        std::fs::write(ca_file.path(), made.cert.pem()).expect("it can be written");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("TLS");
        let mut config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).expect("its key");
        config.alpn_protocols = vec![b"h2".to_vec()];
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let body = Bytes::from(vec![b' '; length]);
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("the load comes");
            stream.set_nodelay(true).expect("a socket");
            let stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.expect("TLS");
            let answer = service_fn(|_| {
                let body = body.clone();
                async move { Ok::<_, Infallible>(Response::new(Full::new(body))) }
            });
            // The load leaves when it has been answered.
            let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), answer).await;
        });
        Self { address, ca_file }
    }
}

//! A listener, from its first connection to its last.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use hyper_util::{
    rt::{TokioExecutor, TokioTimer},
    server::conn::auto::Builder,
};
use rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

/// How long the head of a request may take to arrive, and how long a connection may lie idle.
pub const HEADER_TIME: Duration = Duration::from_secs(15);
/// Bytes of a request's head at most; hyper's least is 8 KiB.
const HEADER_BYTES: usize = 16 * 1024;
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 64;

/// A socket that is bound, and how to speak on it.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    header_time: Duration,
}

impl Listener {
    /// Bind an address: with a certificate to speak TLS, without to speak plainly.
    pub fn bind(address: SocketAddr, tls: Option<ServerConfig>) -> io::Result<Self> {
        let socket = TcpListener::bind(address)?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket, tls: tls.map(Arc::new), header_time: HEADER_TIME })
    }

    /// Another time for the head of a request to arrive.
    #[must_use]
    pub fn header_time(mut self, time: Duration) -> Self {
        self.header_time = time;
        self
    }

    /// The address bound, with the port that the system chose if none was asked for.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

/// Serve until told to stop; then take no new connections, let requests under way end for as long as the grace, and return.
pub async fn serve(listener: Listener, routes: Router, stop: CancellationToken, grace: Duration) -> io::Result<()> {
    let handle = Handle::new();
    let stopping = tokio::spawn({
        let handle = handle.clone();
        async move {
            stop.cancelled().await;
            handle.graceful_shutdown(Some(grace));
        }
    });
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let served = match listener.tls {
        None => {
            let mut server = axum_server::from_tcp(listener.socket)?.handle(handle);
            bound(server.http_builder(), listener.header_time);
            server.serve(service).await
        }
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener.socket, RustlsConfig::from_config(tls))?.handle(handle);
            bound(server.http_builder(), listener.header_time);
            server.serve(service).await
        }
    };
    stopping.abort();
    served
}

fn bound(builder: &mut Builder<TokioExecutor>, header_time: Duration) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(header_time).max_buf_size(HEADER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(header_time)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEADER_BYTES).unwrap_or(u32::MAX));
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::routing::get;
    use tokio::{
        io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
        net::TcpStream,
        task::JoinHandle,
    };
    use tokio_rustls::{TlsConnector, rustls};

    use super::*;
    use crate::http::{Base, TrustedProxies, ip, server_config};

    struct Running {
        address: SocketAddr,
        stop: CancellationToken,
        served: JoinHandle<io::Result<()>>,
    }

    fn start(tls: Option<ServerConfig>, proxies: &[&str]) -> Running {
        let trusted = TrustedProxies::new(proxies.iter().map(|block| block.parse().unwrap()));
        let base = Base { https: tls.is_some(), trusted, for_proxies: false, addresses: None, request_time: Duration::from_secs(30) };
        let slowly = || async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            "done"
        };
        let routes =
            base.around(Router::new().route("/ip", get(ip)).route("/slow", get(slowly)).route("/never", get(std::future::pending::<()>)));
        let listener = Listener::bind(SocketAddr::from(([127, 0, 0, 1], 0)), tls).unwrap().header_time(Duration::from_millis(400));
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let served = tokio::spawn(serve(listener, routes, stop.clone(), Duration::from_secs(1)));
        Running { address, stop, served }
    }

    async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A peer that closes without a TLS farewell is no failure here.
        let _ended = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    const GET_IP: &str = "GET /ip HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 198.51.100.1, 203.0.113.9\r\nconnection: close\r\n\r\n";

    #[tokio::test]
    async fn the_address_is_the_sockets_unless_a_trusted_proxy_says_more() {
        let plain = start(None, &[]);
        let answer = ask(TcpStream::connect(plain.address).await.unwrap(), GET_IP).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n127.0.0.1"), "{answer}");
        assert!(!answer.contains("strict-transport-security"));

        let behind = start(None, &["127.0.0.0/8"]);
        let answer = ask(TcpStream::connect(behind.address).await.unwrap(), GET_IP).await;
        assert!(answer.ends_with("\r\n\r\n203.0.113.9"), "{answer}");
    }

    #[tokio::test]
    async fn it_speaks_tls_with_its_certificate_and_nothing_else_on_that_port() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let running = start(Some(server_config(&cert, &key).unwrap()), &[]);

        let mut roots = rustls::RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let client = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let socket = TcpStream::connect(running.address).await.unwrap();
        let stream = TlsConnector::from(Arc::new(client)).connect("localhost".try_into().unwrap(), socket).await.unwrap();
        let answer = ask(stream, GET_IP).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security: max-age="), "{answer}");

        let plain = ask(TcpStream::connect(running.address).await.unwrap(), GET_IP).await;
        assert!(!plain.starts_with("HTTP/1.1 200"), "{plain}");

        let error = server_config(&cert, &cert).unwrap_err();
        assert!(error.to_string().ends_with("cert.pem cannot be read as a private key in PEM form"), "{error}");
    }

    #[tokio::test]
    async fn a_head_that_does_not_come_to_an_end_is_cut_off() {
        let running = start(None, &[]);
        let begun = Instant::now();
        let answer = ask(TcpStream::connect(running.address).await.unwrap(), "GET /ip HTTP/1.1\r\nhost: local").await;
        assert!(begun.elapsed() < Duration::from_secs(5) && !answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    #[tokio::test]
    async fn a_connection_that_lies_idle_is_closed() {
        let running = start(None, &[]);
        let begun = Instant::now();
        let answer = ask(TcpStream::connect(running.address).await.unwrap(), "GET /ip HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200") && begun.elapsed() < Duration::from_secs(5), "{answer}");
    }

    #[tokio::test]
    async fn a_head_that_is_too_large_is_refused() {
        let running = start(None, &[]);
        let request = format!("GET /ip HTTP/1.1\r\nhost: localhost\r\nx-long: {}\r\n\r\n", "x".repeat(64 * 1024));
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let _cut = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }

    #[tokio::test]
    async fn stopping_lets_requests_under_way_end_within_the_grace_and_takes_no_new_ones() {
        let running = start(None, &[]);
        let request = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let slow = tokio::spawn(ask(TcpStream::connect(running.address).await.unwrap(), Box::leak(request("/slow").into_boxed_str())));
        let never = tokio::spawn(ask(TcpStream::connect(running.address).await.unwrap(), Box::leak(request("/never").into_boxed_str())));
        tokio::time::sleep(Duration::from_millis(100)).await;

        let begun = Instant::now();
        running.stop.cancel();
        assert!(slow.await.unwrap().ends_with("done"));
        running.served.await.unwrap().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(3));
        assert_eq!(never.await.unwrap(), "");
        assert!(TcpStream::connect(running.address).await.is_err());
    }
}

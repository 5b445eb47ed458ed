//! A gateway and an org behind it that answers from a script.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls_pki_types::PrivateKeyDer;
use tempfile::NamedTempFile;
use time::{OffsetDateTime, macros::format_description};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::{ApiToken, ClientSettings, Credential, Egress, EgressSettings, OktaClient};

pub(super) const TOKEN: &str = "00CANARYabcDEFghijklMNOpqrSTUvwx_YZ0123456";

/// One answer of the script.
#[derive(Clone)]
pub(super) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    cut: bool,
    /// Seconds by which the date is ahead of this machine's clock.
    ahead: i64,
}

impl Reply {
    pub(super) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::bare(status, body).with("content-type", "application/json").with("x-okta-request-id", "req1")
    }

    /// As Okta's edge answers, without the application's headers.
    pub(super) fn bare(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![], body: body.into(), cut: false, ahead: 0 }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With rate-limit headers; `reset` in seconds from now.
    pub(super) fn limited(self, limit: u32, remaining: u32, reset: i64) -> Self {
        let reset = OffsetDateTime::now_utc().unix_timestamp() + reset;
        let numbers = [("limit", limit.to_string()), ("remaining", remaining.to_string()), ("reset", reset.to_string())];
        numbers.into_iter().fold(self, |reply, (name, value)| reply.with(&format!("x-rate-limit-{name}"), value))
    }

    /// The connection breaks in the middle of the body.
    pub(super) fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// By a clock that is ahead of this machine's.
    pub(super) fn ahead(mut self, seconds: i64) -> Self {
        self.ahead = seconds;
        self
    }

    fn written(&self) -> Vec<u8> {
        let date = OffsetDateTime::now_utc() + time::Duration::seconds(self.ahead);
        let form = format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
        let mut head =
            format!("HTTP/1.1 {} X\r\ndate: {}\r\ncontent-length: {}\r\n", self.status, date.format(form).unwrap(), self.body.len());
        self.headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        let body = if self.cut { &self.body[..self.body.len() / 2] } else { &self.body[..] };
        [head.as_bytes(), b"\r\n", body].concat()
    }
}

/// What the gateway does when asked to connect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gateway {
    Connects,
    Refuses,
    /// Connects to a host that hangs up at once.
    HangsUp,
}

/// A request: its head as it came, and its body.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) head: String,
    pub(super) body: String,
}

impl Asked {
    /// The values of a header, over all its lines.
    pub(super) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    pub(super) fn method(&self) -> &str {
        self.head.split(' ').next().unwrap()
    }

    pub(super) fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }
}

/// How an org answers.
type Answers = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

pub(super) struct Okta {
    pub(super) address: SocketAddr,
    ca_file: NamedTempFile,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Okta {
    /// An org that answers with `script`, in order.
    pub(super) async fn start(gateway: Gateway, script: impl IntoIterator<Item = Reply>) -> Self {
        let script: Mutex<VecDeque<Reply>> = Mutex::new(script.into_iter().collect());
        let next = move |_: &Asked| script.lock().unwrap().pop_front().unwrap_or_else(|| Reply::new(418, "the script is over"));
        Self::answering(gateway, Arc::new(next)).await
    }

    /// An org that answers by `answers`.
    pub(super) async fn answering(gateway: Gateway, answers: Answers) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let ca_file = NamedTempFile::new().unwrap();
        std::fs::write(ca_file.path(), authority.pem()).unwrap();
        let key = KeyPair::generate().unwrap();
        let cert = CertificateParams::new(["acme.okta.com".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
        let tls = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let okta = Self { address: listener.local_addr().unwrap(), ca_file, asked: Arc::default() };
        let asked = okta.asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream, gateway, acceptor.clone(), answers.clone(), asked.clone()));
            }
        });
        okta
    }

    pub(super) fn egress(&self) -> Egress {
        self.egress_through(&format!("http://{}", self.address))
    }

    /// A way out through another gateway, on which this org is trusted.
    pub(super) fn egress_through(&self, gateway: &str) -> Egress {
        let proxy = Some(gateway.parse().unwrap());
        Egress::new(&EgressSettings { proxy, ca_file: Some(self.ca_file.path().into()), source: None }).unwrap()
    }

    pub(super) fn client(&self, settings: ClientSettings) -> OktaClient {
        let (credential, _) = ApiToken::parse(TOKEN).unwrap();
        self.client_with(credential, settings)
    }

    pub(super) fn client_with(&self, credential: Credential, settings: ClientSettings) -> OktaClient {
        OktaClient::new(&self.egress(), "acme.okta.com".parse().unwrap(), credential, settings)
    }

    /// The same, trusted as before, but looked for elsewhere.
    pub(super) fn moved_to(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// The heads of the requests so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|asked| asked.head).collect()
    }

    /// The requests so far.
    pub(super) fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The first lines of the requests so far, without the version.
    pub(super) fn targets(&self) -> Vec<String> {
        self.requests().iter().map(|asked| asked.target().to_owned()).collect()
    }
}

type Shared<T> = Arc<Mutex<T>>;

async fn connection(mut stream: TcpStream, gateway: Gateway, acceptor: TlsAcceptor, answers: Answers, asked: Shared<Vec<Asked>>) {
    let Some(head) = read_head(&mut stream).await else { return };
    if !head.starts_with("CONNECT ") {
        return answer(stream, Some(head), answers, asked).await;
    }
    if gateway == Gateway::Refuses {
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
        return;
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    if gateway == Gateway::HangsUp {
        return;
    }
    if let Ok(stream) = acceptor.accept(stream).await {
        answer(stream, None, answers, asked).await;
    }
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, mut head: Option<String>, answers: Answers, asked: Shared<Vec<Asked>>) {
    loop {
        let Some(head) = (match head.take() {
            Some(head) => Some(head),
            None => read_head(&mut stream).await,
        }) else {
            return;
        };
        let mut request = Asked { head, body: String::new() };
        let length = request.headers("content-length").first().map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        if stream.read_exact(&mut body).await.is_err() {
            return;
        }
        request.body = String::from_utf8(body).unwrap();
        let reply = answers(&request);
        asked.lock().unwrap().push(request);
        if stream.write_all(&reply.written()).await.is_err() || reply.cut {
            let _ = stream.shutdown().await;
            return;
        }
    }
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&head).into_owned())
}

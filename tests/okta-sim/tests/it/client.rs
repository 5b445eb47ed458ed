//! A small HTTP client: CONNECT, TLS, one request.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Full};
use hyper::client::conn::{http1, http2};
use hyper::header::HeaderMap;
use hyper::{Method, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};
use okta_sim::{Org, OrgSpec, Sim, SimSettings};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Who the tests say they are.
const AGENT: &str = "okta-sim-tests/1";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn list(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json().as_array().unwrap().clone()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn code(&self) -> String {
        self.json()["errorCode"].as_str().unwrap_or_default().to_owned()
    }

    /// The target of a link, from one line or several.
    pub(crate) fn link(&self, rel: &str) -> Option<String> {
        let lines: Vec<String> = self.headers.get_all("link").iter().map(|line| line.to_str().unwrap().to_owned()).collect();
        let all = lines.join(", ");
        all.split(", <").find(|link| link.ends_with(&format!("rel=\"{rel}\""))).map(|link| {
            let link = link.trim_start_matches('<');
            link[..link.find('>').unwrap()].to_owned()
        })
    }
}

/// Starts a simulator with these orgs.
pub(crate) async fn sim(orgs: impl IntoIterator<Item = OrgSpec>) -> Sim {
    Sim::start(SimSettings { orgs: orgs.into_iter().collect(), ..SimSettings::default() }).await.unwrap()
}

/// A GET with the org's own token.
pub(crate) async fn get(sim: &Sim, org: &Org, path: &str) -> Reply {
    get_with(sim, org, path, &[("authorization", &format!("SSWS {}", org.token()))]).await
}

pub(crate) async fn get_with(sim: &Sim, org: &Org, path: &str, headers: &[(&str, &str)]) -> Reply {
    send(sim, &org.host(), Method::GET, path, headers).await.unwrap()
}

/// Asks the gateway for a way; gives the stream and the first line of its answer.
pub(crate) async fn connect(sim: &Sim, target: &str) -> std::io::Result<(TcpStream, String)> {
    let mut stream = TcpStream::connect(sim.gateway_url().trim_start_matches("http://")).await?;
    stream.write_all(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n").as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    Ok((stream, head.lines().next().unwrap().to_owned()))
}

pub(crate) async fn secure(sim: &Sim, host: &str, protocol: &str) -> anyhow::Result<TlsStream<TcpStream>> {
    let (stream, line) = connect(sim, &format!("{host}:443")).await?;
    anyhow::ensure!(line.contains(" 200 "), "{line}");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(sim.ca_file())?)?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    Ok(TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(host.to_owned())?, stream).await?)
}

pub(crate) async fn send(sim: &Sim, host: &str, method: Method, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Reply> {
    let stream = secure(sim, host, "http/1.1").await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = headers
        .iter()
        .fold(Request::builder().method(method).uri(path).header("host", host), |request, (name, value)| request.header(*name, *value));
    let response = sender.send_request(request.header("user-agent", AGENT).body(Empty::<Bytes>::new())?).await?;
    read(response).await
}

/// Posts a form.
pub(crate) async fn post(sim: &Sim, org: &Org, path: &str, headers: &[(&str, &str)], form: &str) -> Reply {
    let stream = secure(sim, &org.host(), "http/1.1").await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder().method(Method::POST).uri(path).header("host", org.host()).header("user-agent", AGENT);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = sender.send_request(request.body(Full::new(Bytes::from(form.to_owned()))).unwrap()).await.unwrap();
    read(response).await.unwrap()
}

/// The same over HTTP/2.
pub(crate) async fn send_h2(sim: &Sim, host: &str, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Reply> {
    let stream = secure(sim, host, "h2").await?;
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = headers
        .iter()
        .fold(Request::builder().uri(format!("https://{host}{path}")).header("user-agent", AGENT), |request, (name, value)| {
            request.header(*name, *value)
        });
    let response = sender.send_request(request.body(Empty::<Bytes>::new())?).await?;
    read(response).await
}

async fn read(response: hyper::Response<hyper::body::Incoming>) -> anyhow::Result<Reply> {
    let (parts, body) = response.into_parts();
    let mut body = body.collect().await?.to_bytes();
    if parts.headers.get("content-encoding").is_some_and(|encoding| encoding == "gzip") {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain)?;
        body = plain.into();
    }
    Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
}

/// A connection to one org that is kept, with the org's token.
pub(crate) struct Session {
    sender: Mutex<http1::SendRequest<Empty<Bytes>>>,
    host: String,
    authorization: String,
}

impl Session {
    pub(crate) async fn open(sim: &Sim, org: &Org) -> Self {
        let stream = secure(sim, &org.host(), "http/1.1").await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Session { sender: Mutex::new(sender), host: org.host(), authorization: format!("SSWS {}", org.token()) }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        let request = Request::builder()
            .uri(path)
            .header("host", &self.host)
            .header("user-agent", AGENT)
            .header("authorization", &self.authorization)
            .header("accept-encoding", "gzip");
        let mut sender = self.sender.lock().await;
        let response = sender.send_request(request.body(Empty::new()).unwrap()).await.unwrap();
        read(response).await.unwrap()
    }

    /// Follows a list to its end as a careful client does: path and query of links only, what was dropped added again,
    /// and no link twice.
    pub(crate) async fn all(&self, path: &str) -> Vec<Value> {
        let (root, first) = path.split_once('?').unwrap_or((path, ""));
        let mut items = Vec::new();
        let mut query = first.to_owned();
        let mut seen = std::collections::BTreeSet::new();
        loop {
            let reply = self.get(&format!("{root}?{query}")).await;
            assert_eq!(reply.status, 200, "{root}?{query}: {}", String::from_utf8_lossy(&reply.body));
            let next = match reply.json() {
                Value::Array(page) => {
                    items.extend(page);
                    reply.link("next")
                }
                wrapper => {
                    let page = wrapper.as_object().unwrap().values().find_map(Value::as_array).unwrap();
                    items.extend(page.iter().cloned());
                    wrapper["_links"]["next"]["href"].as_str().map(str::to_owned)
                }
            };
            let Some(next) = next.filter(|next| seen.insert(next.clone())) else { return items };
            let next = url::Url::parse(&next).unwrap();
            let mut pairs: std::collections::BTreeMap<String, String> =
                url::form_urlencoded::parse(first.as_bytes()).into_owned().collect();
            pairs.extend(next.query_pairs().into_owned());
            query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        }
    }
}

/// The same on a connection of its own.
pub(crate) async fn all(sim: &Sim, org: &Org, path: &str) -> Vec<Value> {
    Session::open(sim, org).await.all(path).await
}

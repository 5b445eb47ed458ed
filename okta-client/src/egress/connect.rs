//! Building the clients for outgoing calls.

use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::{Client, Proxy, dns::Resolve, redirect};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use url::Url;

use super::{
    EgressError, EgressSettings,
    resolver::{Machine, PublicOnly},
};
use crate::{Error, transport::read_text};

/// Names us in Okta's logs; unnamed callers can be filtered by Okta's edge.
const USER_AGENT: &str = concat!("oktually/", env!("CARGO_PKG_VERSION"));

/// Longest time to a TLS connection, the gateway included.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest silence in an answer: Okta itself gives up on a query after 30 seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// Longest time for a whole call.
const WHOLE: Duration = Duration::from_secs(120);
/// Longest answer of our own echo, in bytes.
const ECHO_BYTES: usize = 1024;

/// The way out for calls: through a gateway, from a fixed address, or plainly.
///
/// With a gateway, names are resolved there, and nothing leaves by another way when it is down. Without one, connections to
/// addresses that are not public are refused when they are made. No redirects, no cookies, no proxies from the environment.
#[derive(Clone, Debug)]
pub struct Egress {
    okta: Client,
    own: Client,
    proxied: bool,
}

impl Egress {
    /// Reads the extra roots and prepares the clients; no connection is made yet.
    pub fn new(settings: &EgressSettings) -> Result<Self, EgressError> {
        Self::asking(settings, Arc::new(Machine))
    }

    /// The same, with names resolved by `names` where it is us who resolve them.
    pub(crate) fn asking(settings: &EgressSettings, names: Arc<dyn Resolve>) -> Result<Self, EgressError> {
        let tls = tls(settings)?;
        let proxied = settings.proxy.is_some();
        Ok(Self { okta: client(settings, tls.clone(), (!proxied).then(|| PublicOnly(names)))?, own: client(settings, tls, None)?, proxied })
    }

    /// The address that our calls are seen to come from, as our own echo at `check_url` answers (an address as text).
    ///
    /// The echo is named by the operator, so it may be on a private address.
    pub async fn seen_as(&self, check_url: &Url) -> Result<IpAddr, Error> {
        let request = self.own.get(check_url.clone()).header("accept", "text/plain");
        let text = read_text(request, self.proxied, ECHO_BYTES).await?;
        let address = text.trim().parse::<IpAddr>();
        // A listener on `::` sees IPv4 callers in IPv6 clothes.
        address
            .map(|address| address.to_canonical())
            .map_err(|_| Error::Unreadable { path: "the egress check", reason: "the answer is not an address".to_owned() })
    }

    /// The client for calls to Okta.
    pub(crate) fn okta(&self) -> &Client {
        &self.okta
    }

    /// Whether a gateway stands between us and Okta.
    pub(crate) fn is_proxied(&self) -> bool {
        self.proxied
    }
}

/// One client; `names` is asked before each connection.
fn client(settings: &EgressSettings, tls: ClientConfig, names: Option<PublicOnly>) -> Result<Client, EgressError> {
    #[expect(clippy::disallowed_methods, reason = "this is the place where outgoing clients are built")]
    let mut client = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .user_agent(USER_AGENT)
        .tls_backend_preconfigured(tls)
        .gzip(true)
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .timeout(WHOLE)
        .pool_max_idle_per_host(4)
        .pool_idle_timeout(Duration::from_secs(90))
        .tcp_keepalive(Duration::from_secs(30))
        .local_address(settings.source);
    if let Some(proxy) = &settings.proxy {
        client = client.proxy(Proxy::all(gateway(proxy)?).map_err(|_| EgressError::Proxy)?);
    }
    if let Some(names) = names {
        client = client.dns_resolver(names);
    }
    client.build().map_err(|error| EgressError::Client(error.to_string()))
}

/// The gateway's address in a form that leaves the resolving of names to it.
fn gateway(proxy: &Url) -> Result<Url, EgressError> {
    match proxy.scheme() {
        "http" | "https" | "socks5h" => Ok(proxy.clone()),
        // `socks5` would have us resolve the names.
        "socks5" => proxy.as_str().replacen("socks5", "socks5h", 1).parse().map_err(|_| EgressError::Proxy),
        other => Err(EgressError::ProxyScheme(other.to_owned())),
    }
}

/// Mozilla's roots and the operator's, over aws-lc-rs.
fn tls(settings: &EgressSettings) -> Result<ClientConfig, EgressError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = &settings.ca_file {
        let pem = std::fs::read(path).map_err(|source| EgressError::CaFile { path: path.clone(), source })?;
        let extra =
            CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>().map_err(|_| EgressError::CaContent(path.clone()))?;
        if extra.is_empty() || roots.add_parsable_certificates(extra).0 == 0 {
            return Err(EgressError::CaContent(path.clone()));
        }
    }
    let mut tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| EgressError::Client(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(proxy: &str) -> EgressSettings {
        EgressSettings { proxy: Some(proxy.parse().unwrap()), ..Default::default() }
    }

    #[test]
    fn a_socks_gateway_resolves_the_names_itself() {
        assert_eq!(gateway(&"socks5://gw:1080".parse().unwrap()).unwrap().as_str(), "socks5h://gw:1080");
    }

    #[test]
    fn a_gateway_of_another_kind_is_refused() {
        assert!(matches!(Egress::new(&settings("ftp://gw")), Err(EgressError::ProxyScheme(scheme)) if scheme == "ftp"));
    }

    #[test]
    fn a_file_without_certificates_is_an_error_and_not_ignored() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "no certificate").unwrap();
        let settings = EgressSettings { ca_file: Some(file.path().into()), ..Default::default() };
        assert!(matches!(Egress::new(&settings), Err(EgressError::CaContent(_))));
        let settings = EgressSettings { ca_file: Some("/nowhere/roots.pem".into()), ..Default::default() };
        assert!(matches!(Egress::new(&settings), Err(EgressError::CaFile { .. })));
    }
}

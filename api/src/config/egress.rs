//! The way out.

use std::{fmt, net::IpAddr, path::PathBuf};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{ConfigError, secret_source::from_file_or_environment};

/// How the worker reaches Okta, and from which addresses it is seen there.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Way out")]
pub struct Egress {
    /// Gateway through which everything leaves: http:// (CONNECT) or socks5h://. It must refuse private addresses itself.
    /// In production the worker needs this or a source address. A user and password may stand in it.
    #[arg(long, env = "OKTUALLY_EGRESS_PROXY", value_name = "URL", hide = true, hide_env_values = true, global = true)]
    pub egress_proxy: Option<SecretString>,

    /// File that holds the gateway's URL, instead of the variable OKTUALLY_EGRESS_PROXY.
    #[arg(long, env = "OKTUALLY_EGRESS_PROXY_FILE", value_name = "FILE", global = true)]
    pub egress_proxy_file: Option<PathBuf>,

    /// Local address from which everything leaves, without a gateway.
    #[arg(long, env = "OKTUALLY_EGRESS_SOURCE", value_name = "ADDRESS", global = true)]
    pub egress_source: Option<IpAddr>,

    /// File of further root certificates in PEM form that are trusted on the way out.
    #[arg(long, env = "OKTUALLY_EGRESS_CA_FILE", value_name = "FILE", global = true)]
    pub egress_ca_file: Option<PathBuf>,

    /// Public addresses from which we are seen, separated by commas. Customers put them into a network zone.
    #[arg(long, env = "OKTUALLY_EGRESS_ADDRESSES", value_name = "ADDRESSES", value_delimiter = ',', global = true)]
    pub egress_addresses: Vec<IpAddr>,

    /// Address that answers with the caller's address, such as `/ip` of a service like this one. The worker asks it at
    /// the start and every ten minutes, and says so when it is seen from another address than advertised.
    #[arg(long, env = "OKTUALLY_EGRESS_CHECK_URL", value_name = "URL", global = true)]
    pub egress_check_url: Option<Url>,
}

/// The way out that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// Through a gateway.
    Gateway(Gateway),
    /// From a local address.
    Source(IpAddr),
}

/// A gateway's URL, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Gateway(Url);

impl Gateway {
    /// For whoever connects to it.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gateway({}://…@{}:{:?})", self.0.scheme(), self.0.host_str().unwrap_or_default(), self.0.port_or_known_default())
    }
}

impl Egress {
    /// The way out, if one was set.
    pub fn way_out(&self) -> Result<Option<WayOut>, ConfigError> {
        const NAME: &str = "OKTUALLY_EGRESS_PROXY";
        let proxy = from_file_or_environment(NAME, self.egress_proxy.as_ref(), self.egress_proxy_file.as_deref())?;
        match (proxy, self.egress_source) {
            (Some(_), Some(_)) => Err(ConfigError::new(NAME, "is set, and so is OKTUALLY_EGRESS_SOURCE: there is one way out")),
            (Some(proxy), None) => Ok(Some(WayOut::Gateway(gateway(&proxy).map_err(|why| ConfigError::new(NAME, why))?))),
            (None, source) => Ok(source.map(WayOut::Source)),
        }
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.way_out()?;
        if let Some(url) = &self.egress_check_url {
            let why = match url.scheme() {
                "http" | "https" if url.username().is_empty() && url.password().is_none() => return Ok(()),
                "http" | "https" => "must not hold a user or a password",
                _ => "must begin with https:// or http://",
            };
            return Err(ConfigError::new("OKTUALLY_EGRESS_CHECK_URL", why));
        }
        Ok(())
    }
}

/// The parser's own words are not used: they could repeat a part of the text.
#[expect(clippy::disallowed_methods, reason = "the gateway's URL is read here, once")]
fn gateway(text: &SecretString) -> Result<Gateway, &'static str> {
    let url = Url::parse(text.expose_secret()).map_err(|_| "is no URL: it looks like http://user:password@gateway:3128")?;
    match url.scheme() {
        "http" | "https" | "socks5h" if url.has_host() => Ok(Gateway(url)),
        "http" | "https" | "socks5h" => Err("names no host"),
        _ => Err("must begin with http://, https:// or socks5h://: the gateway resolves names, not we"),
    }
}

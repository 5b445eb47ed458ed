//! Where to listen, and under which name.

use std::{
    fmt,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use clap::Args;
use ipnet::IpNet;
use url::{Host, Url};

use super::ConfigError;
use crate::http::TrustedProxies;

/// The listeners of `serve` and `all`.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Listeners")]
pub struct Listen {
    /// Address of the service as callers write it, without a path: it stands in intake links and in tokens. It must be
    /// https, unless it is this machine's own; only that may be left out, and is then localhost with the listening port.
    #[arg(long, env = "OKTUALLY_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<PublicUrl>,

    /// Address and port for tenants: the API, its description, and the intake pages.
    #[arg(long, env = "OKTUALLY_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,

    /// Address and port for operators: their API and health. Keep it off the internet.
    #[arg(long, env = "OKTUALLY_OPERATOR_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8081", global = true)]
    pub operator_listen: SocketAddr,

    /// Certificate chain in PEM form, in order to speak TLS on the tenants' address.
    #[arg(long, env = "OKTUALLY_TLS_CERT", value_name = "FILE", global = true)]
    pub tls_cert: Option<PathBuf>,

    /// Private key of the certificate in PEM form.
    #[arg(long, env = "OKTUALLY_TLS_KEY", value_name = "FILE", global = true)]
    pub tls_key: Option<PathBuf>,

    /// Address blocks of the proxies in front, separated by commas, such as 10.0.0.0/8. `X-Forwarded-For` counts only from
    /// them, and unless TLS is spoken here, the tenants' address answers only them and this machine.
    #[arg(long, env = "OKTUALLY_TRUSTED_PROXIES", value_name = "BLOCKS", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpNet>,

    /// Requests a minute that one API key may make.
    #[arg(long, env = "OKTUALLY_REQUESTS_PER_KEY", value_name = "N", default_value = "600", global = true)]
    pub requests_per_key: NonZeroU32,

    /// Requests a minute that one address may make, whatever its keys.
    #[arg(long, env = "OKTUALLY_REQUESTS_PER_ADDRESS", value_name = "N", default_value = "1200", global = true)]
    pub requests_per_address: NonZeroU32,

    /// Hours for which a new intake link can be used, from 1 to 720.
    #[arg(long, env = "OKTUALLY_INTAKE_LINK_HOURS", value_name = "HOURS", default_value = "72",
          value_parser = clap::value_parser!(u32).range(1..=720), global = true)]
    pub intake_link_hours: u32,

    /// Seconds for which requests and jobs under way may go on after a signal to stop.
    #[arg(long, env = "OKTUALLY_GRACE_SECONDS", value_name = "SECONDS", default_value = "20", global = true)]
    pub grace_seconds: u32,
}

impl Listen {
    /// The service's address. Without a setting it is the listening port on localhost.
    pub fn public_url(&self) -> PublicUrl {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| PublicUrl(format!("{scheme}://localhost:{}", self.listen.port())))
    }

    /// The certificate and its key, if TLS is spoken here.
    pub fn tls(&self) -> Option<(&Path, &Path)> {
        self.tls_cert.as_deref().zip(self.tls_key.as_deref())
    }

    /// Whose forwarded headers count.
    pub fn trusted(&self) -> TrustedProxies {
        TrustedProxies::new(self.trusted_proxies.iter().copied())
    }

    /// Whether requests in plain HTTP are for the proxies in front alone: they speak TLS for us.
    pub fn is_for_proxies(&self) -> bool {
        self.tls().is_none() && !self.trusted_proxies.is_empty()
    }

    /// For how long requests and jobs under way may go on.
    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds.into())
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => return Err(ConfigError::new("OKTUALLY_TLS_KEY", "is needed with OKTUALLY_TLS_CERT")),
            (None, Some(_)) => return Err(ConfigError::new("OKTUALLY_TLS_CERT", "is needed with OKTUALLY_TLS_KEY")),
            _ => {}
        }
        let https = self.public_url.as_ref().is_some_and(PublicUrl::is_https);
        if https && self.tls().is_none() && self.trusted_proxies.is_empty() {
            return Err(ConfigError::new(
                "OKTUALLY_PUBLIC_URL",
                "is https, but nothing here speaks TLS: set OKTUALLY_TLS_CERT and OKTUALLY_TLS_KEY, or name the proxy that does in OKTUALLY_TRUSTED_PROXIES",
            ));
        }
        if self.public_url.is_some() && !https && self.tls().is_some() {
            return Err(ConfigError::new("OKTUALLY_PUBLIC_URL", "is http, but a certificate is set: write https"));
        }
        if !self.listen.ip().is_loopback() {
            if self.tls().is_none() && self.trusted_proxies.is_empty() {
                return Err(ConfigError::new(
                    "OKTUALLY_LISTEN",
                    "is reached from other machines, secrets are handed over there, and nothing speaks TLS: set OKTUALLY_TLS_CERT and OKTUALLY_TLS_KEY, \
                     or name the proxy that does in OKTUALLY_TRUSTED_PROXIES, or listen on 127.0.0.1",
                ));
            }
            if self.public_url.is_none() {
                return Err(ConfigError::new(
                    "OKTUALLY_PUBLIC_URL",
                    "is needed, because OKTUALLY_LISTEN is reached from other machines, for which localhost would be another place",
                ));
            }
        }
        if self.listen == self.operator_listen && self.listen.port() != 0 {
            return Err(ConfigError::new(
                "OKTUALLY_OPERATOR_LISTEN",
                "is the same as OKTUALLY_LISTEN: operators need an address of their own",
            ));
        }
        Ok(())
    }
}

/// An address of ours: https, or http on this machine only; without user, path, query and final slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// As text, to which a path that begins with a slash can be added.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether callers come over https.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("it is no URL: {error}"))?;
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err("it names no host".to_owned()),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => {
                return Err("it must begin with https://, because secrets are handed over here; http is only for localhost".to_owned());
            }
            _ => return Err("it must begin with https://".to_owned()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it must not hold a user or a password".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("it must end after the host and the port".to_owned());
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

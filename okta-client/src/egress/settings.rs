//! How calls leave, as an operator sets it.

use std::{fmt, io, net::IpAddr, path::PathBuf};

use url::Url;

/// How calls to Okta leave this machine.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EgressSettings {
    /// The gateway that all calls go through: `http://` or `https://` (HTTP CONNECT), or `socks5h://`. It resolves names and refuses private addresses.
    pub proxy: Option<Url>,
    /// The local address that connections leave from.
    pub source: Option<IpAddr>,
    /// A PEM file with certificates to trust besides the built-in roots.
    pub ca_file: Option<PathBuf>,
}

impl fmt::Debug for EgressSettings {
    /// Without the gateway's user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = self
            .proxy
            .as_ref()
            .map(|url| format!("{}://{}:{}", url.scheme(), url.host_str().unwrap_or(""), url.port_or_known_default().unwrap_or(0)));
        f.debug_struct("EgressSettings").field("proxy", &proxy).field("source", &self.source).field("ca_file", &self.ca_file).finish()
    }
}

/// Why the way out could not be built from its settings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EgressError {
    /// The gateway's address has a scheme that is not spoken.
    #[error("the gateway's address must begin with http://, https:// or socks5h://, not {0}://")]
    ProxyScheme(String),
    /// The gateway's address cannot be used.
    #[error("the gateway's address cannot be used")]
    Proxy,
    /// The file of extra roots cannot be read.
    #[error("cannot read the extra roots in {}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file of extra roots holds something else than certificates, or none.
    #[error("{} holds no usable certificate in PEM form", .0.display())]
    CaContent(PathBuf),
    /// The TLS or HTTP library refused.
    #[error("cannot prepare outgoing connections: {0}")]
    Client(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateways_password_is_not_shown() {
        let settings = EgressSettings { proxy: Some("http://us3r:pa55@gateway:3128".parse().unwrap()), ..Default::default() };
        let shown = format!("{settings:?}");
        assert!(shown.contains("http://gateway:3128") && !shown.contains("us3r") && !shown.contains("pa55"), "{shown}");
    }
}

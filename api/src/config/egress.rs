//! The way out.

use std::{net::IpAddr, path::PathBuf};

use clap::Args;
use url::Url;

use super::ConfigError;

/// How the worker reaches Okta, and from which addresses it is seen there.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Way out")]
pub struct Egress {
    /// Gateway through which everything leaves: http:// (CONNECT) or socks5h://. It must refuse private addresses itself.
    /// In production the worker needs this or a source address.
    #[arg(long, env = "OKTUALLY_EGRESS_PROXY", value_name = "URL", global = true)]
    pub egress_proxy: Option<Url>,

    /// Local address from which everything leaves, without a gateway.
    #[arg(long, env = "OKTUALLY_EGRESS_SOURCE", value_name = "ADDRESS", global = true, conflicts_with = "egress_proxy")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut<'a> {
    /// Through a gateway.
    Gateway(&'a Url),
    /// From a local address.
    Source(IpAddr),
}

impl Egress {
    /// The way out, if one was set.
    pub fn way_out(&self) -> Option<WayOut<'_>> {
        self.egress_proxy.as_ref().map(WayOut::Gateway).or(self.egress_source.map(WayOut::Source))
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if let Some(proxy) = &self.egress_proxy
            && !matches!(proxy.scheme(), "http" | "https" | "socks5h")
        {
            return Err(ConfigError::new(
                "OKTUALLY_EGRESS_PROXY",
                "must begin with http://, https:// or socks5h://: the gateway resolves names, not we",
            ));
        }
        if let Some(url) = &self.egress_check_url
            && !matches!(url.scheme(), "http" | "https")
        {
            return Err(ConfigError::new("OKTUALLY_EGRESS_CHECK_URL", "must begin with https:// or http://"));
        }
        Ok(())
    }
}

//! Whose word about a caller's address counts.

use std::{net::IpAddr, sync::Arc};

use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Proxies in front of us, by address block. Empty: nobody's forwarded headers count.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// These blocks, and no others.
    pub fn new(blocks: impl IntoIterator<Item = IpNet>) -> Self {
        Self(blocks.into_iter().collect())
    }

    /// The caller behind a peer: the rightmost address of `X-Forwarded-For` that is not one of ours.
    ///
    /// Each proxy appends the address it saw, so whatever stands further left was written by the caller. A part that is no
    /// address ends the search, and the last of our proxies is the answer.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer.to_canonical();
        let values: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
        let hops = values.iter().rev().filter_map(|value| value.to_str().ok()).flat_map(|value| value.rsplit(','));
        for hop in hops {
            if !self.contains(caller) {
                break;
            }
            let Some(address) = address(hop.trim()) else { break };
            caller = address;
        }
        caller
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|block| block.contains(&address))
    }
}

/// An address, with a port or without: some proxies write one.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inside, _port)| inside);
    let parsed = bare.parse().or_else(|_| text.parse().map(|socket: std::net::SocketAddr| socket.ip()));
    parsed.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: &[&str]) -> String {
        let trusted = TrustedProxies::new(["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        trusted.caller(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_strangers_forwarded_header_does_not_count() {
        assert_eq!(caller("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &["198.51.100.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &["198.51.100.1", "203.0.113.9, 10.1.1.1"]), "203.0.113.9");
    }

    #[test]
    fn odd_forms_of_addresses_are_read_and_nonsense_ends_the_search() {
        assert_eq!(caller("::ffff:10.0.0.1", &["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(caller("fd00::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(caller("10.0.0.1", &["[2001:db8::2]"]), "2001:db8::2");
        assert_eq!(caller("10.0.0.1", &["203.0.113.9, unknown"]), "10.0.0.1");
        assert_eq!(caller("10.0.0.1", &["203.0.113.9, unknown, 10.2.2.2"]), "10.2.2.2");
        assert_eq!(caller("10.0.0.1", &[""]), "10.0.0.1");
        assert_eq!(caller("10.0.0.1", &[]), "10.0.0.1");
    }
}

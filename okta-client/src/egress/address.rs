//! Addresses that a call named by a customer must not reach.

use std::{net::IpAddr, sync::LazyLock};

use ipnet::IpNet;

/// Networks that are not the public Internet (IANA's special-purpose registries), and transition ranges through which an
/// IPv4 address hides in an IPv6 one. The union of what Stripe's smokescreen and Svix's server refuse.
const REFUSED: [(&str, &str); 31] = [
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local, where clouds keep their metadata service"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/96", "unspecified, loopback or IPv4-compatible"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard"),
    ("2001::/32", "Teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001:10::/28", "ORCHID"),
    ("2001:20::/28", "ORCHID"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
];

static NETWORKS: LazyLock<Vec<(IpNet, &str)>> =
    LazyLock::new(|| REFUSED.iter().map(|(net, kind)| (net.parse().expect("the table holds networks"), *kind)).collect());

/// The kind of network that makes `address` unfit for a call to a place a customer named; `None` for a public address.
///
/// An IPv4 address mapped into IPv6 (`::ffff:10.0.0.1`) is judged as the IPv4 address it stands for.
pub fn refused_because(address: IpAddr) -> Option<&'static str> {
    let address = address.to_canonical();
    NETWORKS.iter().find(|(net, _)| net.contains(&address)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        for refused in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(refused_because(refused.parse().unwrap()).is_some(), "{refused} passed");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "128.0.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2606:4700::1111",
            "2a00:1450::1",
            "2003::1",
        ] {
            assert_eq!(refused_because(public.parse().unwrap()), None, "{public} was refused");
        }
    }

    #[test]
    fn the_committed_gateways_refuse_the_same_networks() {
        let squid = include_str!("../../../deploy/egress/squid.conf");
        let dante = include_str!("../../../deploy/egress/danted.conf");
        let squid = squid.lines().filter_map(|line| line.strip_prefix("acl inside dst ")).flat_map(str::split_whitespace);
        let dante = dante.lines().filter_map(|line| line.strip_prefix("socks block { from: 0.0.0.0/0 to: ")?.split(' ').next());
        let ours: Vec<&str> = REFUSED.iter().map(|(net, _)| *net).collect();
        for (name, mut theirs) in [("squid", squid.collect::<Vec<_>>()), ("dante", dante.filter(|net| *net != "0.0.0.0/0").collect())] {
            theirs.sort_unstable();
            let mut ours = ours.clone();
            ours.sort_unstable();
            assert_eq!(theirs, ours, "{name}");
        }
    }
}

//! Names are resolved by us, so that an address is judged where the connection is made.

use std::{net::SocketAddr, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::refused_because;

/// The name leads to addresses that are not public, and to no other.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not public ({kind})")]
pub(super) struct AddressRefused {
    pub(super) kind: &'static str,
}

/// Asks another resolver and drops every address that is not public.
pub(super) struct PublicOnly(pub(super) Arc<dyn Resolve>);

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.0.resolve(name);
        Box::pin(async move {
            let public = only_public(found.await?.collect())?;
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Asks the machine's resolver.
#[derive(Debug)]
pub(super) struct Machine;

impl Resolve for Machine {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The public ones among `found`; an error if all were refused.
fn only_public(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, AddressRefused> {
    let refused = found.iter().find_map(|address| refused_because(address.ip()));
    let public: Vec<_> = found.into_iter().filter(|address| refused_because(address.ip()).is_none()).collect();
    match refused {
        Some(kind) if public.is_empty() => Err(AddressRefused { kind }),
        _ => Ok(public),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(list: &[&str]) -> Vec<SocketAddr> {
        list.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect()
    }

    #[test]
    fn a_name_with_both_kinds_of_address_keeps_the_public_one() {
        assert_eq!(only_public(addresses(&["10.0.0.1", "8.8.8.8"])).unwrap(), addresses(&["8.8.8.8"]));
    }

    #[test]
    fn a_name_that_leads_inside_is_refused() {
        assert_eq!(only_public(addresses(&["127.0.0.1", "::1"])).unwrap_err().kind, "loopback");
        assert!(only_public(vec![]).unwrap().is_empty());
    }
}

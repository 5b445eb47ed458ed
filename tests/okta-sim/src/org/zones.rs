//! Network zones.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::stamp::Stamp;

pub(crate) const LEGACY: u64 = 0;
pub(crate) const BLOCKED: u64 = 1;
pub(crate) const ANONYMIZERS: u64 = 2;
pub(crate) const EXEMPT: u64 = 3;
/// Offices of the customer: not where the collector is.
pub(crate) const OFFICES: u64 = 4;
/// Where the customer's own integrations run.
pub(crate) const INTEGRATIONS: u64 = 5;
/// Exactly the collector's address.
pub(crate) const COLLECTOR: u64 = 6;

/// What a zone is made of.
#[derive(Debug, Clone)]
pub(crate) enum Area {
    /// An IP zone; `None` is null on the wire, as in zones that were never filled.
    Addresses(Option<Vec<IpNet>>),
    /// An enhanced dynamic zone, by category of service.
    Services(&'static [&'static str]),
}

/// One network zone.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) area: Area,
    pub(crate) blocklist: bool,
    pub(crate) active: bool,
    pub(crate) system: bool,
    pub(crate) created: Stamp,
}

impl Zone {
    /// A policy zone of addresses.
    pub(crate) fn of(number: u64, name: &str, addresses: Vec<IpNet>, now: Stamp) -> Self {
        Zone {
            number,
            name: name.to_owned(),
            area: Area::Addresses(Some(addresses)),
            blocklist: false,
            active: true,
            system: false,
            created: now.days_ago(400),
        }
    }

    fn system(number: u64, name: &str, area: Area, blocklist: bool, now: Stamp) -> Self {
        Zone { number, name: name.to_owned(), area, blocklist, active: true, system: true, created: now.days_ago(1_500) }
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match &self.area {
            Area::Addresses(Some(nets)) => self.active && nets.iter().any(|net| net.contains(&address)),
            Area::Addresses(None) | Area::Services(_) => false,
        }
    }
}

/// The zones of a sound org.
pub(crate) fn sound(caller: IpAddr, now: Stamp) -> Vec<Zone> {
    let net = |text: &str| -> IpNet { text.parse().expect("written here as a network") };
    vec![
        Zone::system(LEGACY, "LegacyIpZone", Area::Addresses(None), false, now),
        Zone::system(BLOCKED, "BlockedIpZone", Area::Addresses(None), true, now),
        Zone::system(ANONYMIZERS, "DefaultEnhancedDynamicZone", Area::Services(&["ALL_ANONYMIZERS"]), true, now),
        Zone::system(EXEMPT, "DefaultExemptIpZone", Area::Addresses(None), false, now),
        Zone::of(OFFICES, "Offices", vec![net("192.0.2.0/25"), net("192.0.2.128/26")], now),
        Zone::of(INTEGRATIONS, "Integration servers", vec![net("198.51.100.16/28")], now),
        Zone::of(COLLECTOR, "Oktually egress", vec![IpNet::from(caller)], now),
    ]
}

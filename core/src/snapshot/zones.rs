//! Network zones.

use serde::{Deserialize, Serialize};

use super::AddressRange;

/// A network zone as checks see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Okta's id, `nzo…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub kind: ZoneKind,
    /// What it is for.
    pub usage: ZoneUsage,
    /// Whether it is in force.
    pub active: bool,
    /// Whether Okta made it.
    #[serde(default)]
    pub system: bool,
    /// Addresses as Okta gives them: CIDR blocks, `first-last` ranges, single ones.
    #[serde(default)]
    pub gateways: Vec<String>,
    /// A dynamic zone's kind of proxy: `Any`, `Tor`, `NotTorAnonymizer`, `TorAnonymizer`.
    #[serde(default)]
    pub proxy_type: Option<String>,
    /// The included categories of an enhanced dynamic zone, such as `ALL_ANONYMIZERS`.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// What a zone is made of, by Okta's `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ZoneKind {
    /// Addresses.
    Ip,
    /// Countries, proxies, networks.
    Dynamic,
    /// Enhanced dynamic zone.
    DynamicV2,
    /// A type that is not known.
    #[serde(other)]
    Other,
}

/// What a zone is for, by Okta's `usage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ZoneUsage {
    /// To be named in policies and tokens.
    Policy,
    /// To keep its addresses out.
    Blocklist,
    /// A usage that is not known.
    #[serde(other)]
    Other,
}

impl Zone {
    /// An active policy zone with these addresses.
    pub fn ip<const N: usize>(id: &str, name: &str, gateways: [&str; N]) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind: ZoneKind::Ip,
            usage: ZoneUsage::Policy,
            active: true,
            system: false,
            gateways: gateways.map(str::to_owned).to_vec(),
            proxy_type: None,
            categories: Vec::new(),
        }
    }

    /// Its addresses; the first text that is no address range if there is one.
    pub fn ranges(&self) -> Result<Vec<AddressRange>, &str> {
        self.gateways.iter().map(|text| AddressRange::read(text).ok_or(text.as_str())).collect()
    }

    /// Whether it holds the anonymising proxies that Okta knows of, or a large kind of them.
    pub fn holds_anonymizers(&self) -> bool {
        let by_category = self.categories.iter().any(|category| {
            let category = category.to_uppercase();
            category.starts_with("ALL_ANONYMIZERS") || ["TOR", "PROXY", "VPN"].iter().any(|word| category.contains(word))
        });
        let by_proxy = ["any", "tor", "nottoranonymizer", "toranonymizer"]
            .contains(&self.proxy_type.as_deref().unwrap_or_default().to_lowercase().as_str());
        match self.kind {
            ZoneKind::DynamicV2 => by_category || (self.system && self.name == "DefaultEnhancedDynamicZone"),
            ZoneKind::Dynamic => by_proxy,
            ZoneKind::Ip | ZoneKind::Other => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anonymizers_are_held_by_category_or_by_proxy_type() {
        let mut zone = Zone { kind: ZoneKind::DynamicV2, ..Zone::ip("nzo1", "x", []) };
        assert!(!zone.holds_anonymizers());
        zone.categories = vec!["ALL_ANONYMIZERS".into()];
        assert!(zone.holds_anonymizers());
        zone.categories = vec!["NORD_VPN".into()];
        assert!(zone.holds_anonymizers());
        zone.kind = ZoneKind::Dynamic;
        assert!(!zone.holds_anonymizers());
        zone.proxy_type = Some("Tor".into());
        assert!(zone.holds_anonymizers());
    }

    #[test]
    fn an_address_that_cannot_be_read_is_named() {
        assert_eq!(Zone::ip("nzo1", "x", ["192.0.2.0/24", "oops"]).ranges(), Err("oops"));
        assert_eq!(Zone::ip("nzo1", "x", ["192.0.2.0/24"]).ranges().unwrap().len(), 1);
    }
}

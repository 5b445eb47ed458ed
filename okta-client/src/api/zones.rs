//! Network zones.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Chosen, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A network zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    /// The id, `nzo…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name; `LegacyIpZone`, `BlockedIpZone`, `DefaultEnhancedDynamicZone` and `DefaultExemptIpZone` are Okta's.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `IP`, `DYNAMIC` or `DYNAMIC_V2`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `POLICY` or `BLOCKLIST`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub usage: Option<String>,
    /// Whether it is one of Okta's.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
    /// Addresses that count as in the zone.
    #[serde(default, deserialize_with = "lenient::list")]
    pub gateways: Vec<Address>,
    /// Addresses of proxies that are looked through.
    #[serde(default, deserialize_with = "lenient::list")]
    pub proxies: Vec<Address>,
    /// For `DYNAMIC`: `Any`, `Tor`, `NotTorAnonymizer`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub proxy_type: Option<String>,
    /// Places.
    #[serde(default)]
    pub locations: Chosen<Location>,
    /// Autonomous systems.
    #[serde(default)]
    pub asns: Chosen<String>,
    /// For `DYNAMIC_V2`: kinds of anonymising services, `ALL_ANONYMIZERS`, …
    #[serde(default)]
    pub ip_service_categories: Chosen<String>,
    /// Whether it exempts its addresses from ThreatInsight's and the block lists' verdict.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub use_as_exempt_list: Option<bool>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A range of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// `CIDR` or `RANGE`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `192.0.2.0/24` or `192.0.2.1-192.0.2.9`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
}

/// A country or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// ISO 3166-1.
    #[serde(default, deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// ISO 3166-2; `None` for the whole country.
    #[serde(default, deserialize_with = "lenient::text")]
    pub region: Option<String>,
}

/// All network zones. Okta's own pages have 20; how large they may be is written nowhere.
pub fn list() -> List<Zone> {
    List::paged("/api/v1/zones", &[], 200, scopes::NETWORK_ZONES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_kinds_of_zone_are_read() {
        let json = r#"[{"type":"IP","id":"nzo1","name":"LegacyIpZone","status":"ACTIVE","usage":"POLICY","system":true,"gateways":[{"type":"CIDR","value":"192.0.2.0/24"}],"proxies":null},
            {"type":"DYNAMIC","id":"nzo2","status":"ACTIVE","usage":"BLOCKLIST","locations":[{"country":"XX","region":null}],"proxyType":"","asns":["64496"]},
            {"type":"DYNAMIC","id":"nzo3","locations":null,"proxyType":"Tor","asns":[]},
            {"type":"DYNAMIC_V2","id":"nzo4","locations":{"include":[],"exclude":[{"country":"YY"}]},"asns":{"include":[],"exclude":[]},
              "ipServiceCategories":{"include":["ALL_ANONYMIZERS"],"exclude":[]}}]"#;
        let zones: Vec<Zone> = serde_json::from_str(json).unwrap();
        assert_eq!(zones[0].gateways[0].value.as_deref(), Some("192.0.2.0/24"));
        assert_eq!(
            (zones[1].locations.include[0].country.as_deref(), zones[1].asns.include.len(), &zones[1].proxy_type),
            (Some("XX"), 1, &None)
        );
        assert_eq!(zones[2].proxy_type.as_deref(), Some("Tor"));
        assert_eq!((zones[3].ip_service_categories.include[0].as_str(), zones[3].locations.exclude.len()), ("ALL_ANONYMIZERS", 1));
        assert_eq!(serde_json::from_str::<Vec<Zone>>(&serde_json::to_string(&zones).unwrap()).unwrap(), zones);
        assert_eq!(list().call.target(), "/api/v1/zones?limit=200");
    }
}

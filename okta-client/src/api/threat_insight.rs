//! ThreatInsight, Okta's own list of bad addresses.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    Get,
    decode::{lenient, time as when},
};

/// What the org does about known bad addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreatInsight {
    /// `none`, `audit` or `block`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub action: Option<String>,
    /// Zones that are exempt.
    #[serde(default, deserialize_with = "lenient::list")]
    pub exclude_zones: Vec<String>,
    /// When it was first set.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// The org's setting.
pub fn get() -> Get<ThreatInsight> {
    Get::new("/api/v1/threats/configuration", &[], scopes::THREAT_INSIGHTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_its_dates_are_read() {
        for created in ["2021-06-14 14:45:46", "2021-06-14T14:45:46.000Z"] {
            let setting: ThreatInsight =
                serde_json::from_str(&format!(r#"{{"action":"audit","excludeZones":null,"created":"{created}","_links":{{}}}}"#)).unwrap();
            assert_eq!((setting.action.as_deref(), setting.created.unwrap().year()), (Some("audit"), 2021));
        }
        assert_eq!(get().path(), "/api/v1/threats/configuration");
    }
}

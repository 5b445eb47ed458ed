//! Detection of unusual behaviour (Okta's API reference: Behavior Rules).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// Something that counts as unusual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Behavior {
    /// The id, `bhv…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ANOMALOUS_LOCATION`, `ANOMALOUS_IP`, `ANOMALOUS_DEVICE`, `VELOCITY`, `ANOMALOUS_ASN`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// What it is compared with.
    #[serde(default, deserialize_with = "lenient::object")]
    pub settings: Option<Settings>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// What behaviour is compared with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// How many past events at most.
    #[serde(default, deserialize_with = "lenient::number")]
    pub max_events_used_for_evaluation: Option<i64>,
    /// How many at least: before that, nothing is unusual.
    #[serde(default, deserialize_with = "lenient::number")]
    pub min_events_needed_for_evaluation: Option<i64>,
    /// `LAT_LONG`, `CITY`, `SUBDIVISION`, `COUNTRY`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub granularity: Option<String>,
    /// How far is near.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub radius_kilometers: Option<f64>,
    /// How fast is too fast, in kilometres an hour.
    #[serde(default, deserialize_with = "lenient::number")]
    pub velocity_kph: Option<i64>,
}

/// All of them. Okta's own pages have ten; how large they may be is written nowhere.
pub fn list() -> List<Behavior> {
    List::paged("/api/v1/behaviors", &[], 200, scopes::BEHAVIORS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_radius_may_have_a_fraction() {
        let json = r#"{"id":"bhv1","name":"far","type":"ANOMALOUS_LOCATION","status":"ACTIVE","settings":{"maxEventsUsedForEvaluation":100,"radiusKilometers":20.5,
            "velocityKph":805},"created":"2025-09-24 04:05:52.0","_link":{"x":"CANARY"}}"#;
        let behavior: Behavior = kept(json);
        let settings = behavior.settings.unwrap();
        assert_eq!((settings.radius_kilometers, settings.velocity_kph, behavior.created.is_some()), (Some(20.5), Some(805), true));
        assert_eq!(list().call.target(), "/api/v1/behaviors?limit=200");
    }
}

//! Features that an org may switch on and off (Okta's API reference: Features).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{List, decode::lenient};

/// A feature of the org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    /// The id, `ftr…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ENABLED` or `DISABLED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `self-service`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// How far it is released.
    #[serde(default, deserialize_with = "lenient::object")]
    pub stage: Option<Stage>,
}

/// How far a feature is released.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// `BETA`, `EA` or `LA`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
    /// Of a beta, `OPEN` or `CLOSED`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub state: Option<String>,
}

/// All self-service features.
pub fn list() -> List<Feature> {
    List::array("/api/v1/features", &[], scopes::FEATURES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_feature_says_whether_it_is_on() {
        let json = r#"[{"id":"ftr1","type":"self-service","status":"ENABLED","name":"Realms","description":"x","stage":{"value":"EA"},
            "_links":{"disable":{"href":"CANARY"}}},{"id":"ftr2","stage":{"value":"BETA","state":"OPEN"}}]"#;
        let features: Vec<Feature> = kept(json);
        assert_eq!((features[0].status.as_deref(), features[1].stage.as_ref().unwrap().state.as_deref()), (Some("ENABLED"), Some("OPEN")));
        assert_eq!(list().path(), "/api/v1/features");
    }
}

//! Mappings of profiles between Okta and applications (Okta's API reference: Profile Mappings).

use serde::{Deserialize, Serialize};

use super::scopes;
use crate::{List, decode::lenient};

/// A mapping from one profile to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The id, `prm…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Where values come from.
    #[serde(default, deserialize_with = "lenient::object")]
    pub source: Option<Side>,
    /// Where they go to.
    #[serde(default, deserialize_with = "lenient::object")]
    pub target: Option<Side>,
}

/// One side of a mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Of an application or a user type.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `appuser` or `user`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
}

/// All mappings, without their expressions.
pub fn list() -> List<Mapping> {
    List::paged("/api/v1/mappings", &[], 200, scopes::PROFILE_MAPPINGS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_mapping_knows_its_sides() {
        let json = r#"{"id":"prm1","source":{"id":"0oa1","name":"saml_idp","type":"appuser","_links":{}},"target":{"id":"oty1","name":"user","type":"user"},
            "properties":{"login":{"expression":"CANARY","pushStatus":"PUSH"}}}"#;
        let mapping: Mapping = kept(json);
        assert_eq!((mapping.source.unwrap().id.as_deref(), mapping.target.unwrap().kind.as_deref()), (Some("0oa1"), Some("user")));
        assert_eq!(list().call.target(), "/api/v1/mappings?limit=200");
    }
}

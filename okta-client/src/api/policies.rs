//! Policies, their rules, and what they apply to.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

pub use super::policy_type::{PolicyType, UnknownPolicyType};
use super::{Link, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A policy. Conditions and settings differ by kind and are kept as Okta sent them, but for fields that say nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// The id, `00p…` or `rst…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The kind, as [`PolicyType`] writes it.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The description.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Its place in the order of its kind; the lowest is tried first.
    #[serde(default, deserialize_with = "lenient::number")]
    pub priority: Option<i64>,
    /// Whether it is Okta's default.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
    /// Whom it applies to; `None` for everybody.
    #[serde(default, deserialize_with = "lenient::free")]
    pub conditions: Option<Value>,
    /// What it sets.
    #[serde(default, deserialize_with = "lenient::free")]
    pub settings: Option<Value>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A rule of a policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The id, `0pr…` or `rul…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The kind; may be missing.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its place in the policy; the default rule has the last or none.
    #[serde(default, deserialize_with = "lenient::number")]
    pub priority: Option<i64>,
    /// Whether it is the default rule.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub system: Option<bool>,
    /// When it applies; `None` for always.
    #[serde(default, deserialize_with = "lenient::free")]
    pub conditions: Option<Value>,
    /// What it does.
    #[serde(default, deserialize_with = "lenient::free")]
    pub actions: Option<Value>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// Something a policy is mapped to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// What it is.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// What a policy is mapped to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// An application.
    #[serde(default, deserialize_with = "lenient::object")]
    pub application: Option<Link>,
}

impl Mapping {
    /// The id of the application that the policy applies to.
    pub fn app(&self) -> Option<&str> {
        self.links.as_ref()?.application.as_ref()?.id()
    }
}

/// The policies of one kind. [`Error::FeatureOff`](crate::Error::FeatureOff) where the org's engine does not have the kind.
pub fn list(kind: PolicyType) -> List<Policy> {
    // The kind is all that this call sends, so a 400 about the request is about the kind.
    List::array("/api/v1/policies", &[], scopes::POLICIES).with("type", kind.as_str()).absent_if(&["E0000001", "E0000002"])
}

/// The rules of a policy.
pub fn rules(id: &str) -> List<Rule> {
    List::array("/api/v1/policies/{id}/rules", &[id], scopes::POLICIES)
}

/// What a policy is mapped to.
pub fn mappings(id: &str) -> List<Mapping> {
    List::array("/api/v1/policies/{id}/mappings", &[id], scopes::POLICIES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_settings_stay_as_they_came() {
        let json = r#"{"id":"00p1","type":"PASSWORD","status":"ACTIVE","name":"Default Policy","description":null,"priority":1,"system":"true","conditions":null,
            "settings":{"password":{"complexity":{"minLength":8},"lockout":{"maxAttempts":10}}},"created":null,"_links":{}}"#;
        let policy: Policy = serde_json::from_str(json).unwrap();
        assert_eq!((policy.system, policy.conditions.is_none()), (Some(true), true));
        assert_eq!(policy.settings.as_ref().unwrap()["password"]["complexity"]["minLength"], 8);
        assert_eq!(serde_json::from_str::<Policy>(&serde_json::to_string(&policy).unwrap()).unwrap(), policy);
    }

    #[test]
    fn a_default_rule_has_no_conditions_and_a_mapping_names_its_app() {
        let json = r#"{"id":"rul1","status":"ACTIVE","name":"Catch-all Rule","priority":99,"system":true,"conditions":null,"created":null,
            "actions":{"signon":{"access":"ALLOW","session":{"maxSessionLifetimeMinutes":0}}}}"#;
        let rule: Rule = serde_json::from_str(json).unwrap();
        assert_eq!(rule.actions.unwrap()["signon"]["session"]["maxSessionLifetimeMinutes"], 0);
        let mapping: Mapping =
            serde_json::from_str(r#"{"id":"m1","_links":{"application":{"href":"https://x/api/v1/apps/0oa1"},"policy":{"href":"y"}}}"#)
                .unwrap();
        assert_eq!(mapping.app(), Some("0oa1"));
        assert_eq!(list(PolicyType::AccessPolicy).call.target(), "/api/v1/policies?type=ACCESS_POLICY");
        assert_eq!((rules("rst1").path(), mappings("rst1").path()), ("/api/v1/policies/rst1/rules", "/api/v1/policies/rst1/mappings"));
    }
}

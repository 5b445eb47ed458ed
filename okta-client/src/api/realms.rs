//! Realms (Okta's API reference: Realms, Realm Assignments).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A part of an org's users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Realm {
    /// The id, `guo…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Whether it holds who is in no other.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// What it is called.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Profile>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// What a realm is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `PARTNER` or `DEFAULT`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub realm_type: Option<String>,
    /// E-mail domains of its users.
    #[serde(default, deserialize_with = "lenient::list")]
    pub domains: Vec<String>,
}

/// A rule that puts users into a realm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RealmAssignment {
    /// The id, `rul…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Its turn.
    #[serde(default, deserialize_with = "lenient::number")]
    pub priority: Option<i64>,
    /// Whether it is the one for who is left.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// E-mail domains it concerns.
    #[serde(default, deserialize_with = "lenient::list")]
    pub domains: Vec<String>,
    /// Whom it concerns.
    #[serde(default, deserialize_with = "lenient::object")]
    pub conditions: Option<Conditions>,
    /// What it does.
    #[serde(default, deserialize_with = "lenient::object")]
    pub actions: Option<Actions>,
}

/// Whom a rule concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conditions {
    /// The application or directory that users come from.
    #[serde(default, deserialize_with = "lenient::text")]
    pub profile_source_id: Option<String>,
    /// Users for whom this is true.
    #[serde(default, deserialize_with = "lenient::object")]
    pub expression: Option<Expression>,
}

/// An expression over a user's attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expression {
    /// The expression.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
}

/// What a rule does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actions {
    /// Where it puts users.
    #[serde(default, deserialize_with = "lenient::object")]
    pub assign_user_to_realm: Option<Assignment>,
}

/// The realm that a rule fills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// Its id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub realm_id: Option<String>,
}

/// All realms.
pub fn list() -> List<Realm> {
    List::paged("/api/v1/realms", &[], 200, scopes::REALMS)
}

/// All rules that put users into realms.
pub fn assignments() -> List<RealmAssignment> {
    List::paged("/api/v1/realm-assignments", &[], 200, scopes::REALM_ASSIGNMENTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_rule_names_its_realm() {
        let realm: Realm =
            kept(r#"{"id":"guo1","isDefault":false,"profile":{"name":"Partners","realmType":"PARTNER"},"_links":{"x":"CANARY"}}"#);
        assert_eq!(realm.profile.unwrap().realm_type.as_deref(), Some("PARTNER"));
        let json = r#"{"id":"rul1","name":"r","status":"ACTIVE","priority":0,"isDefault":false,"conditions":{"profileSourceId":"0oa1","expression":{"value":"true"}},
            "actions":{"assignUserToRealm":{"realmId":"guo1"}},"domains":[]}"#;
        let rule: RealmAssignment = kept(json);
        assert_eq!(rule.actions.unwrap().assign_user_to_realm.unwrap().realm_id.as_deref(), Some("guo1"));
        assert_eq!(
            (list().call.target(), assignments().call.target()),
            ("/api/v1/realms?limit=200".into(), "/api/v1/realm-assignments?limit=200".into())
        );
    }
}

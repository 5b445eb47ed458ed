//! Rules that put users into groups (Okta's API reference: Group Rules).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Chosen, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A rule that puts users into groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupRule {
    /// The id, `0pr…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `ACTIVE`, `INACTIVE` or `INVALID`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Whether all groups it names still exist.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub all_groups_valid: Option<bool>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// Whom it concerns.
    #[serde(default, deserialize_with = "lenient::object")]
    pub conditions: Option<Conditions>,
    /// What it does.
    #[serde(default, deserialize_with = "lenient::object")]
    pub actions: Option<Actions>,
}

/// Whom a rule concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Users for whom this is true.
    #[serde(default, deserialize_with = "lenient::object")]
    pub expression: Option<Expression>,
    /// Users and groups that are left out.
    #[serde(default, deserialize_with = "lenient::object")]
    pub people: Option<People>,
}

/// An expression over a user's attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expression {
    /// `urn:okta:expression:1.0`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The expression.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
}

/// Users and groups that are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Users.
    #[serde(default, deserialize_with = "lenient::object")]
    pub users: Option<Chosen<String>>,
    /// Groups.
    #[serde(default, deserialize_with = "lenient::object")]
    pub groups: Option<Chosen<String>>,
}

/// What a rule does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actions {
    /// Where it puts users.
    #[serde(default, deserialize_with = "lenient::object")]
    pub assign_user_to_groups: Option<Assignment>,
}

/// Groups that a rule fills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// Their ids.
    #[serde(default, deserialize_with = "lenient::list")]
    pub group_ids: Vec<String>,
}

/// All rules.
pub fn list() -> List<GroupRule> {
    List::paged("/api/v1/groups/rules", &[], 200, scopes::GROUPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_rule_names_its_condition_and_its_groups() {
        let json = r#"{"type":"group_rule","id":"0pr1","status":"INVALID","name":"all","allGroupsValid":false,
            "conditions":{"people":{"users":{"exclude":["00u1"]},"groups":{"exclude":[]}},"expression":{"value":"true","type":"urn:okta:expression:1.0"}},
            "actions":{"assignUserToGroups":{"groupIds":["00g1"]}},"_embedded":{"groupIdToGroupNameMap":{"00g1":"CANARY"}}}"#;
        let rule: GroupRule = kept(json);
        let conditions = rule.conditions.unwrap();
        assert_eq!(conditions.expression.unwrap().value.as_deref(), Some("true"));
        assert_eq!(conditions.people.unwrap().users.unwrap().exclude, ["00u1"]);
        assert_eq!(rule.actions.unwrap().assign_user_to_groups.unwrap().group_ids, ["00g1"]);
        assert_eq!(list().call.target(), "/api/v1/groups/rules?limit=200");
    }
}

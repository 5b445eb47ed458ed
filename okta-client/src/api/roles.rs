//! Administrators' roles, as they are assigned.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Link, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A role assigned to a user, a group or a client. Its id is unique only together with the assignee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleAssignment {
    /// The assignment's id; for some standard roles the same for all holders.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The role's name. Its spelling varies.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// `SUPER_ADMIN`, `ORG_ADMIN`, `READ_ONLY_ADMIN`, …, `CUSTOM`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was assigned.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// `USER`, `GROUP` or `CLIENT`: how the asked-for principal came to it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub assignment_type: Option<String>,
    /// For custom roles, the role's id (`cr0…`) or a constant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub role: Option<String>,
    /// For custom roles, the resource set's id (`iam…`) or a constant.
    #[serde(default, rename = "resource-set", deserialize_with = "lenient::text")]
    pub resource_set: Option<String>,
    /// Who holds it.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// An assignment's links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The user, group or client that holds it.
    #[serde(default, deserialize_with = "lenient::object")]
    pub assignee: Option<Link>,
}

impl RoleAssignment {
    /// Who holds it, as kind (`users`, `groups`, `clients`) and id.
    pub fn assignee(&self) -> Option<(&str, &str)> {
        self.links.as_ref()?.assignee.as_ref()?.target()
    }
}

/// The roles of a user, those given by groups included.
pub fn of_user(id: &str) -> List<RoleAssignment> {
    List::array("/api/v1/users/{id}/roles", &[id], scopes::ROLES)
}

/// The roles of an OAuth client. Okta answers one such call at a time.
pub fn of_client(id: &str) -> List<RoleAssignment> {
    List::array("/oauth2/v1/clients/{id}/roles", &[id], scopes::ROLES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_and_custom_assignments_are_read() {
        let json = r#"[{"id":"IFIFAX2BIRGUSTQ","label":"Application Administrator","type":"APP_ADMIN","status":"ACTIVE","created":"2025-03-13T23:27:30.000Z",
              "assignmentType":"GROUP","_links":{"assignee":{"href":"https://acme-admin.okta.com/api/v1/groups/00g1"}}},
            {"id":"irb1","label":"Readers","type":"CUSTOM","status":"ACTIVE","assignmentType":"USER","role":"cr01","resource-set":"iam1",
              "_links":{"role":{"href":"x"},"assignee":{"href":"https://acme.okta.com/api/v1/users/00u1"}}}]"#;
        let roles: Vec<RoleAssignment> = serde_json::from_str(json).unwrap();
        assert_eq!(roles[0].assignee(), Some(("groups", "00g1")));
        assert_eq!(
            (roles[1].role.as_deref(), roles[1].resource_set.as_deref(), roles[1].assignee()),
            (Some("cr01"), Some("iam1"), Some(("users", "00u1")))
        );
        let stored = serde_json::to_string(&roles).unwrap();
        assert_eq!(serde_json::from_str::<Vec<RoleAssignment>>(&stored).unwrap(), roles);
        assert_eq!((of_user("00u1").path(), of_client("0oa1").path()), ("/api/v1/users/00u1/roles", "/oauth2/v1/clients/0oa1/roles"));
    }
}

//! What administrators' roles are limited to (Okta's API reference: User Role Targets, Group Role Targets, Client Role Targets).

use serde::{Deserialize, Serialize};

use super::{groups::Group, scopes};
use crate::{List, decode::lenient};

/// An application, or all of one kind, that a role is limited to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppTarget {
    /// The application's id; `None` for all of the kind.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The catalogue's key.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The name shown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
}

/// The groups that a user's role is limited to; none for the whole org.
pub fn groups_of_user(user: &str, assignment: &str) -> List<Group> {
    List::paged("/api/v1/users/{id}/roles/{id}/targets/groups", &[user, assignment], 200, scopes::ROLES)
}

/// The applications that a user's role is limited to; none for the whole org.
pub fn apps_of_user(user: &str, assignment: &str) -> List<AppTarget> {
    List::paged("/api/v1/users/{id}/roles/{id}/targets/catalog/apps", &[user, assignment], 200, scopes::ROLES)
}

/// The groups that a group's role is limited to; none for the whole org.
pub fn groups_of_group(group: &str, assignment: &str) -> List<Group> {
    List::paged("/api/v1/groups/{id}/roles/{id}/targets/groups", &[group, assignment], 200, scopes::ROLES)
}

/// The applications that a group's role is limited to; none for the whole org.
pub fn apps_of_group(group: &str, assignment: &str) -> List<AppTarget> {
    List::paged("/api/v1/groups/{id}/roles/{id}/targets/catalog/apps", &[group, assignment], 200, scopes::ROLES)
}

/// The groups that a client's role is limited to; none for the whole org.
pub fn groups_of_client(client: &str, assignment: &str) -> List<Group> {
    List::paged("/oauth2/v1/clients/{id}/roles/{id}/targets/groups", &[client, assignment], 200, scopes::ROLES)
}

/// The applications that a client's role is limited to; none for the whole org.
pub fn apps_of_client(client: &str, assignment: &str) -> List<AppTarget> {
    List::paged("/oauth2/v1/clients/{id}/roles/{id}/targets/catalog/apps", &[client, assignment], 200, scopes::ROLES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn a_target_is_one_application_or_all_of_a_kind() {
        let targets: Vec<AppTarget> = kept(
            r#"[{"name":"facebook","status":"ACTIVE","id":"0oa1","displayName":"Facebook","description":"CANARY"},{"name":"salesforce"}]"#,
        );
        assert_eq!((targets[0].id.as_deref(), &targets[1].id), (Some("0oa1"), &None));
        assert_eq!(groups_of_user("00u1", "ra1").call.target(), "/api/v1/users/00u1/roles/ra1/targets/groups?limit=200");
        assert_eq!(apps_of_user("00u1", "ra1").path(), "/api/v1/users/00u1/roles/ra1/targets/catalog/apps");
        assert_eq!(groups_of_group("00g1", "ra1").path(), "/api/v1/groups/00g1/roles/ra1/targets/groups");
        assert_eq!(apps_of_group("00g1", "ra1").path(), "/api/v1/groups/00g1/roles/ra1/targets/catalog/apps");
        assert_eq!(groups_of_client("0oa1", "ra1").path(), "/oauth2/v1/clients/0oa1/roles/ra1/targets/groups");
        assert_eq!(apps_of_client("0oa1", "ra1").path(), "/oauth2/v1/clients/0oa1/roles/ra1/targets/catalog/apps");
    }
}

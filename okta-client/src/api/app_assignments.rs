//! Who is assigned to applications (Okta's API reference: Application Users, Application Groups, Group Push Mappings).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A user's assignment to an application. Of the profile there, only the roles that it gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppUser {
    /// The user's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `USER` for a direct assignment, `GROUP` for one by a group.
    #[serde(default, deserialize_with = "lenient::text")]
    pub scope: Option<String>,
    /// `ACTIVE`, `PROVISIONED`, `DEPROVISIONED`, `IMPORTED`, `STAGED`, `SUSPENDED`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `DISABLED`, `ERROR`, `OUT_OF_SYNC`, `SYNCHRONIZED`, `SYNCING`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sync_state: Option<String>,
    /// When the assignment was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When its status last changed.
    #[serde(default, with = "when")]
    pub status_changed: Option<OffsetDateTime>,
    /// When provisioning last ran.
    #[serde(default, with = "when")]
    pub last_sync: Option<OffsetDateTime>,
    /// How the user is called there.
    #[serde(default, deserialize_with = "lenient::object")]
    pub credentials: Option<AppUserCredentials>,
    /// What the user may do there.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Roles>,
}

/// What an assignment gives in the application, as integrations of cloud accounts write it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Roles {
    /// One role.
    #[serde(default, deserialize_with = "texts")]
    pub role: Vec<String>,
    /// Roles among which the user chooses.
    #[serde(default, deserialize_with = "texts")]
    pub saml_roles: Vec<String>,
}

/// One text or several. A profile is the org's own: what else stands there under such a name is no role.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = |list: Vec<Value>| list.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(list) => texts(list),
        value => texts(vec![value]),
    })
}

/// How a user is called in an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppUserCredentials {
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_name: Option<String>,
}

/// A group's assignment to an application. Of the profile there, only the roles that it gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppGroup {
    /// The group's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Which group counts for a user of several: the smallest.
    #[serde(default, deserialize_with = "lenient::number")]
    pub priority: Option<i64>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// What its members may do there.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Roles>,
}

/// A group that is pushed to an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushMapping {
    /// The id, `gPm…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The group in Okta.
    #[serde(default, deserialize_with = "lenient::text")]
    pub source_group_id: Option<String>,
    /// The group in the application.
    #[serde(default, deserialize_with = "lenient::text")]
    pub target_group_id: Option<String>,
    /// `ACTIVE`, `INACTIVE` or `ERROR`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When it was last pushed.
    #[serde(default, with = "when")]
    pub last_push: Option<OffsetDateTime>,
}

/// The users of an application.
pub fn users(app: &str) -> List<AppUser> {
    List::paged("/api/v1/apps/{id}/users", &[app], 500, scopes::APPS)
}

/// The groups of an application.
pub fn groups(app: &str) -> List<AppGroup> {
    List::paged("/api/v1/apps/{id}/groups", &[app], 200, scopes::APPS)
}

/// The groups that are pushed to an application.
pub fn pushed_groups(app: &str) -> List<PushMapping> {
    List::paged("/api/v1/apps/{id}/group-push/mappings", &[app], 1000, scopes::APPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn assignments_come_without_passwords_and_profiles() {
        let json = r#"[{"id":"00u1","externalId":"CANARY","scope":"GROUP","status":"ACTIVE","statusChanged":"2020-08-27T18:14:07.000Z","syncState":"DISABLED",
            "credentials":{"userName":"ann@example.com","password":{"value":"CANARY"}},"profile":{"phone_number":"CANARY"}}]"#;
        let found: Vec<AppUser> = kept(json);
        assert_eq!(
            (found[0].scope.as_deref(), found[0].credentials.as_ref().unwrap().user_name.as_deref()),
            (Some("GROUP"), Some("ann@example.com"))
        );
        let group: AppGroup =
            kept(r#"{"id":"00g1","priority":0,"profile":{"role":{"x":"CANARY"},"samlRoles":["Admin","Reader"],"phone":"CANARY"}}"#);
        let roles = group.profile.unwrap();
        assert_eq!((group.priority, roles.role.len(), roles.saml_roles), (Some(0), 0, vec!["Admin".to_owned(), "Reader".to_owned()]));
        let mapping: PushMapping =
            kept(r#"{"id":"gPm1","created":"2026-03-25T06:09:58Z","sourceGroupId":"00g1","status":"ERROR","errorSummary":"CANARY"}"#);
        assert_eq!((mapping.status.as_deref(), mapping.created.is_some()), (Some("ERROR"), true));
    }

    #[test]
    fn the_calls_ask_for_full_pages() {
        assert_eq!(users("0oa1").call.target(), "/api/v1/apps/0oa1/users?limit=500");
        assert_eq!(groups("0oa1").call.target(), "/api/v1/apps/0oa1/groups?limit=200");
        assert_eq!(pushed_groups("0oa1").call.target(), "/api/v1/apps/0oa1/group-push/mappings?limit=1000");
    }
}

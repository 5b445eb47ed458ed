//! Groups and their members.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::scopes;
use super::{Link, apps::App, roles::RoleAssignment, users::User};
use crate::{
    Get, List,
    decode::{lenient, time as when},
};

/// A group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The id, `00g…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// `OKTA_GROUP`, `APP_GROUP`, `BUILT_IN`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// What it is elsewhere: `okta:user_group`, `okta:windows_security_principal`, …
    #[serde(default, deserialize_with = "lenient::list")]
    pub object_class: Vec<String>,
    /// Name and description.
    #[serde(default, deserialize_with = "lenient::object")]
    pub profile: Option<Profile>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When its profile last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// When somebody last joined or left.
    #[serde(default, with = "when")]
    pub last_membership_updated: Option<OffsetDateTime>,
    /// What was asked for with it.
    #[serde(default, rename = "_embedded", deserialize_with = "lenient::object")]
    pub embedded: Option<Embedded>,
    /// Where it comes from.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// Where a group comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The application, for groups that are one's.
    #[serde(default, deserialize_with = "lenient::object")]
    pub source: Option<Link>,
}

/// A group's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The description.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
}

/// What comes along with a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    /// Its counts, approximate.
    #[serde(default, deserialize_with = "stats")]
    pub stats: Option<Stats>,
    /// The application that it comes from.
    #[serde(default, deserialize_with = "lenient::object")]
    pub app: Option<SourceApp>,
}

/// The application that a group comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceApp {
    /// Its id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The catalogue's key: `active_directory`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The name shown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
}

/// A member of a group, and what placed it there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The user's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// What placed it there; `None` where Okta does not say.
    #[serde(default, rename = "_embedded", deserialize_with = "lenient::object")]
    pub embedded: Option<Placed>,
}

/// What placed a member in its group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The rules that did; none for who was placed by hand.
    #[serde(default, rename = "group-rules", deserialize_with = "lenient::list")]
    pub rules: Vec<PlacingRule>,
}

/// A rule that placed a member in its group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacingRule {
    /// The rule's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
}

/// A group's counts, approximate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Members.
    #[serde(default, deserialize_with = "lenient::number")]
    pub users_count: Option<i64>,
    /// Applications assigned.
    #[serde(default, deserialize_with = "lenient::number")]
    pub apps_count: Option<i64>,
    /// Mappings that push it to an application.
    #[serde(default, deserialize_with = "lenient::number")]
    pub group_push_mappings_count: Option<i64>,
    /// Whether it has an administrator's role.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub has_admin_privilege: Option<bool>,
}

/// Reads counts, whose last field is spelt in several ways (`hasAdminPrivlege`, `hasAdminPrivileges`).
fn stats<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Stats>, D::Error> {
    let Some(mut fields) = lenient::object::<D, Map<String, Value>>(deserializer)? else { return Ok(None) };
    if let Some(spelling) = fields.keys().find(|name| name.starts_with("hasAdminPriv")).cloned() {
        let privilege = fields.remove(&spelling).unwrap_or_default();
        fields.insert("hasAdminPrivilege".to_owned(), privilege);
    }
    serde_json::from_value(fields.into()).map(Some).map_err(|error| serde::de::Error::custom(lenient::kind(&error)))
}

impl Group {
    /// The name.
    pub fn name(&self) -> Option<&str> {
        self.profile.as_ref()?.name.as_deref()
    }

    /// The id of the application that it comes from, for groups that are one's.
    pub fn source(&self) -> Option<&str> {
        self.links.as_ref()?.source.as_ref()?.id()
    }

    /// The counts, if Okta sent them.
    pub fn stats(&self) -> Option<&Stats> {
        self.embedded.as_ref()?.stats.as_ref()
    }
}

/// All groups, with their counts and the application they come from. Larger pages than 200 time out on Okta's side.
pub fn list() -> List<Group> {
    List::paged("/api/v1/groups", &[], 200, scopes::GROUPS).with("expand", "stats,app")
}

/// The groups that somebody joined or left since.
pub fn changed_since(time: OffsetDateTime) -> List<Group> {
    list().with("filter", format!("lastMembershipUpdated gt \"{}\"", when::written(time)))
}

/// One group, without its counts.
pub fn get(id: &str) -> Get<Group> {
    Get::new("/api/v1/groups/{id}", &[id], scopes::GROUPS)
}

/// The members of a group, the deprovisioned included.
pub fn members(id: &str) -> List<User> {
    List::paged("/api/v1/groups/{id}/users", &[id], 1000, scopes::GROUPS)
}

/// The members of a group, and what placed each there.
pub fn placed_members(id: &str) -> List<Member> {
    List::paged("/api/v1/groups/{id}/users", &[id], 1000, scopes::GROUPS).with("expand", "group-rules")
}

/// The applications that a group's members have by it.
pub fn apps(id: &str) -> List<App> {
    List::paged("/api/v1/groups/{id}/apps", &[id], 200, scopes::GROUPS)
}

/// The groups that a user is in.
pub fn of_user(id: &str) -> List<Group> {
    List::paged("/api/v1/users/{id}/groups", &[id], 200, scopes::USERS)
}

/// The administrator's roles that a group gives its members.
pub fn roles(id: &str) -> List<RoleAssignment> {
    List::array("/api/v1/groups/{id}/roles", &[id], scopes::ROLES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kept::kept;

    #[test]
    fn every_spelling_of_the_privilege_is_read() {
        for spelling in ["hasAdminPrivilege", "hasAdminPrivlege", "hasAdminPrivileges"] {
            let json = format!(
                r#"{{"id":"00g1","type":"BUILT_IN","profile":{{"name":"Everyone","description":null}},"_links":{{"logo":[{{}}]}},
                "_embedded":{{"stats":{{"usersCount":12,"appsCount":"3","groupPushMappingsCount":0,"{spelling}":true,"_links":{{}}}}}}}}"#
            );
            let group: Group = serde_json::from_str(&json).unwrap();
            let stats = group.stats().unwrap();
            assert_eq!((stats.users_count, stats.apps_count, stats.has_admin_privilege), (Some(12), Some(3), Some(true)));
            assert_eq!(serde_json::from_str::<Group>(&serde_json::to_string(&group).unwrap()).unwrap(), group);
        }
    }

    #[test]
    fn a_group_without_counts_has_none() {
        let group: Group = serde_json::from_str(r#"{"id":"00g1","profile":{"name":"a"},"_embedded":{}}"#).unwrap();
        assert_eq!((group.name(), group.stats()), (Some("a"), None));
        assert_eq!(list().call.target(), "/api/v1/groups?limit=200&expand=stats%2Capp");
        assert_eq!(members("00g1").call.target(), "/api/v1/groups/00g1/users?limit=1000");
        let since = time::macros::datetime!(2025-01-01 00:00 UTC);
        let filter = "&filter=lastMembershipUpdated%20gt%20%222025-01-01T00%3A00%3A00.000Z%22";
        assert_eq!(changed_since(since).call.target(), format!("{}{filter}", list().call.target()));
        assert_eq!(placed_members("00g1").call.target(), "/api/v1/groups/00g1/users?limit=1000&expand=group-rules");
        assert_eq!(apps("00g1").call.target(), "/api/v1/groups/00g1/apps?limit=200");
        assert_eq!(of_user("00u1").call.target(), "/api/v1/users/00u1/groups?limit=200");
        assert_eq!(roles("00g1").path(), "/api/v1/groups/00g1/roles");
    }

    #[test]
    fn a_group_names_the_application_that_it_comes_from() {
        let json = r#"{"id":"00g1","type":"APP_GROUP","objectClass":["okta:windows_security_principal"],"_links":{"source":{"href":"https://acme.okta.com/api/v1/apps/0oa1"}},
            "_embedded":{"app":{"id":"0oa1","name":"active_directory","label":"corp","settings":{"x":"CANARY"}}}}"#;
        let group: Group = kept(json);
        let app = group.embedded.as_ref().unwrap().app.as_ref().unwrap();
        assert_eq!((group.source(), app.id.as_deref(), app.name.as_deref()), (Some("0oa1"), Some("0oa1"), Some("active_directory")));
    }

    #[test]
    fn a_member_placed_by_hand_differs_from_one_that_okta_says_nothing_of() {
        let json = r#"[{"id":"00u1","profile":{"email":"CANARY"},"_embedded":{"group-rules":[{"id":"0pr1","name":"CANARY"}]}},
            {"id":"00u2","_embedded":{"group-rules":[]}},{"id":"00u3"}]"#;
        let members: Vec<Member> = kept(json);
        let rules = |member: &Member| member.embedded.as_ref().map(|placed| placed.rules.len());
        assert_eq!(members.iter().map(rules).collect::<Vec<_>>(), [Some(1), Some(0), None]);
    }
}

//! Custom roles, resource sets and who is bound to them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::{Link, scopes};
use crate::{
    List,
    decode::{lenient, time as when},
};

/// A user with a role, direct or through a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    /// The user's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
}

/// A custom role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// The id, `cr0…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// The description.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A permission in a custom role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    /// The name, `okta.users.read`.
    #[serde(deserialize_with = "lenient::id")]
    pub label: String,
    /// What narrows it: `{"include": …}` or `{"exclude": …}`.
    #[serde(default, deserialize_with = "lenient::free")]
    pub conditions: Option<Value>,
    /// When it was added.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A set of resources that roles are bound to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceSet {
    /// The id, `iam…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// The description.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// When it was made.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
}

/// A resource in a set, named by `orn`, by its link, or by both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// The id, `ire…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The Okta resource name; without an object's id it means all of that kind.
    #[serde(default, deserialize_with = "lenient::text")]
    pub orn: Option<String>,
    /// What is left out of it.
    #[serde(default, deserialize_with = "lenient::free")]
    pub conditions: Option<Value>,
    /// When it was added.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When it last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// What it stands for.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// A role that is bound to a resource set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The role's id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
}

/// A holder of a role on a resource set. Okta names it only by its link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The binding's id, `irb…`.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// When it was bound.
    #[serde(default, with = "when")]
    pub created: Option<OffsetDateTime>,
    /// When that last changed.
    #[serde(default, with = "when")]
    pub last_updated: Option<OffsetDateTime>,
    /// Who it is.
    #[serde(default, rename = "_links", deserialize_with = "lenient::object")]
    pub links: Option<Links>,
}

/// The link to what an entry stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The thing itself.
    #[serde(default, rename = "self", deserialize_with = "lenient::object")]
    pub this: Option<Link>,
}

impl Resource {
    /// The address of what it stands for, for resources without [`orn`](Self::orn).
    pub fn href(&self) -> Option<&str> {
        self.links.as_ref()?.this.as_ref()?.href.as_deref()
    }
}

impl Member {
    /// Who it is, as kind (`users`, `groups`, `clients`) and id.
    pub fn assignee(&self) -> Option<(&str, &str)> {
        self.links.as_ref()?.this.as_ref()?.target()
    }
}

/// The users with any role.
pub fn assignees() -> List<Assignee> {
    List::wrapped("/api/v1/iam/assignees/users", &[], "value", scopes::ROLES).with("limit", "100")
}

/// The custom roles.
pub fn roles() -> List<Role> {
    List::wrapped("/api/v1/iam/roles", &[], "roles", scopes::ROLES)
}

/// The permissions of a custom role.
pub fn permissions(role: &str) -> List<Permission> {
    List::wrapped("/api/v1/iam/roles/{id}/permissions", &[role], "permissions", scopes::ROLES)
}

/// The resource sets.
pub fn resource_sets() -> List<ResourceSet> {
    List::wrapped("/api/v1/iam/resource-sets", &[], "resource-sets", scopes::ROLES)
}

/// The resources in a set.
pub fn resources(set: &str) -> List<Resource> {
    List::wrapped("/api/v1/iam/resource-sets/{id}/resources", &[set], "resources", scopes::ROLES).with("limit", "100")
}

/// The roles bound to a set.
pub fn bindings(set: &str) -> List<Binding> {
    List::wrapped("/api/v1/iam/resource-sets/{id}/bindings", &[set], "roles", scopes::ROLES)
}

/// The holders of a role on a set.
pub fn members(set: &str, role: &str) -> List<Member> {
    List::wrapped("/api/v1/iam/resource-sets/{id}/bindings/{id}/members", &[set, role], "members", scopes::ROLES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn a_member_is_known_by_its_link() {
        let json = r#"{"members":[{"id":"irb1","created":"2025-03-14T03:07:43.000Z","_links":{"self":{"href":"https://acme.okta.com/api/v1/groups/00g1"}}}],"_links":{}}"#;
        let page = decode::page::<Member>(json, members("iam1", "cr01").style).unwrap();
        assert_eq!(page.items[0].assignee(), Some(("groups", "00g1")));
        assert_eq!(members("iam1", "cr01").path(), "/api/v1/iam/resource-sets/iam1/bindings/cr01/members");
    }

    #[test]
    fn resources_come_with_a_name_or_a_link() {
        let json = r#"{"resources":[{"id":"ire1","orn":"orn:okta:directory:00o1:users","_links":{}},
            {"id":"ire2","orn":null,"_links":{"self":{"href":"https://acme.okta.com/api/v1/users"},"resource":{"href":"x"}}}]}"#;
        let page = decode::page::<Resource>(json, resources("iam1").style).unwrap();
        assert_eq!(page.items[0].orn.as_deref(), Some("orn:okta:directory:00o1:users"));
        assert_eq!(page.items[1].href(), Some("https://acme.okta.com/api/v1/users"));
    }

    #[test]
    fn every_list_knows_its_wrapper() {
        let json = r#"{"value":[{"id":"00u1","orn":"orn:okta:directory:00o1:users:00u1","_links":{}}],"_links":{"next":{"href":"https://x/api/v1/iam/assignees/users?after=b"}}}"#;
        let page = decode::page::<Assignee>(json, assignees().style).unwrap();
        assert_eq!((page.items.len(), page.next.is_some()), (1, true));
        let json = r#"{"permissions":[{"label":"okta.users.read","conditions":null},{"label":"okta.users.manage","conditions":{"exclude":{"okta:x":["y"]}}}]}"#;
        let page = decode::page::<Permission>(json, permissions("cr01").style).unwrap();
        assert_eq!((page.items[0].conditions.is_none(), page.items[1].conditions.is_some()), (true, true));
        assert_eq!(
            decode::page::<ResourceSet>(r#"{"resource-sets":[{"id":"iam1","label":"All"}]}"#, resource_sets().style).unwrap().items.len(),
            1
        );
        assert_eq!(decode::page::<Binding>(r#"{"roles":[{"id":"cr01"}]}"#, bindings("iam1").style).unwrap().items.len(), 1);
        assert_eq!(decode::page::<Role>(r#"{"roles":[{"id":"cr01","label":"Readers"}]}"#, roles().style).unwrap().items.len(), 1);
    }
}

//! Resource sets: what a custom role reaches.

use serde::{Deserialize, Serialize};

use super::Holder;

/// A resource set as checks see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceSet {
    /// Okta's id, `iam…`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it holds; nothing when that was not read to the end.
    #[serde(default)]
    pub resources: Option<Vec<Resource>>,
}

/// One entry of a resource set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resource {
    /// Okta's resource name, `orn:…`.
    pub orn: Option<String>,
    /// Its address, which some entries have instead.
    pub href: Option<String>,
    /// Whether a condition takes objects out of it.
    pub has_exclusions: bool,
}

/// Who holds a custom role over a resource set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The role's id.
    pub role: String,
    /// The resource set's id.
    pub resource_set: String,
    /// Who holds it; nothing when that was not read to the end.
    #[serde(default)]
    pub members: Option<Vec<Holder>>,
}

/// What one entry of a resource set spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'a> {
    /// Every user.
    AllUsers,
    /// Every group.
    AllGroups,
    /// Every application.
    AllApps,
    /// Every authorization server.
    AllAuthorizationServers,
    /// One user.
    User(&'a str),
    /// One group.
    Group(&'a str),
    /// The members of one group.
    MembersOf(&'a str),
    /// One application.
    App(&'a str),
    /// All applications of one integration.
    AppsNamed(&'a str),
    /// One authorization server.
    AuthorizationServer(&'a str),
    /// Something else, or something that could not be read.
    Other,
}

impl Resource {
    /// An entry by its resource name.
    pub fn named(orn: &str) -> Self {
        Self { orn: Some(orn.into()), ..Self::default() }
    }

    /// What it spans.
    pub fn extent(&self) -> Extent<'_> {
        let by_orn = self.orn.as_deref().map(from_orn);
        let by_href = || self.href.as_deref().map(from_href);
        by_orn.filter(|extent| *extent != Extent::Other).or_else(by_href).unwrap_or(Extent::Other)
    }
}

/// Reads `orn:{partition}:{service}:{org}:{kind}[:{subkind}][:{id}][:contained_resources]`. Some of Okta's own examples leave out the service.
fn from_orn(orn: &str) -> Extent<'_> {
    let parts: Vec<&str> = orn.split(':').collect();
    let org = parts.iter().position(|part| part.starts_with("00o")).unwrap_or(3);
    let rest = parts.get(org + 1..).unwrap_or_default();
    let (rest, contained) = match rest {
        [head @ .., "contained_resources"] => (head, true),
        all => (all, false),
    };
    match (rest, contained) {
        (["users"], false) | (["groups"], true) => Extent::AllUsers,
        (["users", id], false) => Extent::User(id),
        (["groups"], false) => Extent::AllGroups,
        (["groups", id], false) => Extent::Group(id),
        (["groups", id], true) => Extent::MembersOf(id),
        (["apps"], false) => Extent::AllApps,
        (["apps", id], false) if id.starts_with("0oa") => Extent::App(id),
        (["apps", name], false) => Extent::AppsNamed(name),
        (["apps", _, id], false) => Extent::App(id),
        (["authorization_servers" | "authorizationServers"], false) => Extent::AllAuthorizationServers,
        (["authorization_servers" | "authorizationServers", id], false) => Extent::AuthorizationServer(id),
        _ => Extent::Other,
    }
}

/// Reads an address such as `https://acme.okta.com/api/v1/groups/00g…/users`.
fn from_href(href: &str) -> Extent<'_> {
    let Some((_, path)) = href.split_once("/api/v1/") else { return Extent::Other };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if !query.is_empty() {
        return Extent::Other;
    }
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        ["users"] => Extent::AllUsers,
        ["users", id] => Extent::User(id),
        ["groups"] => Extent::AllGroups,
        ["groups", id] => Extent::Group(id),
        ["groups", id, "users"] => Extent::MembersOf(id),
        ["apps"] => Extent::AllApps,
        ["apps", id] => Extent::App(id),
        ["authorizationServers"] => Extent::AllAuthorizationServers,
        ["authorizationServers", id] => Extent::AuthorizationServer(id),
        _ => Extent::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_without_an_id_is_all_of_it() {
        for (orn, extent) in [
            ("orn:okta:directory:00o1:users", Extent::AllUsers),
            ("orn:okta:00o1:users", Extent::AllUsers),
            ("orn:okta:directory:00o1:groups:contained_resources", Extent::AllUsers),
            ("orn:oktapreview:directory:00o1:users:00u1", Extent::User("00u1")),
            ("orn:okta:directory:00o1:groups", Extent::AllGroups),
            ("orn:okta:directory:00o1:groups:00g1:contained_resources", Extent::MembersOf("00g1")),
            ("orn:okta:idp:00o1:apps", Extent::AllApps),
            ("orn:okta:idp:00o1:apps:bookmark", Extent::AppsNamed("bookmark")),
            ("orn:okta:idp:00o1:apps:bookmark:0oa1", Extent::App("0oa1")),
            ("orn:okta:idp:00o1:authorization_servers", Extent::AllAuthorizationServers),
            ("orn:okta:iam:00o1:contained_resources", Extent::Other),
            ("nonsense", Extent::Other),
            ("", Extent::Other),
        ] {
            assert_eq!(Resource::named(orn).extent(), extent, "{orn}");
        }
    }

    #[test]
    fn an_entry_may_have_an_address_only() {
        let by_href = |path: &str| Resource { href: Some(format!("https://acme.okta.com/api/v1/{path}")), ..Resource::default() };
        assert_eq!(by_href("users").extent(), Extent::AllUsers);
        assert_eq!(by_href("groups/00g1/users").extent(), Extent::MembersOf("00g1"));
        assert_eq!(by_href("apps?filter=name+eq+\"x\"").extent(), Extent::Other);
        assert_eq!(Resource::default().extent(), Extent::Other);
    }
}

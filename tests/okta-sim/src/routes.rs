//! The paths that the simulated API knows, with what each accepts and costs.

use crate::limits::Bucket;
use crate::org::policies::PolicyType;
use crate::permissions::Need;

/// One known path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    WellKnown,
    Org,
    Me,
    Users,
    User,
    UserRoles,
    UserFactors,
    UserGroups,
    Groups,
    Group,
    GroupUsers,
    GroupRoles,
    Assignees,
    CustomRoles,
    Permissions,
    ResourceSets,
    Resources,
    Bindings,
    Members,
    ApiTokens,
    ApiToken,
    PrincipalLimits,
    Apps,
    App,
    Policies,
    Policy,
    Rules,
    Mappings,
    Authenticators,
    Zones,
    Zone,
    ThreatInsight,
    /// Hooks and log streams: known, and shown to super administrators only.
    SuperOnly,
}

impl Route {
    /// The route of a path given as its parts, and the parts that vary.
    pub(crate) fn of<'a>(parts: &[&'a str]) -> Option<(Route, Vec<&'a str>)> {
        if let [".well-known", "okta-organization"] = parts {
            return Some((Route::WellKnown, Vec::new()));
        }
        let ["api", "v1", rest @ ..] = parts else { return None };
        Some(match rest {
            ["org"] => (Route::Org, vec![]),
            ["users"] => (Route::Users, vec![]),
            ["users", "me"] => (Route::Me, vec![]),
            ["users", id] => (Route::User, vec![id]),
            ["users", id, "roles"] => (Route::UserRoles, vec![id]),
            ["users", id, "factors"] => (Route::UserFactors, vec![id]),
            ["users", id, "groups"] => (Route::UserGroups, vec![id]),
            ["groups"] => (Route::Groups, vec![]),
            ["groups", id] if *id != "rules" => (Route::Group, vec![id]),
            ["groups", id, "users"] => (Route::GroupUsers, vec![id]),
            ["groups", id, "roles"] => (Route::GroupRoles, vec![id]),
            ["iam", "assignees", "users"] => (Route::Assignees, vec![]),
            ["iam", "roles"] => (Route::CustomRoles, vec![]),
            ["iam", "roles", role, "permissions"] => (Route::Permissions, vec![role]),
            ["iam", "resource-sets"] => (Route::ResourceSets, vec![]),
            ["iam", "resource-sets", set, "resources"] => (Route::Resources, vec![set]),
            ["iam", "resource-sets", set, "bindings"] => (Route::Bindings, vec![set]),
            ["iam", "resource-sets", set, "bindings", role, "members"] => (Route::Members, vec![set, role]),
            ["api-tokens"] => (Route::ApiTokens, vec![]),
            ["api-tokens", id] => (Route::ApiToken, vec![id]),
            ["principal-rate-limits"] => (Route::PrincipalLimits, vec![]),
            ["apps"] => (Route::Apps, vec![]),
            ["apps", id] => (Route::App, vec![id]),
            ["policies"] => (Route::Policies, vec![]),
            ["policies", id] => (Route::Policy, vec![id]),
            ["policies", id, "rules"] => (Route::Rules, vec![id]),
            ["policies", id, "mappings"] => (Route::Mappings, vec![id]),
            ["authenticators"] => (Route::Authenticators, vec![]),
            ["zones"] => (Route::Zones, vec![]),
            ["zones", id] => (Route::Zone, vec![id]),
            ["threats", "configuration"] => (Route::ThreatInsight, vec![]),
            ["eventHooks" | "inlineHooks" | "logStreams"] => (Route::SuperOnly, vec![]),
            _ => return None,
        })
    }

    /// The path with `{id}` for what varies.
    pub(crate) fn pattern(self) -> &'static str {
        match self {
            Route::WellKnown => "/.well-known/okta-organization",
            Route::Org => "/api/v1/org",
            Route::Me => "/api/v1/users/me",
            Route::Users => "/api/v1/users",
            Route::User => "/api/v1/users/{id}",
            Route::UserRoles => "/api/v1/users/{id}/roles",
            Route::UserFactors => "/api/v1/users/{id}/factors",
            Route::UserGroups => "/api/v1/users/{id}/groups",
            Route::Groups => "/api/v1/groups",
            Route::Group => "/api/v1/groups/{id}",
            Route::GroupUsers => "/api/v1/groups/{id}/users",
            Route::GroupRoles => "/api/v1/groups/{id}/roles",
            Route::Assignees => "/api/v1/iam/assignees/users",
            Route::CustomRoles => "/api/v1/iam/roles",
            Route::Permissions => "/api/v1/iam/roles/{id}/permissions",
            Route::ResourceSets => "/api/v1/iam/resource-sets",
            Route::Resources => "/api/v1/iam/resource-sets/{id}/resources",
            Route::Bindings => "/api/v1/iam/resource-sets/{id}/bindings",
            Route::Members => "/api/v1/iam/resource-sets/{id}/bindings/{role}/members",
            Route::ApiTokens => "/api/v1/api-tokens",
            Route::ApiToken => "/api/v1/api-tokens/{id}",
            Route::PrincipalLimits => "/api/v1/principal-rate-limits",
            Route::Apps => "/api/v1/apps",
            Route::App => "/api/v1/apps/{id}",
            Route::Policies => "/api/v1/policies",
            Route::Policy => "/api/v1/policies/{id}",
            Route::Rules => "/api/v1/policies/{id}/rules",
            Route::Mappings => "/api/v1/policies/{id}/mappings",
            Route::Authenticators => "/api/v1/authenticators",
            Route::Zones => "/api/v1/zones",
            Route::Zone => "/api/v1/zones/{id}",
            Route::ThreatInsight => "/api/v1/threats/configuration",
            Route::SuperOnly => "/api/v1/{hooks and streams}",
        }
    }

    /// The query parameters that Okta documents for it.
    pub(crate) fn parameters(self) -> &'static [&'static str] {
        match self {
            Route::Users => &["search", "filter", "q", "after", "limit", "sortBy", "sortOrder", "fields", "expand"],
            Route::User | Route::Me | Route::UserRoles | Route::GroupRoles | Route::Policy | Route::App => &["expand"],
            Route::UserGroups => &["after", "limit"],
            Route::Groups => &["search", "filter", "q", "after", "limit", "expand", "sortBy", "sortOrder"],
            Route::GroupUsers | Route::Assignees | Route::Resources => &["after", "limit"],
            Route::CustomRoles | Route::ResourceSets | Route::Bindings | Route::Members => &["after"],
            Route::ApiTokens => &["limit", "after", "q"],
            Route::PrincipalLimits | Route::Zones => &["filter", "after", "limit"],
            Route::Apps => &["q", "after", "limit", "filter", "expand", "includeNonDeleted", "useOptimization", "alwaysIncludeVpnSettings"],
            Route::Policies => &["type", "status", "q", "expand", "sortBy", "limit", "resourceId", "after"],
            Route::Rules => &["limit"],
            _ => &[],
        }
    }

    /// What it asks of the caller. Of policies, the type decides.
    pub(crate) fn need(self, policy: Option<PolicyType>) -> Need {
        match self {
            Route::WellKnown => Need::Nothing,
            Route::Me => Need::Anyone,
            Route::UserRoles
            | Route::GroupRoles
            | Route::Assignees
            | Route::CustomRoles
            | Route::Permissions
            | Route::ResourceSets
            | Route::Resources
            | Route::Bindings
            | Route::Members => Need::Iam,
            Route::ApiTokens | Route::ApiToken => Need::Tokens,
            Route::PrincipalLimits | Route::Authenticators => Need::ReadWide,
            Route::Policies | Route::Policy | Route::Rules | Route::Mappings => policy.map_or(Need::Read, Need::Policy),
            Route::SuperOnly => Need::Super,
            _ => Need::Read,
        }
    }

    /// The bucket that a GET counts against, with what Okta last published for workforce orgs.
    ///
    /// What lies below one user shares the bucket of the user list, as in Okta's own table of buckets.
    pub(crate) fn bucket(self) -> Bucket {
        let (name, per_minute) = match self {
            Route::WellKnown => ("/", 1_200),
            Route::Me => ("/api/v1/users/me", 2_000),
            Route::Users | Route::UserRoles | Route::UserFactors | Route::UserGroups => ("/api/v1/users", 600),
            Route::User => ("/api/v1/users/{id}", 2_000),
            Route::Groups => ("/api/v1/groups", 500),
            Route::Group | Route::GroupUsers | Route::GroupRoles => ("/api/v1/groups/{id}", 1_000),
            Route::Assignees
            | Route::CustomRoles
            | Route::Permissions
            | Route::ResourceSets
            | Route::Resources
            | Route::Bindings
            | Route::Members => ("/api/v1/iam", 1_200),
            Route::PrincipalLimits => ("/api/v1/principal-rate-limits", 1_200),
            Route::Apps => ("/api/v1/apps", 100),
            Route::App => ("/api/v1/apps/{id}", 500),
            _ => ("/api/v1", 1_200),
        };
        Bucket { name, per_minute }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_route_and_what_varies() {
        let parts: Vec<&str> = "api/v1/iam/resource-sets/iam1/bindings/cr02/members".split('/').collect();
        assert_eq!(Route::of(&parts), Some((Route::Members, vec!["iam1", "cr02"])));
        assert_eq!(Route::of(&["api", "v1", "users", "me"]), Some((Route::Me, vec![])));
        assert_eq!(Route::of(&["api", "v1", "nothing"]), None);
        assert_eq!(Route::of(&["api", "v2", "users"]), None);
    }
}

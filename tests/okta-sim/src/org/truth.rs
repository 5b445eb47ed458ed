//! What a collector ought to have found, counted from the same source as the answers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::World;
use super::factors;
use super::policies::PolicyType;
use super::roles::Holder;
use crate::permissions::{Caller, Need, allows};

/// Counts of everything in an org, and the least number of requests that reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Users of every status.
    pub users: u64,
    /// Users by status, also those that nobody has.
    pub users_by_status: BTreeMap<&'static str, u64>,
    /// Groups, the built-in ones included.
    pub groups: u64,
    /// Groups that hold an administrator role.
    pub role_groups: u64,
    /// Applications, Okta's own included.
    pub apps: u64,
    /// Applications that the collector's token is shown.
    pub apps_visible: u64,
    /// Users with any administrator role, directly or through a group.
    pub admins: u64,
    /// Users with the Super Administrator role.
    pub super_admins: u64,
    /// Role assignments of users and groups, each counted where it was given.
    pub assignments: u64,
    /// Factors of administrators and of owners of tokens.
    pub factors: u64,
    /// API tokens.
    pub tokens: u64,
    /// API tokens that the collector's token is shown.
    pub tokens_visible: u64,
    /// Entries of the principal rate limits.
    pub principal_limits: u64,
    /// Custom roles.
    pub custom_roles: u64,
    /// Permissions over all custom roles.
    pub permissions: u64,
    /// Resource sets.
    pub resource_sets: u64,
    /// Resources over all resource sets.
    pub resources: u64,
    /// Pairs of resource set and role that somebody is bound to.
    pub bindings: u64,
    /// Members over all bindings.
    pub members: u64,
    /// Policies of all types.
    pub policies: u64,
    /// Policies by type, for the types that the org serves.
    pub policies_by_type: BTreeMap<&'static str, u64>,
    /// Rules of all policies.
    pub rules: u64,
    /// Applications mapped to sign-on policies, Okta's own included.
    pub mappings: u64,
    /// Authenticators.
    pub authenticators: u64,
    /// Network zones.
    pub zones: u64,
}

impl World {
    pub(crate) fn truth(&self) -> Truth {
        let mut policies_by_type: BTreeMap<&'static str, u64> =
            PolicyType::ALL.into_iter().filter(|kind| self.serves(*kind)).map(|kind| (kind.name(), 0)).collect();
        for policy in &self.policies {
            *policies_by_type.entry(policy.kind.name()).or_default() += 1;
        }
        let count = |number: usize| number as u64;
        let admins = self.admins();
        Truth {
            users: self.users.total(),
            users_by_status: self.users.counts(),
            groups: self.groups.total(),
            role_groups: count(self.role_groups().len()),
            apps: self.apps.total + self.client_apps(),
            apps_visible: self.apps_visible(),
            super_admins: count(admins.iter().filter(|user| self.has_role(**user, "SUPER_ADMIN")).count()),
            admins: count(admins.len()),
            assignments: count(
                self.standard.iter().filter(|given| !matches!(given.holder, Holder::Client(_))).count()
                    + self.members.iter().filter(|member| !matches!(member.holder, Holder::Client(_))).count(),
            ),
            factors: self
                .people_of_interest()
                .iter()
                .map(|user| count(factors::of_user(&self.ids, self.seed, self.now, *user).len()))
                .sum(),
            tokens: count(self.tokens.len()),
            tokens_visible: count(self.visible_tokens(Caller::User(self.owner())).len()),
            principal_limits: count(self.tokens.iter().filter(|token| token.share.is_some()).count()),
            custom_roles: count(self.custom_roles.len()),
            permissions: count(self.custom_roles.iter().map(|role| role.permissions.len()).sum()),
            resource_sets: count(self.sets.len()),
            resources: count(self.sets.iter().map(|set| set.resources.len()).sum()),
            bindings: count(self.sets.iter().map(|set| self.bound_roles(set.number).len()).sum()),
            members: count(self.members.len()),
            policies: count(self.policies.len()),
            policies_by_type,
            rules: count(self.policies.iter().map(|policy| policy.rules.len()).sum()),
            mappings: if self.engine == super::Engine::Identity { self.apps.total } else { 0 },
            authenticators: count(crate::api::AUTHENTICATORS.len()) * u64::from(self.engine == super::Engine::Identity),
            zones: count(self.zones.len()),
        }
    }

    fn apps_visible(&self) -> u64 {
        self.apps.from(None, self.sees_first_party(Caller::User(self.owner()))).count() as u64 + self.client_apps()
    }

    fn serves(&self, kind: PolicyType) -> bool {
        PolicyType::parse(kind.name(), self.engine, self.threat_protection).is_ok()
    }

    /// Numbers of the custom roles bound to a resource set.
    pub(crate) fn bound_roles(&self, set: u64) -> Vec<u64> {
        let mut roles: Vec<u64> = self.members.iter().filter(|member| member.set == set).map(|member| member.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The fewest requests that read what the collector's token may see, by path pattern: every list in pages of
    /// the greatest size, details only for whom a list names, one request for whatever is refused.
    pub(crate) fn least_requests(&self) -> BTreeMap<&'static str, u64> {
        let mut least = BTreeMap::new();
        let owner = self.owner();
        let may = |need: Need| allows(self, Caller::User(owner), need);
        let pages = |items: u64, size: u64| items.div_ceil(size).max(1);
        let mut put = |path: &'static str, requests: u64| {
            least.insert(path, requests);
        };
        put("/.well-known/okta-organization", 1);
        put("/api/v1/users/me", 1);
        for path in ["/api/v1/org", "/api/v1/zones", "/api/v1/threats/configuration", "/api/v1/authenticators", "/api/v1/api-tokens"] {
            put(path, 1);
        }
        let readable = may(Need::Read);
        let counts = self.users.counts();
        let deprovisioned = counts["DEPROVISIONED"];
        put("/api/v1/users", if readable { pages(self.users.total() - deprovisioned, 200) + pages(deprovisioned, 200) } else { 2 });
        put("/api/v1/groups", if readable { pages(self.groups.total(), 200) } else { 1 });
        put("/api/v1/apps", if readable { pages(self.apps_visible(), 200) } else { 1 });
        let limits = self.tokens.iter().filter(|token| token.share.is_some()).count() as u64;
        put("/api/v1/principal-rate-limits", if may(Need::ReadWide) { pages(limits, 50) } else { 1 });

        let iam = may(Need::Iam);
        put("/api/v1/iam/assignees/users", if iam { pages(self.admins().len() as u64, 100) } else { 1 });
        put("/api/v1/iam/roles", if iam { pages(self.custom_roles.len() as u64, 100) } else { 1 });
        put("/api/v1/iam/resource-sets", if iam { pages(self.sets.len() as u64, 100) } else { 1 });
        if iam {
            let role_groups = self.role_groups();
            let bindings: usize = self.sets.iter().map(|set| self.bound_roles(set.number).len()).sum();
            // Whoever the list of assignees does not name has none.
            put("/api/v1/users/{id}/roles", self.admins().len() as u64);
            put("/api/v1/groups/{id}/roles", role_groups.len() as u64);
            put("/api/v1/iam/roles/{id}/permissions", self.custom_roles.len() as u64);
            put("/api/v1/iam/resource-sets/{id}/resources", self.sets.iter().map(|set| pages(set.resources.len() as u64, 100)).sum());
            put("/api/v1/iam/resource-sets/{id}/bindings", self.sets.len() as u64);
            put("/api/v1/iam/resource-sets/{id}/bindings/{role}/members", bindings as u64);
            if readable {
                put(
                    "/api/v1/groups/{id}/users",
                    role_groups.iter().map(|group| pages(self.groups.member_count(*group, &self.users), 1_000)).sum(),
                );
            }
        }
        if readable {
            let known = if iam { self.people_of_interest().len() } else { self.visible_owners() };
            put("/api/v1/users/{id}/factors", known as u64);
        }
        put("/api/v1/policies", POLICY_TYPES);
        let visible: Vec<_> = self.policies.iter().filter(|policy| may(Need::Policy(policy.kind))).collect();
        put("/api/v1/policies/{id}/rules", visible.len() as u64);
        put("/api/v1/policies/{id}/mappings", visible.iter().filter(|policy| policy.kind == PolicyType::Access).count() as u64);
        least
    }

    fn visible_owners(&self) -> usize {
        let mut owners: Vec<u64> = self.visible_tokens(Caller::User(self.owner())).iter().map(|token| token.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        owners.len()
    }
}

/// How many types of policies Okta documents for the list; each is asked for once, also where it is refused.
const POLICY_TYPES: u64 = 13;

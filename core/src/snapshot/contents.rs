//! The snapshot itself: what one run saw of one org.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    ApiToken, Binding, Coverage, CustomRole, ForbiddenEndpoint, Group, Needs, OwnIdentity, Person, Policy, PrincipalLimit, Reason,
    ResourceSet, RoleAssignment, Tags, UserStatus, Zone,
};

/// What one run saw of one org, small enough for an org of any size: people and groups of interest are kept whole, the rest is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When it was taken: the "now" of every check.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// The org.
    #[serde(default)]
    pub org: Org,
    /// Our own addresses, single or as CIDR blocks.
    #[serde(default)]
    pub egress: Vec<String>,
    /// How much of each kind was read; what is absent was not collected.
    #[serde(default)]
    pub coverage: BTreeMap<Needs, Coverage>,
    /// Users by status, all of them.
    #[serde(default)]
    pub user_counts: BTreeMap<UserStatus, u64>,
    /// Administrators, token owners and members of groups that hold a role, by id.
    #[serde(default)]
    pub people: BTreeMap<String, Person>,
    /// Who was given which roles.
    #[serde(default)]
    pub role_assignments: Vec<RoleAssignment>,
    /// Custom roles by id.
    #[serde(default)]
    pub custom_roles: BTreeMap<String, CustomRole>,
    /// Resource sets by id.
    #[serde(default)]
    pub resource_sets: BTreeMap<String, ResourceSet>,
    /// Which custom role is bound to which resource set, and for whom.
    #[serde(default)]
    pub bindings: Vec<Binding>,
    /// Groups that hold a role or are named in a policy, and the group of everyone, by id.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    /// API tokens.
    #[serde(default)]
    pub api_tokens: Vec<ApiToken>,
    /// Their shares of the rate limits, where one was ever set.
    #[serde(default)]
    pub principal_limits: Vec<PrincipalLimit>,
    /// Applications of interest: OAuth service apps, and the Admin Console where it can be seen.
    #[serde(default)]
    pub apps: Vec<App>,
    /// Policies of all collected types.
    #[serde(default)]
    pub policies: Vec<Policy>,
    /// Network zones.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// ThreatInsight's `action`: `none`, `audit` or `block`.
    #[serde(default)]
    pub threat_insight: Option<String>,
    /// Who our own credential acts for.
    #[serde(default)]
    pub own: Option<OwnIdentity>,
    /// What the tenant has told us about accounts.
    #[serde(default)]
    pub tags: Tags,
    /// Endpoints that Okta refused in this run.
    #[serde(default)]
    pub forbidden: Vec<ForbiddenEndpoint>,
}

/// The org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    /// Okta's id, `00o…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which engine it runs on.
    pub engine: Engine,
}

/// Okta's two engines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Identity Engine.
    #[default]
    Identity,
    /// Classic Engine, without app sign-in policies and authenticators.
    Classic,
}

/// An application as checks see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Okta's id, `0oa…`.
    pub id: String,
    /// The catalogue's key: `saasure` is the Admin Console.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Whether it is in force.
    pub active: bool,
    /// Whether it is an OAuth service app.
    #[serde(default)]
    pub is_service: bool,
    /// The app sign-in policy that governs it.
    #[serde(default)]
    pub access_policy: Option<String>,
}

/// Why a user is not among the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// The users were read to the end, and there is none with this id.
    Gone,
    /// The users were not all read.
    Unread(Reason),
}

impl Absent {
    /// The same as a reason not to judge.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Gone => Reason::partial("the user is not in the org's list of users"),
            Self::Unread(reason) => reason.clone(),
        }
    }
}

impl Snapshot {
    /// An empty snapshot of which nothing was collected.
    pub fn at(taken_at: OffsetDateTime) -> Self {
        Self {
            taken_at,
            org: Org::default(),
            egress: Vec::new(),
            coverage: BTreeMap::new(),
            user_counts: BTreeMap::new(),
            people: BTreeMap::new(),
            role_assignments: Vec::new(),
            custom_roles: BTreeMap::new(),
            resource_sets: BTreeMap::new(),
            bindings: Vec::new(),
            groups: BTreeMap::new(),
            api_tokens: Vec::new(),
            principal_limits: Vec::new(),
            apps: Vec::new(),
            policies: Vec::new(),
            zones: Vec::new(),
            threat_insight: None,
            own: None,
            tags: Tags::default(),
            forbidden: Vec::new(),
        }
    }

    /// How much of a kind was read.
    pub fn coverage(&self, needs: Needs) -> &Coverage {
        self.coverage.get(&needs).unwrap_or(&Coverage::NotCollected)
    }

    /// One of the people; else why they are absent.
    pub fn person(&self, id: &str) -> Result<&Person, Absent> {
        self.people.get(id).ok_or_else(|| match self.coverage(Needs::Users).reason(Needs::Users) {
            None if !id.is_empty() => Absent::Gone,
            None => Absent::Unread(Reason::unsupported("Okta named no user")),
            Some(reason) => Absent::Unread(reason),
        })
    }

    /// What to call a user: the login, or the id of one who is absent.
    pub fn login<'a>(&'a self, id: &'a str) -> &'a str {
        self.people.get(id).map_or(id, |person| &person.login)
    }

    /// What to call a group: its name, or the id of one that is absent.
    pub fn group_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.groups.get(id).map_or(id, |group| &group.name)
    }

    /// A zone by its id.
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == id)
    }

    /// How many accounts can be signed in to.
    pub fn live_users(&self) -> u64 {
        self.user_counts.iter().filter(|(status, _)| status.is_live()).map(|(_, count)| count).sum()
    }

    /// How many accounts there are, but for deactivated ones.
    pub fn kept_users(&self) -> u64 {
        self.user_counts.iter().filter(|(status, _)| **status != UserStatus::Deprovisioned).map(|(_, count)| count).sum()
    }

    /// Adds one of the people, in place of one of the same id.
    pub fn add_person(&mut self, person: Person) {
        self.people.insert(person.id.clone(), person);
    }

    /// Adds a group, in place of one of the same id.
    pub fn add_group(&mut self, group: Group) {
        self.groups.insert(group.id.clone(), group);
    }

    /// Adds a custom role, in place of one of the same id.
    pub fn add_custom_role(&mut self, role: CustomRole) {
        self.custom_roles.insert(role.id.clone(), role);
    }

    /// Adds a resource set, in place of one of the same id.
    pub fn add_resource_set(&mut self, set: ResourceSet) {
        self.resource_sets.insert(set.id.clone(), set);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::sample;

    #[test]
    fn a_snapshot_survives_being_stored() {
        let snapshot = sample::healthy();
        let json = serde_json::to_string(&snapshot).unwrap();
        assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), snapshot);
    }

    #[test]
    fn a_user_is_gone_only_if_all_users_were_read() {
        let mut snapshot = sample::healthy();
        assert_eq!(snapshot.person("00uNobody").unwrap_err(), Absent::Gone);
        assert!(matches!(snapshot.person("").unwrap_err(), Absent::Unread(_)));
        snapshot.coverage.insert(Needs::Users, Coverage::Partial { unreadable: 1 });
        assert!(matches!(snapshot.person("00uNobody").unwrap_err(), Absent::Unread(_)));
    }

    #[test]
    fn users_are_counted_by_status() {
        let mut snapshot = sample::healthy();
        snapshot.user_counts =
            BTreeMap::from([(UserStatus::Active, 5), (UserStatus::LockedOut, 1), (UserStatus::Staged, 2), (UserStatus::Deprovisioned, 9)]);
        assert_eq!((snapshot.live_users(), snapshot.kept_users()), (6, 8));
    }
}

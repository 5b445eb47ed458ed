//! Shadow administrators: custom roles that come to the same as Super Administrator.

use std::collections::{BTreeMap, BTreeSet};

use super::tier0_rules::{INCLUDED, TIER0_RULES, Tier0Reach, Tier0Rule};
use super::{CustomRole, Extent, HeldRole, Holder, Reason, Resource, RoleKind, Snapshot};

/// A combination that a role has over a resource set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier0Match {
    /// Which combination.
    pub rule: &'static Tier0Rule,
    /// Why it cannot be told whether it reaches far enough; nothing when it does.
    pub unsure: Option<Reason>,
}

impl Snapshot {
    /// The combinations that a custom role has over a resource set; the reason if its permissions were not read.
    pub fn tier0_matches(&self, role: &RoleKind, resource_set: Option<&str>) -> Result<Vec<Tier0Match>, Reason> {
        let RoleKind::Custom(id) = role else { return Ok(Vec::new()) };
        let Some(custom) = self.custom_roles.get(id) else { return Err(self.unread_role(role)) };
        let held = permissions(custom).ok_or_else(|| self.unread_role(role))?;
        let resources = resource_set.and_then(|set| self.resource_sets.get(set)).and_then(|set| set.resources.as_deref());
        Ok(TIER0_RULES.iter().filter_map(|rule| self.match_rule(rule, &held, resources)).collect())
    }

    /// Whether a role held by somebody leads to control of the org; nothing when that cannot be told.
    pub fn is_tier0(&self, held: &HeldRole<'_>) -> Option<bool> {
        if held.role.is_super_or_org() {
            return Some(true);
        }
        if matches!(held.role, RoleKind::Other(_)) {
            return None;
        }
        let matches = self.tier0_matches(held.role, held.resource_set).ok()?;
        if matches.iter().any(|found| found.unsure.is_none()) { Some(true) } else { matches.is_empty().then_some(false) }
    }

    fn match_rule(&self, rule: &'static Tier0Rule, held: &BTreeMap<&str, bool>, resources: Option<&[Resource]>) -> Option<Tier0Match> {
        let mut conditional = false;
        for variants in rule.permissions {
            let best = variants.iter().filter_map(|permission| held.get(permission)).min()?;
            conditional |= best;
        }
        let reached = match (rule.over, resources) {
            (Tier0Reach::Anything, _) => Ok(()),
            (_, None) => Err(Reason::partial("what its resource set holds was not read")),
            (over, Some(resources)) => self.reach(over, resources)?,
        };
        let unsure = match reached {
            Ok(()) if conditional => Some(Reason::unsupported("a condition narrows the permission")),
            Ok(()) => None,
            Err(reason) => Some(reason),
        };
        Some(Tier0Match { rule, unsure })
    }

    /// Whether the resources reach far enough: yes, not sure, or (nothing) no.
    fn reach(&self, over: Tier0Reach, resources: &[Resource]) -> Option<Result<(), Reason>> {
        let verdicts: Vec<Result<(), Reason>> = resources
            .iter()
            .filter_map(|resource| {
                let verdict = self.reaches(over, resource.extent())?;
                let narrowed = || Reason::not_collected("exclusions narrow its resource set, and what they leave out was not read");
                Some(if resource.has_exclusions { verdict.and_then(|()| Err(narrowed())) } else { verdict })
            })
            .collect();
        verdicts.iter().find(|verdict| verdict.is_ok()).or(verdicts.first()).cloned()
    }

    fn reaches(&self, over: Tier0Reach, extent: Extent<'_>) -> Option<Result<(), Reason>> {
        let unread = |what: &str| Some(Err(Reason::not_collected(format!("{what} was not collected"))));
        match (over, extent) {
            (Tier0Reach::Anything, _)
            | (Tier0Reach::AllUsers, Extent::AllUsers)
            | (Tier0Reach::AllApps | Tier0Reach::AllAppsOrPowerful | Tier0Reach::AllAppsOrProfileSource, Extent::AllApps)
            | (Tier0Reach::AllAuthorizationServers, Extent::AllAuthorizationServers)
            | (Tier0Reach::AllGroupsOrSensitive, Extent::AllGroups) => Some(Ok(())),
            (Tier0Reach::AllUsers, Extent::MembersOf(group)) => self.groups.get(group).filter(|group| group.is_everyone()).map(|_| Ok(())),
            (Tier0Reach::AllAppsOrPowerful, Extent::App(app)) if self.client_holds_a_role(app) => Some(Ok(())),
            (Tier0Reach::AllAppsOrPowerful, Extent::App(_) | Extent::AppsNamed(_)) => unread("which applications act with admin rights"),
            (Tier0Reach::AllAppsOrProfileSource, Extent::App(_) | Extent::AppsNamed(_)) => {
                unread("which applications are sources of profiles")
            }
            (Tier0Reach::AllGroupsOrSensitive, Extent::Group(_)) => unread("which groups give access to sensitive applications"),
            _ => None,
        }
    }

    fn client_holds_a_role(&self, client: &str) -> bool {
        self.role_assignments.iter().any(|assignment| assignment.active && matches!(&assignment.holder, Holder::Client(id) if id == client))
    }

    /// Over which resource sets a custom role is bound, and who holds it there; nobody is given for a set whose members were not read.
    ///
    /// An assignment that names no resource set stands under an empty id.
    pub fn bindings_of(&self, role: &str) -> BTreeMap<&str, Option<BTreeSet<&Holder>>> {
        let mut bound: BTreeMap<&str, Option<BTreeSet<&Holder>>> = BTreeMap::new();
        for binding in self.bindings.iter().filter(|binding| binding.role == role) {
            let members = binding.members.as_ref().map(|members| members.iter().collect());
            bound.insert(&binding.resource_set, members);
        }
        for assignment in self.role_assignments.iter().filter(|assignment| assignment.active) {
            if matches!(&assignment.role, RoleKind::Custom(id) if id == role) {
                let set = assignment.resource_set.as_deref().unwrap_or_default();
                bound.entry(set).or_default().get_or_insert_default().insert(&assignment.holder);
            }
        }
        bound
    }
}

/// Every permission the role has, with those that others include, and whether each is held only under a condition.
fn permissions(custom: &CustomRole) -> Option<BTreeMap<&str, bool>> {
    let mut held: BTreeMap<&str, bool> = BTreeMap::new();
    let mut pending: Vec<(&str, bool)> = custom.permissions.as_ref()?.iter().map(|one| (one.label.as_str(), one.conditional)).collect();
    while let Some((label, conditional)) = pending.pop() {
        let entry = held.entry(label).or_insert(true);
        *entry &= conditional;
        pending.extend(INCLUDED.iter().filter(|row| row.0 == label).flat_map(|row| row.1.iter().map(|included| (*included, conditional))));
    }
    Some(held)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::snapshot::{Binding, Permission, ResourceSet, RoleAssignment};

    fn matches<const P: usize, const R: usize>(labels: [&str; P], orns: [&str; R]) -> Vec<Tier0Match> {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.add_custom_role(CustomRole::new("cr01", "Role", labels));
        let resources = Some(orns.map(Resource::named).to_vec());
        snapshot.add_resource_set(ResourceSet { id: "iam1".into(), label: "Set".into(), resources });
        snapshot.tier0_matches(&RoleKind::Custom("cr01".into()), Some("iam1")).unwrap()
    }

    fn sure<const P: usize, const R: usize>(labels: [&str; P], orns: [&str; R]) -> bool {
        matches(labels, orns).iter().any(|found| found.unsure.is_none())
    }

    #[test]
    fn managing_users_includes_their_credentials() {
        assert!(sure(["okta.users.manage"], ["orn:okta:directory:00o1:users"]));
        assert!(!sure(["okta.users.manage"], ["orn:okta:directory:00o1:groups:00g1:contained_resources"]));
        assert!(sure(["okta.users.credentials.resetPassword", "okta.users.credentials.resetFactors"], ["orn:okta:directory:00o1:users"]));
        assert!(
            matches(["okta.users.credentials.resetPassword"], ["orn:okta:directory:00o1:users"]).is_empty(),
            "authenticators stand in the way"
        );
    }

    #[test]
    fn reading_is_never_a_match_but_for_client_secrets() {
        assert!(matches(["okta.users.read", "okta.iam.read", "okta.users.apitokens.read"], ["orn:okta:directory:00o1:users"]).is_empty());
        assert!(sure(["okta.apps.clientCredentials.read"], ["orn:okta:idp:00o1:apps"]));
        assert_eq!(
            matches(["okta.apps.clientCredentials.read"], ["orn:okta:idp:00o1:apps:oidc_client:0oa1"])[0].unsure.as_ref().unwrap().kind,
            crate::snapshot::ReasonKind::NotCollected
        );
    }

    #[test]
    fn a_permission_over_anything_needs_no_resources() {
        assert!(sure(["okta.identityProviders.manage"], []));
    }

    #[test]
    fn a_condition_or_an_exclusion_makes_it_unsure() {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        let conditional = Permission { label: "okta.users.manage".into(), conditional: true };
        snapshot.add_custom_role(CustomRole { permissions: Some(vec![conditional]), ..CustomRole::new("cr01", "Role", []) });
        snapshot.add_resource_set(ResourceSet {
            id: "iam1".into(),
            label: "Set".into(),
            resources: Some(vec![Resource::named("orn:okta:directory:00o1:users")]),
        });
        let role = RoleKind::Custom("cr01".into());
        assert!(snapshot.tier0_matches(&role, Some("iam1")).unwrap()[0].unsure.is_some());
        snapshot.add_custom_role(CustomRole::new("cr01", "Role", ["okta.users.manage"]));
        assert!(snapshot.tier0_matches(&role, Some("iam1")).unwrap()[0].unsure.is_none());
        snapshot.resource_sets.get_mut("iam1").unwrap().resources.as_mut().unwrap()[0].has_exclusions = true;
        assert!(snapshot.tier0_matches(&role, Some("iam1")).unwrap()[0].unsure.is_some());
        assert!(snapshot.tier0_matches(&role, None).unwrap()[0].unsure.is_some());
        assert!(snapshot.tier0_matches(&RoleKind::Custom("cr09".into()), None).is_err());
    }

    #[test]
    fn holders_come_from_bindings_and_from_assignments() {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.bindings.push(Binding {
            role: "cr01".into(),
            resource_set: "iam1".into(),
            members: Some(vec![Holder::User("00u1".into())]),
        });
        snapshot.bindings.push(Binding { role: "cr01".into(), resource_set: "iam2".into(), members: None });
        let group = Holder::Group("00g1".into());
        snapshot.role_assignments.push(RoleAssignment::new(group, RoleKind::Custom("cr01".into())).over("iam1"));
        let bound = snapshot.bindings_of("cr01");
        assert_eq!(bound["iam1"].as_ref().unwrap().len(), 2);
        assert!(bound["iam2"].is_none());
    }
}

//! Custom roles that come to the same as Super Administrator.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity, Subject};
use crate::snapshot::{CustomRole, Holder, Nearness, RoleKind, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "admin.custom-role-tier0",
    title: "Custom role equal to Super Administrator in effect",
    severity: Severity::High,
    why: "Reviewers look at the names of roles; attackers look at permissions.",
    remedy: "Under Security › Administrators › Roles, split the role; under Resources, narrow its resource set so that it leaves out administrators and service apps.",
    needs: &[Needs::Iam, Needs::RoleAssignments],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[Framework::nist("AC-6")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    snapshot.custom_roles.values().fold(Outcome::new(), |outcome, role| judge(outcome, snapshot, role))
}

fn judge(outcome: Outcome, snapshot: &Snapshot, role: &CustomRole) -> Outcome {
    let kind = RoleKind::Custom(role.id.clone());
    // What the role can do, with the worst of how near that comes; and why some of it is not sure.
    let mut can: BTreeMap<(Nearness, &str), Vec<&str>> = BTreeMap::new();
    let mut unsure: Option<Reason> = None;
    let mut holders: Vec<String> = Vec::new();
    for (set, members) in snapshot.bindings_of(&role.id) {
        if members.as_ref().is_some_and(|members| members.is_empty()) {
            continue;
        }
        let matches = match snapshot.tier0_matches(&kind, Some(set).filter(|set| !set.is_empty())) {
            Ok(matches) => matches,
            Err(reason) => return outcome.not_evaluated(role, reason),
        };
        let set_name = snapshot.resource_sets.get(set).map_or(set, |set| &set.label);
        for found in matches {
            match (found.unsure, &members) {
                (Some(reason), _) => unsure = Some(reason),
                (None, None) => {
                    unsure = Some(Reason::partial(format!("who holds the role over {set_name} was not read")))
                }
                (None, Some(members)) => {
                    can.entry((found.rule.nearness, found.rule.can)).or_default().push(set_name);
                    holders.extend(members.iter().map(|holder| name(snapshot, holder)));
                }
            }
        }
    }
    let Some(((nearness, worst), _)) = can.first_key_value() else {
        return match unsure {
            Some(reason) => outcome.not_evaluated(role, reason),
            None => outcome.clear(role),
        };
    };
    let severity = match nearness {
        Nearness::Direct => Severity::Critical,
        Nearness::Close => Severity::High,
        Nearness::Likely => Severity::Medium,
    };
    holders.sort();
    holders.dedup();
    let summary = format!(
        "Whoever holds the custom role {} can {worst}: {}.",
        role.label,
        evidence::count(holders.len(), "holder")
    );
    let ways: Vec<Value> = can.iter().map(|((_, can), sets)| json!({"can": can, "resource_sets": sets})).collect();
    outcome.found(Subject::from(role), severity, summary, json!({"can": ways, "holders": evidence::list(holders)}))
}

fn name(snapshot: &Snapshot, holder: &Holder) -> String {
    match holder {
        Holder::User(id) => snapshot.login(id).to_owned(),
        Holder::Group(id) => format!("group {}", snapshot.group_name(id)),
        Holder::Client(id) => format!(
            "service app {}",
            snapshot.apps.iter().find(|app| app.id == *id).map_or(id.as_str(), |app| &app.label)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Binding, Resource, ResourceSet, RoleAssignment, sample};

    fn with<const N: usize>(permissions: [&str; N], orn: &str, members: Option<Vec<Holder>>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.add_custom_role(CustomRole::new("cr0X", "Helpers", permissions));
        snapshot.add_resource_set(ResourceSet {
            id: "iamX".into(),
            label: "People".into(),
            resources: Some(vec![Resource::named(orn)]),
        });
        snapshot.bindings.push(Binding { role: "cr0X".into(), resource_set: "iamX".into(), members });
        snapshot
    }

    fn helen() -> Option<Vec<Holder>> {
        Some(vec![Holder::User("00uHelp".into())])
    }

    const USERS: &str = "orn:okta:directory:00oAcme:users";

    #[test]
    fn each_combination_has_its_own_severity() {
        assert_found(&CHECK, &with(["okta.identityProviders.manage"], USERS, helen()), &[("cr0X", Severity::Critical)]);
        assert_found(&CHECK, &with(["okta.users.manage"], USERS, helen()), &[("cr0X", Severity::High)]);
        let groups = "orn:okta:directory:00oAcme:groups";
        assert_found(
            &CHECK,
            &with(["okta.groups.manage", "okta.users.groupMembership.manage"], groups, helen()),
            &[("cr0X", Severity::Medium)],
        );
    }

    #[test]
    fn the_summary_names_the_worst_and_who_holds_it() {
        let outcome = outcome(&CHECK, &with(["okta.users.manage", "okta.identityProviders.manage"], USERS, helen()));
        assert_eq!(
            outcome.found[0].summary,
            "Whoever holds the custom role Helpers can sign in as anybody through an identity provider of their own: 1 holder."
        );
        assert_eq!(outcome.found[0].evidence["holders"], json!(["helen@example.com"]));
    }

    #[test]
    fn a_role_that_nobody_holds_or_that_reaches_little_is_clear() {
        assert_found(&CHECK, &with(["okta.identityProviders.manage"], USERS, Some(Vec::new())), &[]);
        assert_found(
            &CHECK,
            &with(["okta.users.manage"], "orn:okta:directory:00oAcme:groups:00gHelp:contained_resources", helen()),
            &[],
        );
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["cr0Ours"]);
    }

    #[test]
    fn an_assignment_counts_as_a_binding() {
        let mut snapshot = with(["okta.users.manage"], USERS, None);
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["cr0X"]);
        snapshot
            .role_assignments
            .push(RoleAssignment::new(Holder::Group("00gHelp".into()), RoleKind::Custom("cr0X".into())).over("iamX"));
        assert_found(&CHECK, &snapshot, &[("cr0X", Severity::High)]);
    }

    #[test]
    fn what_was_not_read_is_not_judged() {
        let mut snapshot =
            with(["okta.apps.clientCredentials.read"], "orn:okta:idp:00oAcme:apps:oidc_client:0oaSvc", helen());
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["cr0X"]);
        snapshot.role_assignments.push(RoleAssignment::new(Holder::Client("0oaSvc".into()), RoleKind::SUPER_ADMIN));
        assert_found(&CHECK, &snapshot, &[("cr0X", Severity::High)]);
        snapshot.custom_roles.get_mut("cr0X").unwrap().permissions = None;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["cr0X"]);
    }
}

//! Admin roles that a large group hands out.

use std::collections::BTreeMap;

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{Holder, Power, RoleKind, Snapshot};

const MAX: Param = Param::integer(
    "max_role_group_members",
    25,
    1,
    100_000,
    "members",
    "Most members of a group with a role that can change something.",
);
const MAX_TOP: Param = Param::integer(
    "max_top_role_group_members",
    5,
    1,
    100_000,
    "members",
    "The same for Super and Organization Administrator.",
);

pub(super) static CHECK: Check = Check {
    id: "admin.role-via-large-group",
    title: "Admin role granted through a large group",
    severity: Severity::High,
    why: "Membership becomes silent administration: any import or group rule that touches the group promotes people.",
    remedy: "Under Security › Administrators › Groups, take the role from this group and give it to a small one that is kept by hand.",
    needs: &[Needs::RoleAssignments, Needs::Groups],
    whole: &[],
    helps: &[],
    params: &[MAX, MAX_TOP],
    frameworks: &[Framework::nist("AC-6")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let mut by_group: BTreeMap<&str, Vec<&RoleKind>> = BTreeMap::new();
    for assignment in snapshot.role_assignments.iter().filter(|assignment| assignment.active) {
        if let Holder::Group(group) = &assignment.holder {
            by_group.entry(group).or_default().push(&assignment.role);
        }
    }
    by_group.into_iter().fold(Outcome::new(), |outcome, (group, roles)| judge(outcome, snapshot, params, group, &roles))
}

fn judge(outcome: Outcome, snapshot: &Snapshot, params: &Params, id: &str, roles: &[&RoleKind]) -> Outcome {
    let subject = Subject::group(snapshot, id);
    let Some(group) = snapshot.groups.get(id) else {
        return outcome.not_evaluated(subject, Reason::partial("the group was not read"));
    };
    let mut acting = Vec::new();
    let mut unclear = None;
    for role in roles {
        match snapshot.power(role) {
            Power::Acts => acting.push(*role),
            Power::Unclear(reason) => unclear = Some(reason),
            Power::Reads => {}
        }
    }
    let most = params.integer(if acting.iter().any(|role| role.is_super_or_org()) { &MAX_TOP } else { &MAX });
    let size = group.size();
    let too_large = group.is_everyone() || size.is_some_and(|size| i128::from(size) > i128::from(most));
    if !acting.is_empty() && too_large {
        let severity = if group.is_everyone() { Severity::Critical } else { Severity::High };
        let names: Vec<String> = acting.iter().map(|role| snapshot.role_name(role)).collect();
        let members = size.map_or_else(|| "every user".to_owned(), |size| evidence::count(size, "member"));
        let summary =
            format!("The group {} gives {} to {members}; at most {most} are allowed.", group.name, names.join(", "));
        let evidence = json!({"members": size, "max_members": most, "roles": evidence::list(names), "everyone": group.is_everyone()});
        return outcome.found(subject, severity, summary, evidence);
    }
    match unclear {
        Some(reason) if too_large || size.is_none() => outcome.not_evaluated(subject, reason),
        _ if size.is_none() && !acting.is_empty() => {
            outcome.not_evaluated(subject, Reason::partial("how many members the group has was not read"))
        }
        _ => outcome.clear(subject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Group, RoleAssignment, sample};

    fn with(role: RoleKind, members: Option<u64>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.add_group(Group { member_count: members, members: None, ..Group::new("00gX", "Operations", []) });
        snapshot.role_assignments.push(RoleAssignment::new(Holder::Group("00gX".into()), role));
        snapshot
    }

    #[test]
    fn a_large_group_with_a_role_is_found() {
        let role = || RoleKind::read("APP_ADMIN", None);
        assert_found(&CHECK, &with(role(), Some(26)), &[("00gX", Severity::High)]);
        assert_found(&CHECK, &with(role(), Some(25)), &[]);
    }

    #[test]
    fn the_highest_roles_have_a_lower_limit() {
        assert_found(&CHECK, &with(RoleKind::SUPER_ADMIN, Some(6)), &[("00gX", Severity::High)]);
        assert_found(&CHECK, &with(RoleKind::ORG_ADMIN, Some(5)), &[]);
    }

    #[test]
    fn a_role_for_everyone_is_critical_at_any_size() {
        let mut snapshot = sample::healthy();
        snapshot.groups.get_mut("00gEveryone").unwrap().member_count = Some(3);
        snapshot
            .role_assignments
            .push(RoleAssignment::new(Holder::Group("00gEveryone".into()), RoleKind::read("HELP_DESK_ADMIN", None)));
        assert_found(&CHECK, &snapshot, &[("00gEveryone", Severity::Critical)]);
    }

    #[test]
    fn groups_of_readers_and_small_groups_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &with(RoleKind::READ_ONLY_ADMIN, Some(500)))), ["00gHelp", "00gX"]);
    }

    #[test]
    fn an_unknown_size_or_role_is_not_judged() {
        assert_eq!(unjudged(&outcome(&CHECK, &with(RoleKind::ORG_ADMIN, None))), ["00gX"]);
        assert_eq!(unjudged(&outcome(&CHECK, &with(RoleKind::Custom("cr0X".into()), Some(26)))), ["00gX"]);
        assert_found(&CHECK, &with(RoleKind::Custom("cr0X".into()), Some(5)), &[]);
    }
}

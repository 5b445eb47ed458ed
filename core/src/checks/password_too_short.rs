//! Password policies that accept short passwords.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{Policy, PolicyType, Snapshot};

const MIN: Param =
    Param::integer("password_min_length", 12, 4, 128, "characters", "Fewest characters that a password must have.");
const MIN_ADMIN: Param = Param::integer(
    "admin_password_min_length",
    14,
    4,
    128,
    "characters",
    "The same in policies that govern administrators.",
);

pub(super) static CHECK: Check = Check {
    id: "password.min-length",
    title: "Minimum password length too short",
    severity: Severity::Medium,
    why: "Length is the main defence against guessing and cracking.",
    remedy: "Under Security › Authenticators › Password › the policy › Edit, raise the minimum length.",
    needs: &[Needs::Policies(PolicyType::Password)],
    whole: &[],
    helps: &[Needs::RoleAssignments, Needs::Users, Needs::Groups],
    params: &[MIN, MIN_ADMIN],
    frameworks: &[
        Framework::nist("IA-5(1)"),
        Framework::pci("8.3.6"),
        Framework::ism("ISM-0421"),
        Framework::cci("CCI-004066"),
        Framework::stig("V-273195"),
        Framework::health_insight("Strong password policy"),
    ],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let (least, least_admin) = (params.integer(&MIN), params.integer(&MIN_ADMIN));
    snapshot.active_policies(PolicyType::Password).into_iter().fold(Outcome::new(), |outcome, policy| {
        if policy.is_for_directory() {
            return outcome.not_applicable(policy, "The passwords are kept in a directory, whose own rules count.");
        }
        let Some(length) = policy.password.as_ref().and_then(|settings| settings.min_length) else {
            return outcome.not_evaluated(policy, Reason::partial("the minimum length was not given"));
        };
        let found = |outcome: Outcome, least: i64, admins: Vec<&str>| {
            let whom = if admins.is_empty() { String::new() } else { " for administrators".into() };
            let summary = format!(
                "The policy {} accepts passwords of {length} characters; at least {least} are needed{whom}.",
                policy.name
            );
            let groups = evidence::list(policy.conditions.groups_include.iter().map(|id| snapshot.group_name(id)));
            outcome.found(
                policy,
                Severity::Medium,
                summary,
                json!({"min_length": length, "needed": least, "groups": groups, "admins": evidence::list(admins)}),
            )
        };
        if length < least {
            return found(outcome, least, Vec::new());
        }
        if length >= least_admin {
            return outcome.clear(policy);
        }
        match admins_under(snapshot, policy) {
            Ok(admins) if admins.is_empty() => outcome.clear(policy),
            Ok(admins) => found(outcome, least_admin, admins),
            Err(reason) => outcome.not_evaluated(policy, reason),
        }
    })
}

/// Live administrators whom a password policy governs; the reason when none is known and some may be.
fn admins_under<'a>(snapshot: &'a Snapshot, policy: &Policy) -> Result<Vec<&'a str>, Reason> {
    for needs in [Needs::RoleAssignments, Needs::Users] {
        if let Some(reason) = snapshot.coverage(needs).reason(needs) {
            return Err(reason);
        }
    }
    let holders = snapshot.holders();
    let mut unclear = holders.unsure();
    let mut governed = Vec::new();
    for id in holders.users() {
        let Ok(person) = snapshot.person(id) else {
            unclear = Some(Reason::partial("the accounts of some administrators were not read"));
            continue;
        };
        match snapshot.password_policy_governs(policy, person) {
            _ if !person.status.is_live() => {}
            Some(true) => governed.push(person.login.as_str()),
            Some(false) => {}
            None => {
                unclear = Some(Reason::not_collected(
                    "whether it governs administrators rests on memberships that were not collected",
                ))
            }
        }
    }
    match unclear {
        Some(reason) if governed.is_empty() => Err(reason),
        _ => Ok(governed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Conditions, sample};

    fn length(min: Option<i64>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.policies[2].password.as_mut().unwrap().min_length = min;
        snapshot
    }

    fn for_group(snapshot: &mut Snapshot, group: &str) {
        snapshot.policies[2].conditions =
            Conditions { groups_include: [group.to_owned()].into(), ..Conditions::default() };
    }

    #[test]
    fn eleven_characters_are_too_few_for_anybody() {
        let mut snapshot = length(Some(11));
        assert_found(&CHECK, &snapshot, &[("00pPassword", Severity::Medium)]);
        snapshot.role_assignments.clear();
        assert_found(&CHECK, &snapshot, &[("00pPassword", Severity::Medium)]);
    }

    #[test]
    fn twelve_are_enough_unless_administrators_come_under_the_policy() {
        let mut snapshot = length(Some(13));
        let outcome = outcome(&CHECK, &snapshot);
        assert_eq!(outcome.found[0].evidence["needed"], 14);
        snapshot.role_assignments.clear();
        assert_found(&CHECK, &snapshot, &[]);
        assert_found(&CHECK, &length(Some(14)), &[]);
    }

    #[test]
    fn with_memberships_unread_a_length_between_the_two_is_not_judged() {
        let mut snapshot = length(Some(12));
        for_group(&mut snapshot, "00gUnread");
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00pPassword"]);
        for_group(&mut snapshot, "00gHelp");
        assert_eq!(outcome(&CHECK, &snapshot).found[0].evidence["admins"], json!(["helen@example.com"]));
        snapshot.coverage.insert(Needs::RoleAssignments, Coverage::NotCollected);
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00pPassword"]);
    }

    #[test]
    fn a_policy_for_directory_passwords_does_not_apply() {
        let mut snapshot = length(Some(4));
        snapshot.policies[2].conditions.provider = Some("ACTIVE_DIRECTORY".into());
        assert_eq!(outcome(&CHECK, &snapshot).not_applicable.len(), 1);
    }

    #[test]
    fn a_long_enough_policy_is_clear_and_one_not_read_is_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00pPassword"]);
        assert_eq!(unjudged(&outcome(&CHECK, &length(None))), ["00pPassword"]);
    }
}

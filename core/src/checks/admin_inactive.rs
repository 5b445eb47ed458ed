//! Administrators who do not sign in.

use serde_json::json;

use super::model::{admins, evidence};
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{LastLogin, Power, Service, Snapshot};

const DAYS: Param = Param::days(
    "admin_inactive_days",
    60,
    1,
    "Days without a sign-in after which an administrator counts as inactive.",
);

pub(super) static CHECK: Check = Check {
    id: "admin.inactive",
    title: "Unused administrator account",
    severity: Severity::High,
    why: "Nobody notices when a sleeping account with power wakes up.",
    remedy: "Remove its roles under Security › Administrators › Admins first, then suspend the account under Directory › People.",
    needs: &[Needs::RoleAssignments, Needs::Users],
    whole: &[],
    helps: &[Needs::Iam, Needs::Groups],
    params: &[DAYS],
    frameworks: &[Framework::nist("AC-2(3)"), Framework::soc2("CC6.2"), Framework::ism("ISM-1175")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    admins::each(snapshot, |outcome, person, roles, holders| {
        if !person.status.is_live() {
            return outcome.clear(person);
        }
        if snapshot.tags.is_break_glass(person) {
            return outcome.not_applicable(person, "An emergency account is meant to sleep.");
        }
        match snapshot.service(person) {
            Service::Declared | Service::Inferred => {
                return outcome
                    .not_applicable(person, "A machine's account is judged by the use of its tokens (token.unused).");
            }
            Service::Unclear | Service::No => {}
        }
        let at = match person.last_login {
            LastLogin::At { at } => at,
            LastLogin::Never => {
                return outcome
                    .not_applicable(person, "An account that never signed in is judged by admin.never-signed-in.");
            }
            LastLogin::Unread => {
                return outcome.not_evaluated(person, Reason::partial("the last sign-in was not read"));
            }
        };
        let silence = snapshot.taken_at - at;
        if silence <= params.days(&DAYS) {
            return outcome.clear(person);
        }
        let severity =
            if snapshot.power_of(holders, &person.id) == Power::Reads { Severity::Medium } else { Severity::High };
        let (days, names) = (evidence::days(silence), admins::role_names(snapshot, roles));
        let summary = format!("{} holds {} and has not signed in for {days} days.", person.login, names.join(", "));
        let evidence = json!({"last_login": evidence::moment(at), "days": days, "admin_inactive_days": params.integer(&DAYS), "roles": evidence::list(names)});
        outcome.found(person, severity, summary, evidence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample::{self, days_ago};
    use crate::snapshot::{Holder, RoleAssignment, RoleKind, UserStatus};

    fn silent(user: &str, days: i64) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.people.get_mut(user).unwrap().last_login = LastLogin::At { at: days_ago(days) };
        snapshot
    }

    #[test]
    fn sixty_days_of_silence_are_allowed() {
        assert_found(&CHECK, &silent("00uBen", 61), &[("00uBen", Severity::High)]);
        assert_found(&CHECK, &silent("00uHelp", 61), &[("00uHelp", Severity::High)]);
        assert_found(&CHECK, &silent("00uBen", 60), &[]);
    }

    #[test]
    fn a_sleeping_reader_is_less_bad() {
        let mut snapshot = silent("00uBen", 61);
        snapshot.role_assignments.retain(|assignment| assignment.holder != Holder::User("00uBen".into()));
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User("00uBen".into()), RoleKind::READ_ONLY_ADMIN));
        assert_found(&CHECK, &snapshot, &[("00uBen", Severity::Medium)]);
    }

    #[test]
    fn machines_and_emergency_accounts_may_sleep() {
        let mut snapshot = silent("00uOur", 300);
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::At { at: days_ago(300) };
        snapshot.tags.break_glass.insert("ben@example.com".into());
        assert_found(&CHECK, &snapshot, &[]);
        assert_eq!(cleared(&outcome(&CHECK, &snapshot)), ["00uAda", "00uHelp"]);
    }

    #[test]
    fn an_account_switched_off_is_clear_here() {
        let mut snapshot = silent("00uBen", 61);
        snapshot.people.get_mut("00uBen").unwrap().status = UserStatus::Suspended;
        assert_found(&CHECK, &snapshot, &[]);
    }

    #[test]
    fn a_sign_in_that_was_not_read_is_not_silence() {
        let mut snapshot = sample::healthy();
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::Unread;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00uBen"]);
    }

    #[test]
    fn with_an_unlisted_group_nobody_absent_is_cleared() {
        let mut snapshot = sample::healthy();
        snapshot.groups.get_mut("00gHelp").unwrap().members = None;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), [""]);
    }
}

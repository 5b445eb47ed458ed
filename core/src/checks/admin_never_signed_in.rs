//! Roles on accounts that nobody ever signed in to.

use serde_json::json;

use super::model::{admins, evidence};
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{LastLogin, Service, Snapshot};

const GRACE: Param =
    Param::days("grace_new_user_days", 14, 0, "Days that a new account may wait for its first sign-in.");

pub(super) static CHECK: Check = Check {
    id: "admin.never-signed-in",
    title: "Role on an account that never signed in",
    severity: Severity::Medium,
    why: "Power waits behind a first password that lies in a mailbox.",
    remedy: "Take the role away under Security › Administrators › Admins and grant it after the first sign-in with a second factor.",
    needs: &[Needs::RoleAssignments, Needs::Users],
    whole: &[],
    helps: &[Needs::Iam, Needs::Groups],
    params: &[GRACE],
    frameworks: &[Framework::nist("AC-2(3)"), Framework::soc2("CC6.2"), Framework::ism("ISM-1175")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    admins::each(snapshot, |outcome, person, roles, _| {
        match person.last_login {
            LastLogin::At { .. } => return outcome.clear(person),
            LastLogin::Unread => {
                return outcome.not_evaluated(person, Reason::partial("the last sign-in was not read"));
            }
            LastLogin::Never => {}
        }
        if snapshot.tags.is_break_glass(person) {
            return outcome.not_applicable(person, "An emergency account is meant to wait.");
        }
        if matches!(snapshot.service(person), Service::Declared | Service::Inferred) {
            return outcome.not_applicable(person, "Nobody needs to sign in to a machine's account.");
        }
        let Some(born) = person.born() else {
            return outcome.not_evaluated(person, Reason::partial("when the account was made was not read"));
        };
        let age = snapshot.taken_at - born;
        if age <= params.days(&GRACE) {
            return outcome.clear(person);
        }
        let (days, names) = (evidence::days(age), admins::role_names(snapshot, roles));
        let summary = format!(
            "{} holds {} and has never signed in, {days} days after the account was set up.",
            person.login,
            names.join(", ")
        );
        let evidence = json!({"set_up": evidence::moment(born), "days": days, "status": person.status.to_string(), "grace_new_user_days": params.integer(&GRACE), "roles": evidence::list(names)});
        outcome.found(person, Severity::Medium, summary, evidence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::UserStatus;
    use crate::snapshot::sample::{self, days_ago};
    use time::OffsetDateTime;

    fn never(born: Option<OffsetDateTime>, status: UserStatus) -> Snapshot {
        let mut snapshot = sample::healthy();
        let ben = snapshot.people.get_mut("00uBen").unwrap();
        (ben.last_login, ben.activated, ben.created, ben.status) = (LastLogin::Never, None, born, status);
        snapshot
    }

    #[test]
    fn an_account_that_waits_longer_than_the_grace_is_found() {
        assert_found(&CHECK, &never(Some(days_ago(15)), UserStatus::Active), &[("00uBen", Severity::Medium)]);
        assert_found(&CHECK, &never(Some(days_ago(15)), UserStatus::Staged), &[("00uBen", Severity::Medium)]);
        assert_found(&CHECK, &never(Some(days_ago(14)), UserStatus::Provisioned), &[]);
    }

    #[test]
    fn machines_and_people_who_sign_in_are_not_found() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00uAda", "00uBen", "00uHelp"]);
    }

    #[test]
    fn an_emergency_account_may_wait() {
        let mut snapshot = never(Some(days_ago(300)), UserStatus::Active);
        snapshot.tags.break_glass.insert("00uBen".into());
        assert_found(&CHECK, &snapshot, &[]);
    }

    #[test]
    fn what_was_not_read_is_not_never() {
        let mut snapshot = sample::healthy();
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::Unread;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00uBen"]);
        assert_eq!(unjudged(&outcome(&CHECK, &never(None, UserStatus::Active))), ["00uBen"]);
    }
}

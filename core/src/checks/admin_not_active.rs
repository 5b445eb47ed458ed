//! Roles held by accounts that are not active.

use serde_json::json;

use super::model::{admins, evidence};
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{HeldRole, Holders, Person, Power, Snapshot, UserStatus};

const GRACE: Param = Param::days("grace_new_user_days", 14, 0, "Days that a new account may wait for its owner.");

pub(super) static CHECK: Check = Check {
    id: "admin.unexpected-status",
    title: "Role held by an account that is not active",
    severity: Severity::High,
    why: "Suspended, locked and staged accounts keep their roles and return with full power when somebody switches them on.",
    remedy: "Remove the assignment under Security › Administrators › Admins.",
    needs: &[Needs::RoleAssignments, Needs::Users],
    whole: &[],
    helps: &[Needs::Iam, Needs::Groups],
    params: &[GRACE],
    frameworks: &[Framework::nist("AC-2(3)"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    admins::each(snapshot, |outcome, person, roles, holders| match severity(snapshot, params, person, roles, holders) {
        Err(reason) => outcome.not_evaluated(person, reason),
        Ok(None) => outcome.clear(person),
        Ok(Some(severity)) => {
            let names = admins::role_names(snapshot, roles);
            let summary =
                format!("{} holds {} although the account is {}.", person.login, names.join(", "), person.status);
            outcome.found(
                person,
                severity,
                summary,
                json!({"status": person.status.to_string(), "roles": evidence::list(names)}),
            )
        }
    })
}

/// How bad it is; nothing when the status is as expected.
fn severity(
    snapshot: &Snapshot,
    params: &Params,
    person: &Person,
    roles: &[HeldRole<'_>],
    holders: &Holders<'_>,
) -> Result<Option<Severity>, Reason> {
    match &person.status {
        UserStatus::Active | UserStatus::PasswordExpired => Ok(None),
        UserStatus::Suspended | UserStatus::Deprovisioned => match snapshot.power_of(holders, &person.id) {
            Power::Reads => Ok(Some(Severity::Medium)),
            Power::Acts | Power::Unclear(_) => Ok(Some(Severity::High)),
        },
        UserStatus::Staged | UserStatus::Provisioned => {
            let born = person.born().ok_or_else(|| Reason::partial("when the account was made was not read"))?;
            Ok((snapshot.taken_at - born > params.days(&GRACE)).then_some(Severity::Medium))
        }
        UserStatus::LockedOut if roles.iter().any(|held| snapshot.is_tier0(held) != Some(false)) => {
            Ok(Some(Severity::Medium))
        }
        UserStatus::LockedOut | UserStatus::Recovery => Ok(Some(Severity::Low)),
        UserStatus::Other(status) => Err(Reason::unsupported(format!("the status {status} is not known"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample::{self, days_ago};

    fn with(user: &str, status: UserStatus) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.people.get_mut(user).unwrap().status = status;
        snapshot
    }

    #[test]
    fn accounts_switched_off_are_found_and_readers_are_less_bad() {
        for status in [UserStatus::Suspended, UserStatus::Deprovisioned] {
            assert_found(&CHECK, &with("00uBen", status.clone()), &[("00uBen", Severity::High)]);
            assert_found(&CHECK, &with("00uSync", status), &[("00uSync", Severity::Medium)]);
        }
    }

    #[test]
    fn accounts_that_wait_longer_than_the_grace_are_found() {
        let mut snapshot = with("00uBen", UserStatus::Staged);
        assert_found(&CHECK, &snapshot, &[("00uBen", Severity::Medium)]);
        snapshot.people.get_mut("00uBen").unwrap().activated = Some(days_ago(14));
        assert_found(&CHECK, &snapshot, &[]);
    }

    #[test]
    fn a_locked_super_administrator_may_be_an_attack() {
        assert_found(&CHECK, &with("00uBen", UserStatus::LockedOut), &[("00uBen", Severity::Medium)]);
        assert_found(&CHECK, &with("00uHelp", UserStatus::LockedOut), &[("00uHelp", Severity::Low)]);
    }

    #[test]
    fn active_accounts_are_clear_also_with_an_expired_password() {
        assert_eq!(cleared(&outcome(&CHECK, &with("00uBen", UserStatus::PasswordExpired))).len(), 6);
    }

    #[test]
    fn an_unknown_status_is_not_judged() {
        assert_eq!(unjudged(&outcome(&CHECK, &with("00uBen", UserStatus::Other("HIBERNATING".into())))), ["00uBen"]);
    }
}

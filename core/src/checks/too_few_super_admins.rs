//! Orgs that one lost phone locks out.

use serde_json::json;

use super::model::evidence;
use super::{Check, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{RoleKind, Snapshot, UserStatus};

const MIN: Param = Param::integer(
    "min_super_admins",
    2,
    1,
    100,
    "people",
    "Fewest Super Administrators who can sign in with a strong factor.",
);

pub(super) static CHECK: Check = Check {
    id: "admin.super-admin-too-few",
    title: "Fewer than two usable Super Administrators",
    severity: Severity::Medium,
    why: "One lost phone or one departure locks the company out of its identity provider.",
    remedy: "Under Security › Administrators › Admins, make a second named person Super Administrator with a phishing-resistant factor, and keep a sealed emergency account.",
    needs: &[Needs::RoleAssignments, Needs::Users, Needs::Factors],
    whole: &[Needs::RoleAssignments],
    helps: &[Needs::Groups],
    params: &[MIN],
    frameworks: &[],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let least = params.integer(&MIN);
    let holders = snapshot.holders();
    let (mut usable, mut unusable) = (Vec::new(), Vec::new());
    let mut unclear = 0i64;
    for user in holders.users().filter(|user| holders.of(user).iter().any(|held| *held.role == RoleKind::SUPER_ADMIN)) {
        let Ok(person) = snapshot.person(user) else {
            unclear += 1;
            continue;
        };
        if !person.status.is_live() || person.status == UserStatus::LockedOut {
            unusable.push(json!({"login": person.login, "because": person.status.to_string()}));
            continue;
        }
        match person.has_strong_factor() {
            Some(true) => usable.push(person.login.as_str()),
            Some(false) => unusable.push(json!({"login": person.login, "because": "no strong factor"})),
            None => unclear += 1,
        }
    }
    let count = i64::try_from(usable.len()).unwrap_or(i64::MAX);
    let org = Subject::org(snapshot);
    if count >= least {
        return Outcome::new().clear(org);
    }
    // A factor that could not be read may be the strong one.
    let factors_unread = snapshot.coverage(Needs::Factors).reason(Needs::Factors);
    if let Some(reason) = holders.unsure_of(|role| *role == RoleKind::SUPER_ADMIN).or(factors_unread) {
        return Outcome::new().not_evaluated(org, reason);
    }
    if count + unclear >= least {
        return Outcome::new().not_evaluated(
            org,
            Reason::partial(format!("the accounts or factors of {unclear} Super Administrators were not read")),
        );
    }
    let summary = format!(
        "{} can sign in with a strong factor; there should be at least {least}.",
        evidence::count(count, "Super Administrator")
    );
    let evidence = json!({"count": count, "min_super_admins": least, "usable": evidence::list(usable), "not_usable": evidence::list(unusable)});
    Outcome::new().found(org, Severity::Medium, summary, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Factor, Person, sample};

    fn ben(change: impl Fn(&mut Person)) -> Snapshot {
        let mut snapshot = sample::healthy();
        change(snapshot.people.get_mut("00uBen").unwrap());
        snapshot
    }

    #[test]
    fn one_without_a_strong_factor_or_locked_out_leaves_too_few() {
        let found = [("00oAcme", Severity::Medium)];
        assert_found(&CHECK, &ben(|ben| ben.factors = Some(vec![Factor::active("sms")])), &found);
        assert_found(&CHECK, &ben(|ben| ben.factors = Some(Vec::new())), &found);
        assert_found(&CHECK, &ben(|ben| ben.status = UserStatus::LockedOut), &found);
        assert_found(&CHECK, &ben(|ben| ben.status = UserStatus::Suspended), &found);
    }

    #[test]
    fn two_with_strong_factors_are_enough() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00oAcme"]);
        assert_found(&CHECK, &ben(|ben| ben.status = UserStatus::PasswordExpired), &[]);
    }

    #[test]
    fn factors_that_were_not_read_may_be_strong() {
        assert_eq!(unjudged(&outcome(&CHECK, &ben(|ben| ben.factors = None))), ["00oAcme"]);
        let mut snapshot = sample::healthy();
        snapshot.people.remove("00uBen");
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
        let mut snapshot = ben(|ben| ben.factors = Some(Vec::new()));
        snapshot.coverage.insert(Needs::Factors, Coverage::Partial { unreadable: 1 });
        assert!(outcome(&CHECK, &snapshot).found.is_empty());
    }
}

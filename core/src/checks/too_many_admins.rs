//! Orgs with many administrators below Super.

use serde_json::{Value, json};

use super::model::{admins, evidence};
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{Power, RoleKind, Snapshot};

const MAX: Param = Param::integer(
    "max_nonsuper_admins",
    25,
    1,
    100_000,
    "people",
    "Most people with a role that can change something, Super Administrators not counted.",
);
const RATIO: Param = Param::percentage(
    "max_admin_ratio",
    2,
    "Greatest share of all usable accounts that may be such, in orgs of 200 accounts or more.",
);

/// In smaller orgs a share says nothing.
const SMALLEST: u64 = 200;

pub(super) static CHECK: Check = Check {
    id: "admin.privileged-count",
    title: "Many accounts with admin roles below Super",
    severity: Severity::Medium,
    why: "Wide delegation enlarges the surface from which a way to the top begins.",
    remedy: "Under Security › Administrators › Admins, merge roles into scoped custom ones and remove assignments that nobody uses.",
    needs: &[Needs::RoleAssignments, Needs::Users],
    whole: &[],
    helps: &[Needs::Groups, Needs::Iam],
    params: &[MAX, RATIO],
    frameworks: &[Framework::nist("AC-6"), Framework::soc2("CC6.3")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let (most, percent) = (params.integer(&MAX), params.integer(&RATIO));
    let holders = snapshot.holders();
    let mut acting: Vec<Value> = Vec::new();
    let mut unclear = 0u64;
    for user in holders.users() {
        let roles = holders.of(user);
        if roles.iter().any(|held| *held.role == RoleKind::SUPER_ADMIN) {
            continue;
        }
        let power = snapshot.power_of(&holders, user);
        match (snapshot.person(user), power) {
            (_, Power::Reads) => {}
            (Ok(person), _) if !person.status.is_live() => {}
            (Ok(person), Power::Acts) => {
                acting.push(json!({"login": person.login, "roles": admins::role_names(snapshot, &roles)}))
            }
            (Ok(_), Power::Unclear(_)) | (Err(_), _) => unclear += 1,
        }
    }
    let (count, live) = (acting.len() as u64, snapshot.live_users());
    let judges_ratio = snapshot.kept_users() >= SMALLEST;
    let exceeds = |count: u64| {
        i128::from(count) > i128::from(most)
            || (judges_ratio && i128::from(count) * 100 > i128::from(percent) * i128::from(live))
    };
    let org = Subject::org(snapshot);
    if exceeds(count) {
        let summary = format!(
            "{} below Super Administrator can change something, of {live} usable accounts; allowed are {most}{}.",
            evidence::count(count, "account"),
            if judges_ratio { format!(" and {percent} %") } else { String::new() },
        );
        let evidence = json!({"count": count, "live_users": live, "max_nonsuper_admins": most, "max_admin_ratio": judges_ratio.then_some(percent), "admins": evidence::list(acting)});
        return Outcome::new().found(org, Severity::Medium, summary, evidence);
    }
    match holders.unsure_of(|role| snapshot.power(role) != Power::Reads) {
        Some(reason) => Outcome::new().not_evaluated(org, reason),
        None if exceeds(count + unclear) => Outcome::new().not_evaluated(
            org,
            Reason::partial(format!("the accounts or roles of {unclear} administrators were not read")),
        ),
        None => Outcome::new().clear(org),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Holder, Person, RoleAssignment, UserStatus, sample};

    /// So many who can act, in an org of so many active accounts: the sample has one.
    fn admins(count: usize, live: u64) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.user_counts = [(UserStatus::Active, live)].into();
        for n in 1..count {
            let id = format!("00uX{n}");
            snapshot.add_person(Person::new(&id, &format!("x{n}@example.com")));
            snapshot.role_assignments.push(RoleAssignment::new(Holder::User(id), RoleKind::read("APP_ADMIN", None)));
        }
        snapshot
    }

    #[test]
    fn the_twenty_sixth_is_found_in_an_org_of_any_size() {
        for live in [100, 100_000] {
            assert_found(&CHECK, &admins(26, live), &[("00oAcme", Severity::Medium)]);
            assert_found(&CHECK, &admins(25, live), &[]);
        }
    }

    #[test]
    fn more_than_two_per_cent_are_found_from_two_hundred_accounts_on() {
        assert_found(&CHECK, &admins(5, 200), &[("00oAcme", Severity::Medium)]);
        assert_found(&CHECK, &admins(4, 200), &[]);
        assert_found(&CHECK, &admins(5, 199), &[]);
    }

    #[test]
    fn readers_super_administrators_and_accounts_switched_off_do_not_count() {
        let mut snapshot = admins(5, 200);
        snapshot.people.get_mut("00uX4").unwrap().status = UserStatus::Deprovisioned;
        assert_eq!(cleared(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
    }

    #[test]
    fn roles_that_were_not_read_may_tip_the_balance() {
        let mut snapshot = admins(4, 200);
        snapshot
            .role_assignments
            .push(RoleAssignment::new(Holder::User("00uSync".into()), RoleKind::Custom("cr0X".into())));
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
    }
}

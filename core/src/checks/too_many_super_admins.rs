//! Orgs with many Super Administrators.

use serde_json::{Value, json};

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{HeldRole, Holders, RoleKind, Snapshot};

const MAX: Param =
    Param::integer("max_super_admins", 5, 1, 1_000, "people", "Most Super Administrators that an org may have.");
const WARN: Param = Param::integer("warn_super_admins", 3, 1, 1_000, "people", "More than this is worth a note.");

pub(super) static CHECK: Check = Check {
    id: "admin.super-admin-count",
    title: "Too many Super Administrators",
    severity: Severity::High,
    why: "Every Super Administrator who falls for a phish is the whole org; a small number can be watched.",
    remedy: "Under Security › Administrators › Admins, replace Super Administrator by Organization Administrator or a custom role; keep two or three named people and a sealed emergency account.",
    needs: &[Needs::RoleAssignments, Needs::Users],
    whole: &[],
    helps: &[Needs::Groups],
    params: &[MAX, WARN],
    frameworks: &[
        Framework::nist("AC-6"),
        Framework::nist("AC-6(1)"),
        Framework::soc2("CC6.3"),
        Framework::pci("7.2.1"),
        Framework::ism("ISM-1175"),
        Framework::health_insight("Limit Super Admins"),
    ],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let (most, warn) = (params.integer(&MAX), params.integer(&WARN));
    let holders = snapshot.holders();
    let mut live: Vec<(&str, Vec<String>)> = Vec::new();
    let mut unread = 0i64;
    for user in holders.users() {
        let Some(held) = super_role(&holders, user) else { continue };
        match snapshot.person(user) {
            Ok(person) if person.status.is_live() => live.push((&person.login, held.ways(snapshot))),
            Ok(_) => {}
            Err(_) => unread += 1,
        }
    }
    let count = i64::try_from(live.len()).unwrap_or(i64::MAX);
    let org = Subject::org(snapshot);
    if count > most || count > warn {
        let severity = if count > most { Severity::High } else { Severity::Medium };
        let people: Vec<Value> = live.iter().map(|(login, ways)| json!({"login": login, "assigned": ways})).collect();
        let summary = format!(
            "{} can sign in; at most {most} are allowed, and more than {warn} are worth a look.",
            evidence::count(count, "Super Administrator")
        );
        let evidence = json!({"count": count, "not_read": unread, "max_super_admins": most, "warn_super_admins": warn, "super_admins": evidence::list(people)});
        return Outcome::new().found(org, severity, summary, evidence);
    }
    match holders.unsure_of(|role| *role == RoleKind::SUPER_ADMIN) {
        Some(reason) => Outcome::new().not_evaluated(org, reason),
        None if count + unread > warn => Outcome::new().not_evaluated(
            org,
            Reason::partial(format!("the accounts of {unread} Super Administrators were not read")),
        ),
        None => Outcome::new().clear(org),
    }
}

fn super_role<'a>(holders: &Holders<'a>, user: &str) -> Option<HeldRole<'a>> {
    holders.of(user).into_iter().find(|held| *held.role == RoleKind::SUPER_ADMIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Group, Holder, Person, RoleAssignment, UserStatus, sample};

    /// So many Super Administrators in all: the sample has two.
    fn supers(count: usize) -> Snapshot {
        let mut snapshot = sample::healthy();
        for n in 2..count {
            let id = format!("00uX{n}");
            snapshot.add_person(Person::new(&id, &format!("x{n}@example.com")));
            snapshot.role_assignments.push(RoleAssignment::new(Holder::User(id), RoleKind::SUPER_ADMIN));
        }
        snapshot
    }

    #[test]
    fn the_sixth_is_found_and_the_fourth_is_worth_a_look() {
        assert_found(&CHECK, &supers(6), &[("00oAcme", Severity::High)]);
        assert_found(&CHECK, &supers(5), &[("00oAcme", Severity::Medium)]);
        assert_found(&CHECK, &supers(4), &[("00oAcme", Severity::Medium)]);
        assert_found(&CHECK, &supers(3), &[]);
    }

    #[test]
    fn the_list_tells_how_each_came_by_the_role() {
        let mut snapshot = supers(6);
        snapshot.add_group(Group::new("00gRoot", "Root", ["00uAda"]));
        snapshot.role_assignments.push(RoleAssignment::new(Holder::Group("00gRoot".into()), RoleKind::SUPER_ADMIN));
        let outcome = outcome(&CHECK, &snapshot);
        assert_eq!(
            outcome.found[0].evidence["super_admins"][0],
            json!({"login": "ada@example.com", "assigned": ["directly", "through the group Root"]})
        );
    }

    #[test]
    fn accounts_that_are_switched_off_do_not_count_and_service_apps_neither() {
        let mut snapshot = supers(4);
        snapshot.people.get_mut("00uX3").unwrap().status = UserStatus::Suspended;
        snapshot.role_assignments.push(RoleAssignment::new(Holder::Client("0oa1".into()), RoleKind::SUPER_ADMIN));
        assert_eq!(cleared(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
    }

    #[test]
    fn accounts_that_were_not_read_may_be_too_many() {
        let mut snapshot = supers(4);
        snapshot.people.remove("00uX3");
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00oAcme"]);
    }
}

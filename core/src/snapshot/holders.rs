//! Who holds which roles: what was given directly, joined with what comes through groups.

use std::collections::{BTreeMap, BTreeSet};

use super::{Given, Group, Holder, Needs, Reason, RoleAssignment, RoleKind, Snapshot};

/// The roles of every user, each once, with all the ways it came.
///
/// Built once by a check that asks about many users.
#[derive(Debug)]
pub struct Holders<'a> {
    by_user: BTreeMap<&'a str, Vec<HeldRole<'a>>>,
    by_everyone: Vec<HeldRole<'a>>,
    people: Vec<&'a str>,
    unlisted: BTreeMap<&'a str, Unlisted<'a>>,
}

#[derive(Debug, Default)]
struct Unlisted<'a> {
    group: Option<&'a Group>,
    roles: Vec<&'a RoleKind>,
}

/// One role that a user holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole<'a> {
    /// Which role.
    pub role: &'a RoleKind,
    /// Over which resource set, for a custom role.
    pub resource_set: Option<&'a str>,
    /// The groups it came through by id; no group stands for a direct assignment.
    pub through: BTreeSet<Option<&'a str>>,
}

impl Snapshot {
    /// Who holds which roles. Only assignments in force count.
    pub fn holders(&self) -> Holders<'_> {
        let mut holders = Holders { by_user: BTreeMap::new(), by_everyone: Vec::new(), people: Vec::new(), unlisted: BTreeMap::new() };
        let whole = self.coverage(Needs::Groups).reason(Needs::Groups).is_none();
        for assignment in self.role_assignments.iter().filter(|assignment| assignment.active) {
            match &assignment.holder {
                Holder::User(user) => add(holders.by_user.entry(user).or_default(), assignment, origin(assignment)),
                Holder::Group(id) => holders.add_group(assignment, id, self.groups.get(id), whole),
                Holder::Client(_) => {}
            }
        }
        if !holders.by_everyone.is_empty() {
            holders.people = self.people.keys().map(String::as_str).collect();
        }
        holders
    }
}

/// The group named in the user's own list of roles; unnamed, it still did not come directly, so it is marked with no id.
fn origin(assignment: &RoleAssignment) -> Option<&str> {
    match &assignment.given {
        Given::Directly => None,
        Given::ThroughGroup { group } => Some(group.as_deref().unwrap_or("")),
    }
}

fn add<'a>(roles: &mut Vec<HeldRole<'a>>, assignment: &'a RoleAssignment, through: Option<&'a str>) {
    let set = assignment.resource_set.as_deref();
    match roles.iter_mut().find(|held| *held.role == assignment.role && held.resource_set == set) {
        Some(held) => {
            held.through.insert(through);
        }
        None => roles.push(HeldRole { role: &assignment.role, resource_set: set, through: [through].into() }),
    }
}

impl<'a> Holders<'a> {
    /// Unless groups and their members were read to the end, a list of members is no more than some of them.
    fn add_group(&mut self, assignment: &'a RoleAssignment, id: &'a str, group: Option<&'a Group>, whole: bool) {
        if group.is_some_and(Group::is_everyone) {
            return add(&mut self.by_everyone, assignment, Some(id));
        }
        let members = group.and_then(|group| group.members.as_ref());
        for member in members.into_iter().flatten() {
            add(self.by_user.entry(member).or_default(), assignment, Some(id));
        }
        let known_empty = group.is_some_and(|group| group.member_count == Some(0));
        if !whole || (members.is_none() && !known_empty) {
            let unlisted = self.unlisted.entry(id).or_default();
            unlisted.group = group;
            unlisted.roles.push(&assignment.role);
        }
    }

    /// The roles of one user.
    pub fn of(&self, user: &str) -> Vec<HeldRole<'a>> {
        let mut roles = self.by_user.get(user).cloned().unwrap_or_default();
        for inherited in &self.by_everyone {
            match roles.iter_mut().find(|held| held.role == inherited.role && held.resource_set == inherited.resource_set) {
                Some(held) => held.through.extend(&inherited.through),
                None => roles.push(inherited.clone()),
            }
        }
        roles
    }

    /// The ids of all users who are known to hold a role. With a role given to everyone, all people of interest.
    pub fn users(&self) -> impl Iterator<Item = &'a str> {
        let all: BTreeSet<&'a str> = self.by_user.keys().copied().chain(self.people.iter().copied()).collect();
        all.into_iter()
    }

    /// Groups that hold a role and whose members were not listed, by id.
    pub fn unlisted(&self) -> impl Iterator<Item = &'a str> {
        self.unlisted.keys().copied()
    }

    /// Why a user's roles may be more than those known: a group holds a role, and whether the user is in it was not read.
    pub fn unsure(&self) -> Option<Reason> {
        self.unsure_of(|_| true)
    }

    /// The same, looking only at roles for which this is true.
    pub fn unsure_of(&self, matters: impl Fn(&RoleKind) -> bool) -> Option<Reason> {
        let (id, unlisted) = self.unlisted.iter().find(|(_, unlisted)| unlisted.roles.iter().any(|role| matters(role)))?;
        let name = unlisted.group.map_or(*id, |group| group.name.as_str());
        Some(Reason::partial(format!("the members of the group {name}, which holds a role, were not all listed")))
    }
}

impl HeldRole<'_> {
    /// The ways it came, for people: "directly", "through the group Admins".
    pub fn ways(&self, snapshot: &Snapshot) -> Vec<String> {
        // A group that the user's own list does not name is most likely the one that is known.
        let named = self.through.iter().any(|way| way.is_some_and(|id| !id.is_empty()));
        self.through
            .iter()
            .filter(|way| !(named && **way == Some("")))
            .map(|way| match way {
                None => "directly".to_owned(),
                Some("") => "through a group".to_owned(),
                Some(id) => format!("through the group {}", snapshot.group_name(id)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::snapshot::{Coverage, GroupKind, Person};

    fn snapshot() -> Snapshot {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.coverage.insert(Needs::Groups, Coverage::Complete);
        snapshot.role_assignments = vec![
            RoleAssignment::new(Holder::User("00u1".into()), RoleKind::SUPER_ADMIN),
            RoleAssignment::new(Holder::Group("00g1".into()), RoleKind::SUPER_ADMIN),
            RoleAssignment { active: false, ..RoleAssignment::new(Holder::User("00u3".into()), RoleKind::ORG_ADMIN) },
        ];
        snapshot.add_group(Group::new("00g1", "Admins", ["00u1", "00u2"]));
        snapshot
    }

    #[test]
    fn a_role_held_in_two_ways_is_one_role() {
        let snapshot = snapshot();
        let holders = snapshot.holders();
        let roles = holders.of("00u1");
        assert_eq!(roles.len(), 1);
        assert_eq!(roles[0].ways(&snapshot), ["directly", "through the group Admins"]);
        assert_eq!(holders.of("00u2")[0].ways(&snapshot), ["through the group Admins"]);
        assert_eq!(holders.users().collect::<Vec<_>>(), ["00u1", "00u2"]);
    }

    #[test]
    fn an_assignment_that_is_not_in_force_gives_nothing() {
        assert!(snapshot().holders().of("00u3").is_empty());
    }

    #[test]
    fn a_group_whose_members_were_not_listed_makes_every_answer_unsure() {
        let mut snapshot = snapshot();
        assert!(snapshot.holders().unsure().is_none());
        snapshot.groups.get_mut("00g1").unwrap().members = None;
        assert!(snapshot.holders().unsure().unwrap().text.contains("Admins"));
        snapshot.groups.clear();
        assert!(snapshot.holders().unsure().unwrap().text.contains("00g1"));
    }

    #[test]
    fn with_groups_half_read_the_members_known_count_and_the_rest_is_unsure() {
        let mut snapshot = snapshot();
        snapshot.coverage.insert(Needs::Groups, Coverage::Partial { unreadable: 1 });
        let holders = snapshot.holders();
        assert_eq!(holders.of("00u2").len(), 1);
        assert!(holders.unsure().is_some());
    }

    #[test]
    fn a_role_given_to_everyone_is_held_by_everyone() {
        let mut snapshot = snapshot();
        snapshot.groups.get_mut("00g1").unwrap().kind = GroupKind::BuiltIn;
        snapshot.add_person(Person::new("00u9", "x@example.com"));
        let holders = snapshot.holders();
        assert_eq!(holders.of("00u9").len(), 1);
        assert_eq!(holders.of("00u1").len(), 1, "held in two ways");
        assert!(holders.users().any(|user| user == "00u9"));
    }

    #[test]
    fn the_users_own_list_and_the_groups_list_are_joined() {
        let mut snapshot = snapshot();
        let inherited = RoleAssignment {
            given: Given::ThroughGroup { group: None },
            ..RoleAssignment::new(Holder::User("00u2".into()), RoleKind::SUPER_ADMIN)
        };
        snapshot.role_assignments.push(inherited);
        let holders = snapshot.holders();
        assert_eq!(holders.of("00u2").len(), 1);
        assert_eq!(holders.of("00u2")[0].ways(&snapshot), ["through the group Admins"]);
    }
}

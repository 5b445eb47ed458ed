//! Makes an org's state: sound first, then what is missing in the set-up, then flaws, then what happened since.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use super::people::{self, EXTRA, OWN, Person};
use super::policies::{access, access_policies};
use super::roles::{CustomRole, GROUPS_ROLE, GROUPS_SET, Holder, Member, OWN_ROLE, OWN_SET, Resource, ResourceSet, Standard};
use super::tokens::Token;
use super::users::Directory;
use super::zones::{self, COLLECTOR, INTEGRATIONS, Zone};
use super::{World, apps, global_policies, groups};
use crate::flaws::{Flaw, Gap};
use crate::id::{Ids, Kind, draw};
use crate::log::{Eras, Times};
use crate::spec::OrgSpec;
use crate::stamp::Stamp;

/// What happened to an org since it was made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    pub(crate) joined: u64,
    pub(crate) removed: BTreeSet<u64>,
    pub(crate) left: BTreeSet<u64>,
    /// Ordinary users and the roles they were given.
    pub(crate) granted: Vec<(u64, String)>,
    /// Counts how often another org took the place of the former.
    pub(crate) replaced: u64,
    /// Counts how often the collector's token was renewed.
    pub(crate) rotated: u64,
    pub(crate) owner_deactivated: bool,
    /// To how many entries in a second the log changed, and when: in milliseconds since 1970 by Okta's clock.
    pub(crate) rates: Vec<(i64, f64)>,
    /// When an attacker made an identity provider, if one did.
    pub(crate) planted_idp: Option<Stamp>,
}

/// The state of an org, its times counted from `now`.
pub(crate) fn build(spec: &OrgSpec, caller: IpAddr, now: Stamp, changes: &Changes) -> World {
    let seed = if changes.replaced == 0 { spec.seed } else { draw(spec.seed, 99, changes.replaced) };
    let mut world = sound(spec, seed, caller, now, changes);
    world.appoint_clients(now);
    for (place, gap) in Gap::ALL.iter().enumerate().filter(|(_, gap)| spec.gaps.contains(gap.id)) {
        (gap.apply)(&mut Extras::new(&mut world, 512 + place as u64));
    }
    for (place, flaw) in Flaw::ALL.iter().enumerate().filter(|(_, flaw)| spec.flaws.contains(flaw.id)) {
        (flaw.apply)(&mut Extras::new(&mut world, place as u64));
    }
    world.users.removed = changes.removed.clone();
    world.users.left = changes.left.clone();
    if changes.owner_deactivated {
        world.users.left.insert(world.owner());
    }
    for (place, (user, role)) in changes.granted.iter().enumerate() {
        world.standard.push(Standard {
            number: EXTRA + (1 << 20) + place as u64,
            holder: Holder::User(*user),
            role: role.clone(),
            created: now,
        });
    }
    if changes.planted_idp.is_some() {
        global_policies::route_to_planted(&mut world);
    }
    world.groups.admins = world.admins();
    world
}

fn sound(spec: &OrgSpec, seed: u64, caller: IpAddr, now: Stamp, changes: &Changes) -> World {
    let ids = Ids::new(seed);
    let cast = people::cast(spec.users, now);
    let mut standard = Vec::new();
    let mut give = |user: u64, role: &str, days: i64| {
        standard.push(Standard { number: user, holder: Holder::User(user), role: role.to_owned(), created: now.days_ago(days) });
    };
    spec.roles.iter().for_each(|role| give(OWN, role, 32));
    cast.services().for_each(|user| give(user, "READ_ONLY_ADMIN", 200));
    cast.supers().for_each(|user| give(user, "SUPER_ADMIN", 700));
    let other_roles = ["HELP_DESK_ADMIN", "USER_ADMIN", "APP_ADMIN", "GROUP_MEMBERSHIP_ADMIN"];
    cast.others().zip(0..).for_each(|(user, place)| give(user, other_roles[place % other_roles.len()], 300));

    let first_other = cast.others().next().expect("every cast has at least one administrator of lesser rank");
    let members = vec![
        Member { number: 0, role: OWN_ROLE, set: OWN_SET, holder: Holder::User(OWN), created: now.days_ago(32) },
        Member { number: 1, role: GROUPS_ROLE, set: GROUPS_SET, holder: Holder::User(first_other), created: now.days_ago(250) },
    ];
    let mut tokens = vec![Token::sound(0, "oktually", OWN, COLLECTOR, now)];
    for (number, user) in (1..).zip(cast.services()) {
        let person = &cast.people[(user - OWN) as usize];
        let mut token = Token::sound(number, format!("{} integration", person.last), user, INTEGRATIONS, now);
        token.created = now.days_ago(31);
        // Principals whose limits were never touched are absent from the list.
        token.share = number.is_multiple_of(2).then_some(super::tokens::Share::DEFAULT);
        tokens.push(token);
    }
    let ordinary = spec.users.max(people::FEWEST_USERS) - cast.people.len() as u64;
    let group_count = groups::Groups::fitting(spec.users);
    let staff = ids.id(Kind::Group, groups::FIRST);
    let everyone = ids.id(Kind::Group, groups::EVERYONE);
    let mut policies = global_policies::sessions(everyone, staff, now);
    policies.extend(global_policies::passwords(everyone, now));
    policies.extend(global_policies::others(everyone, spec.engine, spec.threat_protection, now));
    if spec.engine == super::Engine::Identity {
        policies.extend(access(spec.users, now));
    }
    World {
        ids,
        seed,
        now,
        org_id: ids.id(Kind::Org, 0),
        name: spec.name.clone(),
        suffix: spec.suffix.clone(),
        address: spec.address.clone(),
        alias: spec.alias.clone(),
        engine: spec.engine,
        threat_protection: spec.threat_protection,
        off: spec.off.clone(),
        table: spec.table,
        users: Directory {
            ids,
            seed,
            now,
            domain: format!("{}.example.com", spec.name),
            cast: cast.people,
            ordinary: ordinary + changes.joined,
            joined_from: ordinary,
            extras: Vec::new(),
            removed: BTreeSet::new(),
            left: BTreeSet::new(),
        },
        groups: groups::Groups { ids, seed, now, ordinary: group_count, extras: Vec::new(), admins: Vec::new() },
        apps: apps::Apps { ids, seed, now, total: apps::Apps::fitting(spec.users), policies: access_policies(spec.users) },
        standard,
        custom_roles: vec![
            CustomRole {
                number: OWN_ROLE,
                label: "Oktually reader",
                description: "Lets Oktually see API tokens and administrator assignments",
                permissions: spec.permissions.clone(),
            },
            CustomRole {
                number: GROUPS_ROLE,
                label: "Department viewer",
                description: "Sees the groups and people of two departments",
                permissions: vec!["okta.groups.read", "okta.users.read"],
            },
        ],
        sets: vec![
            ResourceSet {
                number: OWN_SET,
                label: "Oktually resources",
                description: "What Oktually reads with its custom role",
                resources: vec![Resource::AllUsers, Resource::AllIam],
            },
            ResourceSet {
                number: GROUPS_SET,
                label: "Department groups",
                description: "Two departments",
                resources: vec![Resource::Group(groups::FIRST), Resource::Group(groups::FIRST + 1)],
            },
        ],
        members,
        tokens,
        own_token: 0,
        clients: Arc::clone(&spec.clients),
        zones: zones::sound(caller, now),
        policies,
        log: Times::new(seed, Eras::new(spec.events_per_second(), ordinary, &changes.rates), spec.delivery),
        planted_idp: changes.planted_idp,
        threat_insight: "block",
    }
}

/// A state being changed by one flaw or gap; what it adds gets numbers of its own, whatever else is on.
pub(crate) struct Extras<'a> {
    pub(crate) world: &'a mut World,
    next: u64,
}

impl<'a> Extras<'a> {
    fn new(world: &'a mut World, place: u64) -> Self {
        // No flaw adds more than 256 things.
        Extras { world, next: EXTRA + place * 256 }
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// A member of staff, active and in the office today.
    pub(crate) fn staff(&mut self, first: &str, last: &str, title: &'static str) -> u64 {
        let number = self.number();
        let person = Person::staff(number, first, last, title, self.world.now);
        self.world.users.extras.push(person);
        number
    }

    /// A service account that may read.
    pub(crate) fn service(&mut self, purpose: &str) -> u64 {
        let number = self.number();
        let person = Person::service(number, purpose, self.world.now);
        self.world.users.extras.push(person);
        self.grant(number, "READ_ONLY_ADMIN");
        number
    }

    pub(crate) fn grant(&mut self, user: u64, role: &str) {
        let number = self.number();
        let created = self.world.now.days_ago(200);
        self.world.standard.push(Standard { number, holder: Holder::User(user), role: role.to_owned(), created });
    }

    /// A token as it should be, for that owner.
    pub(crate) fn token(&mut self, owner: u64, name: &str) -> &mut Token {
        let number = self.number();
        let token = Token::sound(number, name, owner, INTEGRATIONS, self.world.now);
        self.world.tokens.push(token);
        self.world.tokens.last_mut().expect("just added")
    }

    pub(crate) fn zone(&mut self, name: &str, network: &str) -> u64 {
        let number = self.number();
        let network = network.parse().expect("flaws name networks that are well-formed");
        self.world.zones.push(Zone::of(number, name, vec![network], self.world.now));
        number
    }

    /// A new integration: a service account that may read, and its token, both as they should be.
    pub(crate) fn integration(&mut self, purpose: &str) -> &mut Token {
        let owner = self.service(purpose);
        self.token(owner, &format!("{purpose} integration"))
    }

    pub(crate) fn own_token(&mut self) -> &mut Token {
        let own = self.world.own_token;
        self.world.tokens.iter_mut().find(|token| token.number == own).expect("every org has the collector's token")
    }
}

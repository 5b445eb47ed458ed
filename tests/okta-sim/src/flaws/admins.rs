//! Flaws of administrators and their roles.

use super::Flaw;
use crate::org::groups::NamedGroup;
use crate::org::people::{EXTRA, FIRST_NAMES, LAST_NAMES, OWN};
use crate::org::roles::{CustomRole, Holder, Member, Resource, ResourceSet, Standard};
use crate::org::status::Status;

pub(super) static SUPER_ADMIN_COUNT: Flaw = Flaw {
    id: "admin.super-admin-count",
    what: "four more people are super administrators",
    also: &[],
    apply: |org| {
        for (first, last) in [("Alma", "Reyes"), ("Bruno", "Keller"), ("Celia", "Marsh"), ("Dag", "Nyberg")] {
            let user = org.staff(first, last, "Engineer");
            org.grant(user, "SUPER_ADMIN");
        }
    },
};

pub(super) static SUPER_ADMIN_TOO_FEW: Flaw = Flaw {
    id: "admin.super-admin-too-few",
    what: "only one super administrator is left",
    also: &[],
    apply: |org| {
        if let Some(second) = org.world.standard.iter().rposition(|given| given.role == "SUPER_ADMIN" && is_cast(given.holder)) {
            org.world.standard.remove(second);
        }
    },
};

/// Whether somebody belongs to the people of every org, not to a flaw.
fn is_cast(holder: Holder) -> bool {
    matches!(holder, Holder::User(user) if user > OWN && user < EXTRA)
}

pub(super) static PRIVILEGED_COUNT: Flaw = Flaw {
    id: "admin.privileged-count",
    what: "26 more people may reset passwords",
    also: &[],
    apply: |org| {
        for place in 0..26 {
            let user = org.staff(FIRST_NAMES[place], LAST_NAMES[(place * 3 + 1) % 20 + 10], "Service desk");
            org.world.users.person_mut(user).local = format!("desk.{place}");
            org.grant(user, "HELP_DESK_ADMIN");
        }
    },
};

/// Six people are too many for the role of organization administrator. Five of them administer already, one of these
/// a new super administrator, so that the number of administrators stays below its own threshold.
pub(super) static ROLE_VIA_LARGE_GROUP: Flaw = Flaw {
    id: "admin.role-via-large-group",
    what: "a group of six gives its members the Organization Administrator role",
    also: &[],
    apply: |org| {
        let first = org.staff("Rasmus", "Holt", "Platform engineer");
        org.grant(first, "SUPER_ADMIN");
        let mut members = vec![first, org.staff("Selma", "Araya", "Platform engineer")];
        let others = org.world.standard.iter().filter(|given| is_cast(given.holder) && given.role != "READ_ONLY_ADMIN");
        members.extend(others.filter_map(|given| if let Holder::User(user) = given.holder { Some(user) } else { None }).take(4));
        let number = org.number();
        org.world.groups.extras.push(NamedGroup { number, name: "Platform operators", description: "Run the platform", members });
        let created = org.world.now.days_ago(100);
        org.world.standard.push(Standard { number, holder: Holder::Group(number), role: "ORG_ADMIN".to_owned(), created });
    },
};

pub(super) static INACTIVE: Flaw = Flaw {
    id: "admin.inactive",
    what: "an administrator last signed in 120 days ago",
    also: &[],
    apply: |org| {
        let user = org.staff("Gerd", "Falk", "Support engineer");
        let last = org.world.now.days_ago(120);
        org.world.users.person_mut(user).last_login = Some(last);
        org.grant(user, "HELP_DESK_ADMIN");
    },
};

pub(super) static NEVER_SIGNED_IN: Flaw = Flaw {
    id: "admin.never-signed-in",
    what: "an administrator whose account is 40 days old never signed in",
    also: &[],
    apply: |org| {
        let user = org.staff("Hedda", "Grimm", "Support engineer");
        let created = org.world.now.days_ago(40);
        let person = org.world.users.person_mut(user);
        person.created = created;
        person.last_login = None;
        org.grant(user, "HELP_DESK_ADMIN");
    },
};

pub(super) static UNEXPECTED_STATUS: Flaw = Flaw {
    id: "admin.unexpected-status",
    what: "a suspended account still holds an administrator role",
    also: &[],
    apply: |org| {
        let user = org.staff("Ivar", "Quell", "Support engineer");
        let last = org.world.now.days_ago(12);
        let person = org.world.users.person_mut(user);
        person.status = Status::Suspended;
        person.last_login = Some(last);
        org.grant(user, "HELP_DESK_ADMIN");
    },
};

pub(super) static CUSTOM_ROLE_TIER0: Flaw = Flaw {
    id: "admin.custom-role-tier0",
    what: "a custom role may manage identity providers and all applications",
    also: &["admin.custom-role-broad-resource-set"],
    apply: |org| {
        let user = org.staff("Signe", "Aalto", "Integration engineer");
        let number = org.number();
        let created = org.world.now.days_ago(150);
        org.world.custom_roles.push(CustomRole {
            number,
            label: "Integration builder",
            description: "Connects applications and identity providers",
            permissions: vec!["okta.apps.read", "okta.apps.manage", "okta.identityProviders.read", "okta.identityProviders.manage"],
        });
        org.world.sets.push(ResourceSet {
            number,
            label: "Integrations",
            description: "All applications",
            resources: vec![Resource::AllApps],
        });
        org.world.members.push(Member { number, role: number, set: number, holder: Holder::User(user), created });
    },
};

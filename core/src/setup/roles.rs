//! The standard role, the custom role, the resource set, and no more than that.

use super::report::{Judging, SetupStep};
use crate::snapshot::{Coverage, CustomRole, Extent, Needs, Power, Resource, RoleAssignment, RoleKind, Snapshot};

const READ_ONLY: Judging = Judging {
    id: "read_only_role",
    title: "The standard role Read-Only Administrator",
    required: true,
    remedy: "Security › Administrators › Admins › Add administrator: choose the service account and the role Read-Only Administrator.",
};

const CUSTOM: Judging = Judging {
    id: "custom_role",
    title: "A custom role that may view API tokens and administrators",
    required: true,
    remedy: "Security › Administrators › Roles › Create new role: tick \"View API tokens\" and \"View roles, resources, and admin assignments\", \
             then assign the role to the service account.",
};

const RESOURCES: Judging = Judging {
    id: "resource_set",
    title: "A resource set with all users and all Identity and Access Management resources",
    required: true,
    remedy: "Security › Administrators › Resources › Create new resource set: add \"All users\" and \"All Identity and Access Management resources\", \
             and assign the custom role with it. Okta warns that the set includes resources not affected by the role's permissions: that is expected.",
};

const NO_MORE: Judging = Judging {
    id: "no_more_power",
    title: "No role beyond these",
    required: false,
    remedy: "Security › Administrators › Admins: take every other role from the service account, above all Super Administrator. \
             A token keeps working when its owner's roles are reduced.",
};

/// Permissions of the guide: Okta's word, and the console's.
const WANTED: [(&str, &str); 2] =
    [("okta.users.apitokens.read", "View API tokens"), ("okta.iam.read", "View roles, resources, and admin assignments")];

/// Our own roles, if Okta shows them.
fn own(seen: &Snapshot) -> Option<Vec<&RoleAssignment>> {
    seen.own.as_ref()?;
    matches!(seen.coverage(Needs::RoleAssignments), Coverage::Complete)
        .then(|| seen.role_assignments.iter().filter(|role| role.active).collect())
}

fn custom<'a>(seen: &'a Snapshot, roles: &[&'a RoleAssignment]) -> Vec<(&'a RoleAssignment, &'a CustomRole)> {
    roles
        .iter()
        .filter_map(|role| match &role.role {
            RoleKind::Custom(id) => seen.custom_roles.get(id).map(|custom| (*role, custom)),
            _ => None,
        })
        .collect()
}

fn has(custom: &CustomRole, permission: &str) -> bool {
    custom.permissions.iter().flatten().any(|known| known.label == permission)
}

pub(super) fn read_only(seen: &Snapshot) -> SetupStep {
    let Some(roles) = own(seen) else {
        return READ_ONLY.cannot_tell("Okta does not show the account's roles to it: the custom role below is missing.");
    };
    if roles.iter().any(|role| role.role == RoleKind::READ_ONLY_ADMIN) {
        return READ_ONLY.ok("The account is Read-Only Administrator.");
    }
    if roles.iter().any(|role| role.role == RoleKind::SUPER_ADMIN) {
        return READ_ONLY.missing("The account is Super Administrator instead.");
    }
    READ_ONLY.missing("The account does not have this role.")
}

pub(super) fn permissions(seen: &Snapshot) -> SetupStep {
    let Some(roles) = own(seen) else {
        let refused = matches!(seen.coverage(Needs::RoleAssignments), Coverage::Forbidden { .. });
        // Only this permission opens the account's own roles, so its absence is known.
        return if refused {
            CUSTOM.missing("Okta refuses to show administrators: \"View roles, resources, and admin assignments\" is missing or bound to no resource set.")
        } else {
            CUSTOM.cannot_tell("The account's roles could not be read.")
        };
    };
    let custom = custom(seen, &roles);
    let lacking: Vec<&str> =
        WANTED.iter().filter(|(word, _)| !custom.iter().any(|(_, role)| has(role, word))).map(|(_, name)| *name).collect();
    if lacking.is_empty() {
        return CUSTOM.ok(format!("The account has the custom role {}.", custom.first().map_or("", |(_, role)| role.label.as_str())));
    }
    if custom.is_empty() {
        return CUSTOM.missing("The account has no custom role.");
    }
    CUSTOM.missing(format!("The account's custom role lacks: {}.", lacking.join("; ")))
}

pub(super) fn resource_set(seen: &Snapshot) -> SetupStep {
    let Some(roles) = own(seen) else { return RESOURCES.cannot_tell("Okta does not show what the account's role is bound to.") };
    let custom: Vec<_> = custom(seen, &roles).into_iter().filter(|(_, role)| WANTED.iter().any(|(word, _)| has(role, word))).collect();
    if custom.is_empty() {
        return RESOURCES.missing("There is no custom role that a resource set could be bound to.");
    }
    let (mut users, mut iam, mut unread) = (false, false, false);
    for (assignment, role) in &custom {
        let set = assignment.resource_set.as_ref().and_then(|id| seen.resource_sets.get(id));
        match set.and_then(|set| set.resources.as_ref()) {
            Some(resources) => {
                users |= has(role, WANTED[0].0) && resources.iter().any(|resource| resource.extent() == Extent::AllUsers);
                iam |= has(role, WANTED[1].0) && resources.iter().any(is_all_of_iam);
            }
            None => unread = true,
        }
    }
    match (users, iam) {
        (true, true) => RESOURCES.ok("The custom role is bound to all users and all Identity and Access Management resources."),
        _ if unread => RESOURCES.cannot_tell("The resource set could not be read to its end."),
        (false, true) => RESOURCES.missing("The resource set lacks: All users."),
        (true, false) => RESOURCES.missing("The resource set lacks: All Identity and Access Management resources."),
        (false, false) => RESOURCES.missing("The resource set lacks: All users; All Identity and Access Management resources."),
    }
}

/// `orn:okta:iam:{org}:contained_resources` spans roles, resource sets and bindings; some entries have only an address.
fn is_all_of_iam(resource: &Resource) -> bool {
    let by_orn = resource.orn.as_deref().is_some_and(|orn| {
        let parts: Vec<&str> = orn.split(':').collect();
        parts.get(2) == Some(&"iam") && parts.len() <= 5
    });
    by_orn || resource.href.as_deref().is_some_and(|href| href.trim_end_matches('/').ends_with("/api/v1/iam"))
}

pub(super) fn no_more_power(seen: &Snapshot) -> SetupStep {
    let Some(roles) = own(seen) else { return NO_MORE.cannot_tell("Okta does not show the account's roles to it.") };
    let mut unclear = false;
    let more: Vec<String> = roles
        .iter()
        .filter(|role| match seen.power(&role.role) {
            Power::Reads => false,
            Power::Acts => true,
            Power::Unclear(_) => {
                unclear = true;
                false
            }
        })
        .map(|role| seen.role_name(&role.role))
        .collect();
    match (more.is_empty(), unclear) {
        (false, _) => NO_MORE.missing(format!("The account can change things: it is {}.", more.join(", "))),
        (true, true) => NO_MORE.cannot_tell("What one of the account's roles permits could not be read."),
        (true, false) => NO_MORE.ok("Everything the account may do is reading."),
    }
}

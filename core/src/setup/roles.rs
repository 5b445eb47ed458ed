//! The standard role, the custom role, the resource set, and no more than that.

use super::report::{Judging, SetupStep};
use crate::snapshot::{Coverage, CustomRole, Extent, Needs, Power, Resource, RoleAssignment, RoleKind, Snapshot};

const READ_ONLY: Judging = Judging {
    id: "read_only_role",
    title: "The standard role Read-Only Administrator",
    required: true,
    remedy: "Security › Administrators › Admins › Add administrator: choose the service account and the role Read-Only Administrator.",
    of_app: "Applications › Applications › the app › Admin roles › Edit assignments › Add assignment: choose the role Read-Only Administrator.",
};

const CUSTOM: Judging = Judging {
    id: "custom_role",
    title: "A custom role that may view API tokens and administrators",
    required: true,
    remedy: "Security › Administrators › Roles › Create new role: tick \"View API tokens\" and \"View roles, resources, and admin assignments\", \
             then assign the role to the service account.",
    of_app: "Security › Administrators › Roles › Create new role: tick \"View API tokens\" and \"View roles, resources, and admin assignments\", \
             then assign the role to the app: Applications › Applications › the app › Admin roles.",
};

const RESOURCES: Judging = Judging {
    id: "resource_set",
    title: "A resource set with all users and all Identity and Access Management resources",
    required: true,
    remedy: "Security › Administrators › Resources › Create new resource set: add \"All users\" and \"All Identity and Access Management resources\", \
             and assign the custom role with it. Okta warns that the set includes resources not affected by the role's permissions: that is expected.",
    of_app: "Security › Administrators › Resources › Create new resource set: add \"All users\" and \"All Identity and Access Management resources\", \
             and assign the custom role with it to the app. Okta warns that the set includes resources not affected by the role's permissions: that is \
             expected.",
};

const NO_MORE: Judging = Judging {
    id: "no_more_power",
    title: "No role beyond these",
    required: false,
    remedy: "Security › Administrators › Admins: take every other role from the service account, above all Super Administrator. \
             A token keeps working when its owner's roles are reduced.",
    of_app: "Applications › Applications › the app › Admin roles: take every other role from the app, above all Super Administrator.",
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
    let step = READ_ONLY.of(seen);
    let noun = step.noun;
    let Some(roles) = own(seen) else {
        // An app that is shown neither its roles nor anybody has no role at all.
        return match seen.coverage(Needs::Users) {
            users @ Coverage::Forbidden { .. } if users.missing_scope().is_none() => {
                step.missing(format!("Okta shows the {noun} neither users nor roles: it has no administrator role."))
            }
            _ if matches!(seen.coverage(Needs::RoleAssignments), Coverage::NotCollected | Coverage::Partial { .. }) => {
                step.cannot_tell(format!("The {noun}'s roles could not be read."))
            }
            _ => step.cannot_tell(format!("Okta does not show the {noun}'s roles to it: the custom role below is missing.")),
        };
    };
    if roles.iter().any(|role| role.role == RoleKind::READ_ONLY_ADMIN) {
        return step.ok(format!("The {noun} is Read-Only Administrator."));
    }
    if roles.iter().any(|role| role.role == RoleKind::SUPER_ADMIN) {
        return step.missing(format!("The {noun} is Super Administrator instead."));
    }
    step.missing(format!("The {noun} does not have this role."))
}

pub(super) fn permissions(seen: &Snapshot) -> SetupStep {
    let step = CUSTOM.of(seen);
    let noun = step.noun;
    let Some(roles) = own(seen) else {
        let roles = seen.coverage(Needs::RoleAssignments);
        if let Some(scope) = roles.missing_scope() {
            return step.cannot_tell(format!("The scope {scope}, with which roles are read, is not granted."));
        }
        let refused = matches!(roles, Coverage::Forbidden { .. });
        // Only this permission opens our own roles, so its absence is known.
        return if refused {
            step.missing("Okta refuses to show administrators: \"View roles, resources, and admin assignments\" is missing or bound to no resource set.")
        } else {
            step.cannot_tell(format!("The {noun}'s roles could not be read."))
        };
    };
    let custom = custom(seen, &roles);
    let lacking: Vec<&str> =
        WANTED.iter().filter(|(word, _)| !custom.iter().any(|(_, role)| has(role, word))).map(|(_, name)| *name).collect();
    if lacking.is_empty() {
        return step.ok(format!("The {noun} has the custom role {}.", custom.first().map_or("", |(_, role)| role.label.as_str())));
    }
    if custom.is_empty() {
        return step.missing(format!("The {noun} has no custom role."));
    }
    if custom.iter().any(|(_, role)| role.permissions.is_none()) {
        return step.cannot_tell(format!("What the {noun}'s custom role permits could not be read."));
    }
    step.missing(format!("The {noun}'s custom role lacks: {}.", lacking.join("; ")))
}

pub(super) fn resource_set(seen: &Snapshot) -> SetupStep {
    let step = RESOURCES.of(seen);
    let Some(roles) = own(seen) else { return step.cannot_tell(format!("Okta does not show what the {}'s role is bound to.", step.noun)) };
    let (custom, others): (Vec<_>, Vec<_>) =
        custom(seen, &roles).into_iter().partition(|(_, role)| WANTED.iter().any(|(word, _)| has(role, word)));
    if custom.is_empty() && others.iter().any(|(_, role)| role.permissions.is_none()) {
        return step.cannot_tell(format!("What the {}'s custom role permits could not be read.", step.noun));
    }
    if custom.is_empty() {
        return step.missing("There is no custom role that a resource set could be bound to.");
    }
    let (mut users, mut iam, mut unread) = (false, false, false);
    for (assignment, role) in &custom {
        let set = assignment.resource_set.as_ref().and_then(|id| seen.resource_sets.get(id));
        match set.and_then(|set| set.resources.as_ref()) {
            Some(resources) => {
                users |=
                    has(role, WANTED[0].0) && resources.iter().any(|entry| entry.extent() == Extent::AllUsers && !entry.has_exclusions);
                iam |= has(role, WANTED[1].0) && resources.iter().any(is_all_of_iam);
            }
            None => unread = true,
        }
    }
    match (users, iam) {
        (true, true) => step.ok("The custom role is bound to all users and all Identity and Access Management resources."),
        _ if unread => step.cannot_tell("The resource set could not be read to its end."),
        (false, true) => step.missing("The resource set lacks: All users."),
        (true, false) => step.missing("The resource set lacks: All Identity and Access Management resources."),
        (false, false) => step.missing("The resource set lacks: All users; All Identity and Access Management resources."),
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
    let step = NO_MORE.of(seen);
    let noun = step.noun;
    let Some(roles) = own(seen) else { return step.cannot_tell(format!("Okta does not show the {noun}'s roles to it.")) };
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
        (false, _) => step.missing(format!("The {noun} can change things: it is {}.", more.join(", "))),
        (true, true) => step.cannot_tell(format!("What one of the {noun}'s roles permits could not be read.")),
        (true, false) => step.ok(format!("Everything the {noun} may do is reading.")),
    }
}

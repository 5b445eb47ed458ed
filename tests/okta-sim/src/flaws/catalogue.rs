//! The lists of flaws and gaps, by name.

use std::fmt;

use super::{access, admins, setup, token_owners, tokens};
use crate::org::Extras;

/// Something wrong in an org, named as the check that finds it.
pub struct Flaw {
    /// The id of the check in the catalogue.
    pub id: &'static str,
    /// What is made wrong.
    pub what: &'static str,
    /// Checks that cannot but find something too.
    pub also: &'static [&'static str],
    pub(crate) apply: fn(&mut Extras<'_>),
}

/// Something missing or excessive in how the collector's own access was set up.
pub struct Gap {
    /// The name, beginning with `setup.`.
    pub id: &'static str,
    /// What is missing or excessive.
    pub what: &'static str,
    /// Checks that find something because of it.
    pub also: &'static [&'static str],
    pub(crate) apply: fn(&mut Extras<'_>),
}

impl Flaw {
    /// All flaws, in the order of the catalogue.
    pub const ALL: &'static [&'static Flaw] = &[
        &token_owners::SUPER_ADMIN,
        &token_owners::PRIVILEGED,
        &tokens::NO_NETWORK_ZONE,
        &tokens::ZONE_INVALID,
        &tokens::ZONE_TOO_BROAD,
        &tokens::EXCLUDE_ONLY,
        &token_owners::NOT_LIVE,
        &token_owners::HUMAN,
        &token_owners::INACTIVE,
        &token_owners::WITHOUT_ROLE,
        &tokens::STALE_ROTATION,
        &tokens::UNUSED,
        &tokens::NEVER_USED,
        &tokens::RATE_LIMIT_SHARE,
        &tokens::CONCURRENCY_SHARE,
        &token_owners::MANY_PER_OWNER,
        &token_owners::ORG_COUNT,
        &tokens::NAME_HYGIENE,
        &token_owners::AGENT_NOT_DEDICATED,
        &admins::SUPER_ADMIN_COUNT,
        &admins::SUPER_ADMIN_TOO_FEW,
        &admins::PRIVILEGED_COUNT,
        &admins::ROLE_VIA_LARGE_GROUP,
        &admins::INACTIVE,
        &admins::NEVER_SIGNED_IN,
        &admins::UNEXPECTED_STATUS,
        &admins::CUSTOM_ROLE_TIER0,
        &access::IDLE_TIMEOUT,
        &access::MAX_LIFETIME,
        &access::PERSISTENT_COOKIE,
        &access::ADMIN_CONSOLE_MFA,
        &access::PASSWORD_MIN_LENGTH,
        &access::PASSWORD_LOCKOUT,
        &access::PASSWORD_COMMON,
        &access::THREAT_INSIGHT_OFF,
        &access::ANONYMIZERS_NOT_BLOCKED,
        &setup::OWN_TOKEN_OVERPRIVILEGED,
        &setup::OWN_TOKEN_NO_ZONE,
        &setup::FORBIDDEN_ENDPOINT,
    ];

    /// The flaws that do not undo each other: all but those of too few administrators and of the collector itself.
    pub fn together() -> impl Iterator<Item = &'static Flaw> {
        Flaw::ALL.iter().copied().filter(|flaw| flaw.id != "admin.super-admin-too-few" && !flaw.id.starts_with("collect."))
    }

    /// The flaw of that id.
    pub fn find(id: &str) -> Option<&'static Flaw> {
        Flaw::ALL.iter().copied().find(|flaw| flaw.id == id)
    }
}

impl Gap {
    /// All gaps.
    pub const ALL: &'static [&'static Gap] = &[
        &setup::NO_READ_ONLY_ROLE,
        &setup::NO_CUSTOM_ROLE,
        &setup::NO_API_TOKENS_PERMISSION,
        &setup::NO_IAM_PERMISSION,
        &setup::NO_RESOURCE_SET,
        &setup::RESOURCE_SET_NARROW,
        &setup::SUPER_ADMIN,
        &setup::NO_ZONE,
        &setup::ZONE_OTHER,
        &setup::ZONE_WIDE,
        &setup::SHARE_100,
        &setup::SHARE_10,
        &setup::PERSON,
        &setup::TWO_TOKENS,
    ];

    /// The gap of that name.
    pub fn find(id: &str) -> Option<&'static Gap> {
        Gap::ALL.iter().copied().find(|gap| gap.id == id)
    }
}

impl fmt::Debug for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl fmt::Debug for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::org::roles::Line;
    use crate::org::status::Status;
    use crate::spec::OrgSpec;
    use crate::stamp::Stamp;
    use crate::state::OrgState;

    /// At most three super administrators, at most 25 tokens, at most two of a hundred who may change something.
    #[test]
    fn a_single_flaw_does_not_cross_the_thresholds_of_others() {
        for (flaw, users) in Flaw::ALL.iter().flat_map(|flaw| [200, 210, 250, 1_000].map(|users| (flaw, users))) {
            let counting = ["admin.super-admin-count", "admin.privileged-count", "token.org-count"].contains(&flaw.id);
            let org = OrgState::new(OrgSpec::new("acme").users(users).flaw(flaw.id), [203, 0, 113, 10].into(), Stamp(1_800_000_000));
            let world = org.world();
            let supers = world.admins().into_iter().filter(|user| world.has_role(*user, "SUPER_ADMIN")).count();
            let reads =
                |line: &Line<'_>| matches!(line, Line::Standard(given) if given.role == "READ_ONLY_ADMIN" || given.role == "REPORT_ADMIN");
            let writers = world
                .admins()
                .into_iter()
                .filter(|user| !world.has_role(*user, "SUPER_ADMIN") && !world.lines_of_user(*user).iter().all(reads));
            // The collector's custom role only reads, too.
            let writers = writers.filter(|user| *user != world.owner()).count();
            let live = [Status::Active, Status::PasswordExpired, Status::Recovery, Status::LockedOut];
            let live = world.users.from(None).filter(|user| live.contains(&world.users.status(*user))).count();
            assert!(
                counting || (supers <= 3 && world.tokens.len() <= 25 && writers * 50 <= live),
                "{flaw:?}: {supers} {writers} of {live}"
            );
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        let names: BTreeSet<&str> = Flaw::ALL.iter().map(|flaw| flaw.id).chain(Gap::ALL.iter().map(|gap| gap.id)).collect();
        assert_eq!(names.len(), Flaw::ALL.len() + Gap::ALL.len());
        assert!(Gap::ALL.iter().all(|gap| gap.id.starts_with("setup.")));
    }
}

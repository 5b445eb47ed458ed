//! What a role lets its holder do: look, or act.

use super::{Coverage, Holders, Needs, OwnIdentity, Reason, RoleKind, Snapshot};

/// What a role, or all roles of somebody, amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Power {
    /// Looking only.
    Reads,
    /// Changing something, or reading secrets.
    Acts,
    /// It could not be told.
    Unclear(Reason),
}

impl Snapshot {
    /// What a role lets its holder do.
    pub fn power(&self, role: &RoleKind) -> Power {
        match role {
            RoleKind::Standard(_) if role.is_standard_reader() => Power::Reads,
            RoleKind::Standard(_) => Power::Acts,
            RoleKind::Other(kind) => Power::Unclear(Reason::unsupported(format!("the kind of role {kind} is not known"))),
            RoleKind::Custom(id) => match self.custom_roles.get(id).and_then(|custom| custom.permissions.as_ref()) {
                Some(permissions) if permissions.iter().all(super::Permission::only_looks) => Power::Reads,
                Some(_) => Power::Acts,
                None => Power::Unclear(self.unread_role(role)),
            },
        }
    }

    /// Why a custom role's permissions are not known.
    pub(super) fn unread_role(&self, role: &RoleKind) -> Reason {
        match self.coverage(Needs::Iam) {
            Coverage::Complete | Coverage::FeatureOff { .. } => {
                Reason::partial(format!("the permissions of the role {} were not read", self.role_name(role)))
            }
            other => other.reason(Needs::Iam).unwrap_or_else(|| Reason::partial("custom roles were not read")),
        }
    }

    /// A role's name for people.
    pub fn role_name(&self, role: &RoleKind) -> String {
        match role {
            RoleKind::Custom(id) => self.custom_roles.get(id).map_or_else(|| id.clone(), |custom| custom.label.clone()),
            other => other.standard_name().unwrap_or(other.key()).to_owned(),
        }
    }

    /// What all roles of a user amount to; looking only, for one who holds none. Unclear when no known role acts but an unknown one might.
    pub fn power_of(&self, holders: &Holders<'_>, user: &str) -> Power {
        let unsure = holders.unsure_of(|role| self.power(role) != Power::Reads);
        self.power_of_all(holders.of(user).iter().map(|held| held.role), unsure)
    }

    /// What our own credential may do, and the names of the roles through which it can do more than read.
    pub fn own_power(&self, own: &OwnIdentity) -> (Power, Vec<String>) {
        let holders = self.holders();
        let (roles, power) = match own {
            OwnIdentity::User { id, .. } => (holders.of(id).iter().map(|held| held.role).collect::<Vec<_>>(), self.power_of(&holders, id)),
            OwnIdentity::Client { .. } => {
                let holder = own.holder();
                let held = self.role_assignments.iter().filter(|given| given.active && given.holder == holder);
                let roles: Vec<&RoleKind> = held.map(|given| &given.role).collect();
                let power = self.power_of_all(roles.iter().copied(), None);
                (roles, power)
            }
        };
        (power, roles.into_iter().filter(|role| self.power(role) == Power::Acts).map(|role| self.role_name(role)).collect())
    }

    fn power_of_all<'a>(&self, roles: impl Iterator<Item = &'a RoleKind>, unsure: Option<Reason>) -> Power {
        let mut all = Power::Reads;
        for role in roles {
            match self.power(role) {
                Power::Acts => return Power::Acts,
                Power::Unclear(reason) => all = Power::Unclear(reason),
                Power::Reads => {}
            }
        }
        match (all, unsure) {
            (Power::Reads, Some(reason)) => Power::Unclear(reason),
            (all, _) => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::snapshot::{CustomRole, Group, Holder, RoleAssignment};

    #[test]
    fn our_own_custom_role_only_reads() {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.add_custom_role(CustomRole::new("cr01", "Oktually", ["okta.users.apitokens.read", "okta.iam.read"]));
        snapshot.add_custom_role(CustomRole::new("cr02", "Helpers", ["okta.users.read", "okta.users.credentials.resetPassword"]));
        assert_eq!(snapshot.power(&RoleKind::Custom("cr01".into())), Power::Reads);
        assert_eq!(snapshot.power(&RoleKind::Custom("cr02".into())), Power::Acts);
        assert_eq!(snapshot.power(&RoleKind::READ_ONLY_ADMIN), Power::Reads);
        assert_eq!(snapshot.power(&RoleKind::read("HELP_DESK_ADMIN", None)), Power::Acts);
    }

    #[test]
    fn what_was_not_read_is_unclear_and_never_harmless() {
        let snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        assert!(matches!(snapshot.power(&RoleKind::Custom("cr01".into())), Power::Unclear(_)));
        assert!(matches!(snapshot.power(&RoleKind::Other("MOON_ADMIN".into())), Power::Unclear(_)));
    }

    #[test]
    fn a_reader_may_still_be_more_through_an_unlisted_group() {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User("00u1".into()), RoleKind::READ_ONLY_ADMIN));
        assert_eq!(snapshot.power_of(&snapshot.holders(), "00u1"), Power::Reads);
        assert_eq!(snapshot.power_of(&snapshot.holders(), "00u2"), Power::Reads);
        snapshot.add_group(Group { members: None, member_count: Some(9), ..Group::new("00g1", "Ops", []) });
        snapshot.role_assignments.push(RoleAssignment::new(Holder::Group("00g1".into()), RoleKind::ORG_ADMIN));
        assert!(matches!(snapshot.power_of(&snapshot.holders(), "00u1"), Power::Unclear(_)));
    }
}

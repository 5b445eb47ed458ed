//! Whether the list of API tokens shows them all.

use super::{CustomRole, Extent, Holder, Needs, OwnIdentity, RoleKind, Snapshot};

/// The permission with which API tokens are seen.
const VIEW_TOKENS: &str = "okta.users.apitokens.read";

impl Snapshot {
    /// Why the list of API tokens may lack some. Okta shows a super administrator all of them; an administrator with a custom role only those
    /// of the users in its resource set, without a word about the rest; and others none but their own. None when all are shown.
    pub fn tokens_hidden(&self) -> Option<String> {
        if self.own.is_none() {
            return Some("whose API tokens Okta shows us is not known, because our own account was not read".to_owned());
        }
        if self.coverage(Needs::RoleAssignments).reason(Needs::RoleAssignments).is_some() {
            return Some("whose API tokens Okta shows us is not known, because our own roles were not read".to_owned());
        }
        let holder = match self.own.as_ref()? {
            OwnIdentity::User { id, .. } => Holder::User(id.clone()),
            own @ OwnIdentity::Client { .. } => own.holder(),
        };
        let mut ours = self.role_assignments.iter().filter(|given| given.active && given.holder == holder);
        let sees_all = ours.any(|given| match &given.role {
            RoleKind::Custom(id) => {
                self.custom_roles.get(id).is_some_and(may_view)
                    && given.resource_set.as_deref().is_some_and(|set| self.spans_all_users(set))
            }
            role => *role == RoleKind::SUPER_ADMIN,
        });
        (!sees_all).then(|| {
            "Okta shows us the API tokens of the users in our role's resource set, which is not known to span all users".to_owned()
        })
    }

    fn spans_all_users(&self, set: &str) -> bool {
        let resources = self.resource_sets.get(set).and_then(|set| set.resources.as_ref());
        resources.is_some_and(|resources| resources.iter().any(|entry| entry.extent() == Extent::AllUsers && !entry.has_exclusions))
    }
}

fn may_view(role: &CustomRole) -> bool {
    role.permissions.iter().flatten().any(|permission| permission.label == VIEW_TOKENS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Coverage, Resource, ResourceSet, RoleAssignment, sample};

    /// Our account with a custom role over one resource.
    fn over(resource: Resource) -> Snapshot {
        let mut snapshot = sample::healthy();
        let ours = snapshot.own.as_ref().and_then(OwnIdentity::user).expect("the sample's token acts as a user").to_owned();
        snapshot.role_assignments.retain(|given| given.holder != Holder::User(ours.clone()));
        snapshot.add_custom_role(CustomRole::new("cr0Ours", "Oktually", [VIEW_TOKENS]));
        snapshot.add_resource_set(ResourceSet { id: "iamOurs".into(), label: "Oktually".into(), resources: Some(vec![resource]) });
        let mut given = RoleAssignment::new(Holder::User(ours), RoleKind::Custom("cr0Ours".into()));
        given.resource_set = Some("iamOurs".into());
        snapshot.role_assignments.push(given);
        snapshot
    }

    #[test]
    fn all_tokens_are_seen_with_a_role_over_all_users_and_by_a_super_administrator() {
        assert_eq!(over(Resource::named("orn:okta:directory:00oAcme:users")).tokens_hidden(), None);
        let mut snapshot = over(Resource::named("orn:okta:directory:00oAcme:groups:00gSome"));
        assert!(snapshot.tokens_hidden().is_some());
        snapshot.role_assignments.last_mut().unwrap().role = RoleKind::SUPER_ADMIN;
        assert_eq!(snapshot.tokens_hidden(), None);
    }

    #[test]
    fn tokens_may_be_hidden_where_some_users_are_left_out_and_where_our_roles_are_not_known() {
        let all_but = Resource { has_exclusions: true, ..Resource::named("orn:okta:directory:00oAcme:users") };
        assert!(over(all_but).tokens_hidden().is_some());
        let all = || over(Resource::named("orn:okta:directory:00oAcme:users"));
        let mut unread = all();
        unread.resource_sets.get_mut("iamOurs").unwrap().resources = None;
        assert!(unread.tokens_hidden().is_some());
        let mut unread = all();
        unread.coverage.insert(Needs::RoleAssignments, Coverage::NotCollected);
        assert!(unread.tokens_hidden().is_some());
        let mut unread = all();
        unread.own = None;
        assert!(unread.tokens_hidden().is_some());
    }
}

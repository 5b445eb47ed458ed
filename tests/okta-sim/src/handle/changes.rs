//! What happens to a running org: people join and leave, roles are given, tokens renewed; the log tells of each.

use super::Org;
use crate::log::{Happening, KEPT};
use crate::org::roles::{Holder, LABELS};
use crate::permissions::Caller;

impl Org {
    /// Deactivates the collector's account, and its token with it.
    pub fn deactivate_owner(&self) {
        self.0.change(|_, changes| changes.owner_deactivated = true);
    }

    /// Revokes the collector's token and makes another, which it gives.
    pub fn rotate_token(&self) -> String {
        self.0.change(|_, changes| changes.rotated += 1);
        self.0.set_revoked(false);
        self.0.renew_token();
        self.happens(Happening::TokenMade);
        self.token()
    }

    /// Puts another org behind the host: all ids change, the token goes on to work. What happened to the former is in no log any more.
    pub fn replace(&self) {
        self.0.happened.clear();
        self.0.change(|_, changes| changes.replaced += 1);
    }

    /// Lets people join; they come after the ordinary users there were.
    pub fn add_users(&self, count: u64) {
        let first = self.0.world().users.ordinary;
        self.0.change(|_, changes| changes.joined += count);
        // The log keeps no more of them anyway.
        (first + count.saturating_sub(KEPT as u64)..first + count).for_each(|number| self.happens(Happening::Joined(number)));
    }

    /// Deletes ordinary user `number`.
    pub fn remove_user(&self, number: u64) {
        if self.0.world().users.exists(number) {
            self.happens(Happening::Removed(number));
            self.0.change(|_, changes| {
                changes.removed.insert(number);
            });
        }
    }

    /// Deactivates ordinary user `number`.
    pub fn deactivate_user(&self, number: u64) {
        self.happens(Happening::Left(number));
        self.0.change(|_, changes| {
            changes.left.insert(number);
        });
    }

    /// Gives ordinary user `number` a standard role, such as `HELP_DESK_ADMIN`.
    ///
    /// # Panics
    /// If Okta has no such role.
    #[track_caller]
    pub fn grant(&self, number: u64, role: &str) {
        assert!(LABELS.iter().any(|(name, _)| *name == role), "there is no standard role {role:?}");
        self.0.change(|_, changes| changes.granted.push((number, role.to_owned())));
        self.happens(Happening::Granted(number, role.to_owned()));
    }

    /// Has the log tell what an administrator did.
    pub(super) fn happens(&self, what: Happening) {
        let world = self.0.world();
        let by = world.standard.iter().find_map(|given| match given.holder {
            Holder::User(user) if given.role == "SUPER_ADMIN" => Some(Caller::User(user)),
            _ => None,
        });
        self.0.happened.note(by.unwrap_or(Caller::Nobody), what, self.0.spec().skew_seconds);
    }
}

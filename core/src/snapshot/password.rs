//! The settings of password policies.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::session::integer;
use super::{Person, Policy, PolicyType, Snapshot};

/// The settings of a password policy; each is absent when Okta did not give it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordSettings {
    /// Fewest characters.
    pub min_length: Option<i64>,
    /// Whether common passwords are refused.
    pub refuses_common: Option<bool>,
    /// After how many wrong passwords an account is locked; 0 means never.
    pub max_attempts: Option<i64>,
}

impl PasswordSettings {
    /// Reads the `settings` of a policy of type `PASSWORD`. Where Okta gives the rules of complexity but no dictionary, common passwords are
    /// not refused.
    pub fn read(settings: &Value) -> Self {
        let complexity = settings.pointer("/password/complexity").filter(|complexity| complexity.is_object());
        Self {
            min_length: integer(complexity.and_then(|complexity| complexity.get("minLength"))),
            refuses_common: complexity
                .map(|complexity| complexity.pointer("/dictionary/common/exclude").and_then(Value::as_bool).unwrap_or(false)),
            max_attempts: integer(settings.pointer("/password/lockout/maxAttempts")),
        }
    }
}

impl Policy {
    /// Whether a password policy governs passwords kept in a directory: there the directory's own rules of complexity count.
    pub fn is_for_directory(&self) -> bool {
        matches!(self.conditions.provider.as_deref(), Some("ACTIVE_DIRECTORY" | "LDAP"))
    }
}

impl Snapshot {
    /// Whether a password policy governs this person: the first active one that applies does. Nothing when that rests on memberships that
    /// were not read.
    pub fn password_policy_governs(&self, policy: &Policy, person: &Person) -> Option<bool> {
        let mut unsure = false;
        for candidate in self.active_policies(PolicyType::Password) {
            match (candidate.conditions.apply_to(person, self), candidate.id == policy.id) {
                (Some(true), true) => return (!unsure).then_some(true),
                (Some(true), false) => return Some(false),
                (Some(false), true) => return Some(false),
                (Some(false), false) => {}
                (None, true) => return None,
                (None, false) => unsure = true,
            }
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;
    use crate::snapshot::{Conditions, Group};

    #[test]
    fn settings_are_read_as_okta_gives_them() {
        let settings = json!({"password": {"complexity": {"minLength": 8, "dictionary": {"common": {"exclude": true}}}, "lockout": {"maxAttempts": 0}}});
        assert_eq!(
            PasswordSettings::read(&settings),
            PasswordSettings { min_length: Some(8), refuses_common: Some(true), max_attempts: Some(0) }
        );
        assert_eq!(PasswordSettings::read(&json!({"password": {"complexity": {}}})).refuses_common, Some(false));
        assert_eq!(PasswordSettings::read(&json!(null)), PasswordSettings::default());
    }

    #[test]
    fn the_first_policy_that_applies_governs() {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.add_group(Group::new("00g1", "Admins", ["00u1"]));
        let group_only = |id: &str| Conditions { groups_include: [id.to_owned()].into(), ..Conditions::default() };
        let for_admins = Policy { conditions: group_only("00g1"), ..Policy::new(PolicyType::Password, "00p1", "Admins") };
        let for_all = Policy { priority: Some(2), ..Policy::new(PolicyType::Password, "00p2", "Default") };
        snapshot.policies = vec![for_all.clone(), for_admins.clone()];
        let (admin, other) = (Person::new("00u1", "a@example.com"), Person::new("00u2", "b@example.com"));
        assert_eq!(snapshot.password_policy_governs(&for_admins, &admin), Some(true));
        assert_eq!(snapshot.password_policy_governs(&for_all, &admin), Some(false));
        assert_eq!(snapshot.password_policy_governs(&for_all, &other), Some(true));
        snapshot.groups.clear();
        assert_eq!(snapshot.password_policy_governs(&for_all, &admin), None);
        assert_eq!(snapshot.password_policy_governs(&for_admins, &admin), None);
    }
}

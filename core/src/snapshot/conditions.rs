//! The conditions of policies and rules.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Network, Person, Snapshot};

/// To whom and when a policy or rule applies. Empty, it applies to everybody, always.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conditions {
    /// Users named one by one.
    pub users_include: BTreeSet<String>,
    /// Users taken out.
    pub users_exclude: BTreeSet<String>,
    /// Groups whose members it applies to.
    pub groups_include: BTreeSet<String>,
    /// Groups whose members are taken out.
    pub groups_exclude: BTreeSet<String>,
    /// From where; absent means from anywhere.
    pub network: Option<Network>,
    /// The credential's keeper, in password policies: `OKTA`, `ACTIVE_DIRECTORY`, `LDAP`.
    pub provider: Option<String>,
    /// Every other condition that says something (device, risk, platform, expression, user type, …), as Okta gives it.
    pub others: BTreeMap<String, Value>,
}

impl Conditions {
    /// Reads the `conditions` of one of Okta's policies or rules; `null` and what is not an object apply always.
    pub fn read(conditions: &Value) -> Self {
        let mut read = Self {
            users_include: words(conditions, "/people/users/include"),
            users_exclude: words(conditions, "/people/users/exclude"),
            groups_include: words(conditions, "/people/groups/include"),
            groups_exclude: words(conditions, "/people/groups/exclude"),
            network: conditions.get("network").filter(|network| network.is_object()).map(|network| Network {
                connection: network.get("connection").and_then(Value::as_str).map(str::to_owned),
                include: words(network, "/include").into_iter().collect(),
                exclude: words(network, "/exclude").into_iter().collect(),
            }),
            provider: conditions.pointer("/authProvider/provider").and_then(Value::as_str).map(str::to_owned),
            others: BTreeMap::new(),
        };
        for (name, value) in conditions.as_object().into_iter().flatten() {
            if !matches!(name.as_str(), "people" | "network" | "authProvider") && !says_nothing(value) {
                read.others.insert(name.clone(), value.clone());
            }
        }
        read
    }

    /// Whether it applies to everybody who is not taken out.
    fn includes_all(&self, everyone: &BTreeSet<&str>) -> bool {
        let none_named = self.users_include.is_empty() && self.groups_include.is_empty();
        none_named || self.groups_include.iter().any(|group| everyone.contains(group.as_str()))
    }

    /// Whether it applies whenever the other one does.
    pub(super) fn cover(&self, other: &Self, everyone: &BTreeSet<&str>) -> bool {
        let included = self.includes_all(everyone)
            || (!other.includes_all(everyone)
                && other.users_include.is_subset(&self.users_include)
                && other.groups_include.is_subset(&self.groups_include));
        let excluded = self.users_exclude.is_subset(&other.users_exclude) && self.groups_exclude.is_subset(&other.groups_exclude);
        let anywhere = Network::anywhere();
        let network = self.network.as_ref().is_none_or(|mine| mine.covers(other.network.as_ref().unwrap_or(&anywhere)));
        let provider = self.provider.is_none() || self.provider == other.provider;
        let others = self.others.iter().all(|(name, value)| other.others.get(name) == Some(value));
        included && excluded && network && provider && others
    }

    /// Whether it applies to this person; nothing when that rests on memberships that were not read.
    pub fn apply_to(&self, person: &Person, snapshot: &Snapshot) -> Option<bool> {
        let mut unsure = false;
        let mut is_in = |groups: &BTreeSet<String>| {
            let answers: Vec<Option<bool>> =
                groups.iter().map(|id| snapshot.groups.get(id).and_then(|group| group.has(&person.id))).collect();
            let found = answers.contains(&Some(true));
            unsure |= !found && answers.contains(&None);
            found
        };
        if self.users_exclude.contains(&person.id) || is_in(&self.groups_exclude) {
            return Some(false);
        }
        if let (Some(wanted), Some(has)) = (&self.provider, &person.provider)
            && !wanted.eq_ignore_ascii_case(has)
            && !wanted.eq_ignore_ascii_case("ANY")
        {
            return Some(false);
        }
        let none_named = self.users_include.is_empty() && self.groups_include.is_empty();
        let included = none_named || self.users_include.contains(&person.id) || is_in(&self.groups_include);
        (!unsure).then_some(included)
    }
}

fn words(value: &Value, pointer: &str) -> BTreeSet<String> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether a condition leaves everything open: unset, empty, or `ANY` all the way down.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text == "ANY",
        Value::Array(values) => values.iter().all(says_nothing),
        Value::Object(fields) => fields.values().all(says_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;
    use crate::snapshot::{Group, GroupKind};

    fn cover(first: Value, second: Value) -> bool {
        Conditions::read(&first).cover(&Conditions::read(&second), &["00gEveryone"].into())
    }

    #[test]
    fn null_and_any_apply_always() {
        assert_eq!(Conditions::read(&Value::Null), Conditions::default());
        let open = json!({"authContext": {"authType": "ANY"}, "risk": {"behaviors": []}, "platform": {"include": [{"type": "ANY", "os": {"type": "ANY"}}]}, "elCondition": null});
        assert_eq!(Conditions::read(&open), Conditions::default());
    }

    #[test]
    fn wider_conditions_cover_narrower_ones() {
        assert!(cover(json!(null), json!({"riskScore": {"level": "LOW"}})));
        assert!(!cover(json!({"riskScore": {"level": "LOW"}}), json!(null)));
        assert!(cover(
            json!({"riskScore": {"level": "LOW"}}),
            json!({"riskScore": {"level": "LOW"}, "network": {"connection": "ZONE", "include": ["nzo1"]}})
        ));
        assert!(cover(json!({"people": {"groups": {"include": ["00g1", "00g2"]}}}), json!({"people": {"groups": {"include": ["00g1"]}}})));
        assert!(!cover(json!({"people": {"groups": {"include": ["00g1"]}}}), json!(null)));
        assert!(!cover(json!({"people": {"users": {"exclude": ["00u1"]}}}), json!(null)));
        assert!(cover(json!({"people": {"users": {"exclude": ["00u1"]}}}), json!({"people": {"users": {"exclude": ["00u1", "00u2"]}}})));
        assert!(!cover(json!({"network": {"connection": "ZONE", "include": ["nzo1"]}}), json!(null)));
    }

    #[test]
    fn the_group_of_everyone_is_everybody() {
        assert!(cover(json!({"people": {"groups": {"include": ["00gEveryone"]}}}), json!(null)));
        assert!(cover(json!(null), json!({"people": {"groups": {"include": ["00gEveryone"]}}})));
        assert!(!cover(json!({"people": {"groups": {"include": ["00g1"]}}}), json!({"people": {"groups": {"include": ["00gEveryone"]}}})));
    }

    #[test]
    fn whom_it_applies_to_follows_from_memberships_that_were_read() {
        let mut snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        snapshot.add_group(Group::new("00g1", "Admins", ["00u1"]));
        snapshot.add_group(Group { kind: GroupKind::BuiltIn, ..Group::new("00gE", "Everyone", []) });
        let apply = |conditions: Value, user: &str| Conditions::read(&conditions).apply_to(&Person::new(user, "x@example.com"), &snapshot);
        let include = |group: &str| json!({"people": {"groups": {"include": [group]}}});
        assert_eq!(apply(json!(null), "00u1"), Some(true));
        assert_eq!(apply(include("00g1"), "00u1"), Some(true));
        assert_eq!(apply(include("00g1"), "00u2"), Some(false));
        assert_eq!(apply(include("00gE"), "00u2"), Some(true));
        assert_eq!(apply(include("00g9"), "00u2"), None);
        assert_eq!(apply(json!({"people": {"groups": {"exclude": ["00g1"]}}}), "00u1"), Some(false));
        assert_eq!(apply(json!({"people": {"groups": {"exclude": ["00g9"]}}}), "00u1"), None);
    }

    #[test]
    fn a_policy_for_another_keeper_of_credentials_does_not_apply() {
        let snapshot = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
        let conditions = Conditions::read(&json!({"authProvider": {"provider": "OKTA"}}));
        let mut person = Person::new("00u1", "x@example.com");
        assert_eq!(conditions.apply_to(&person, &snapshot), Some(true));
        person.provider = Some("LDAP".into());
        assert_eq!(conditions.apply_to(&person, &snapshot), Some(false));
    }
}

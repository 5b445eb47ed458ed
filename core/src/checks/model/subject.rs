//! What a finding is about.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::snapshot::{ApiToken, CustomRole, Group, Needs, Person, Policy, Rule, Snapshot};

/// What a finding is about. Its identity is its kind and Okta's id; the name is for people and may change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Okta's id, or a path for an endpoint.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
}

impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.id == other.id
    }
}

impl Eq for Subject {}

/// The kinds of things that findings are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// The org as a whole.
    Org,
    /// A user.
    User,
    /// A group.
    Group,
    /// An API token.
    ApiToken,
    /// A policy.
    Policy,
    /// A rule of a policy, by the rule's own id.
    PolicyRule,
    /// A network zone.
    Zone,
    /// A custom role.
    Role,
    /// A resource set.
    ResourceSet,
    /// An application.
    Application,
    /// An endpoint of Okta's API, by its path.
    Endpoint,
    /// An address, of events.
    Address,
    /// A session, of events.
    Session,
    /// A device, of events.
    Device,
    /// An OAuth client, of events.
    Client,
    /// An identity provider, of events.
    Idp,
}

const KINDS: [(SubjectKind, &str); 16] = [
    (SubjectKind::Org, "org"),
    (SubjectKind::User, "user"),
    (SubjectKind::Group, "group"),
    (SubjectKind::ApiToken, "api_token"),
    (SubjectKind::Policy, "policy"),
    (SubjectKind::PolicyRule, "policy_rule"),
    (SubjectKind::Zone, "zone"),
    (SubjectKind::Role, "role"),
    (SubjectKind::ResourceSet, "resource_set"),
    (SubjectKind::Application, "application"),
    (SubjectKind::Endpoint, "endpoint"),
    (SubjectKind::Address, "address"),
    (SubjectKind::Session, "session"),
    (SubjectKind::Device, "device"),
    (SubjectKind::Client, "client"),
    (SubjectKind::Idp, "idp"),
];

impl SubjectKind {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.0)
    }

    /// The word by which it is written.
    pub fn word(self) -> &'static str {
        KINDS.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// Whether this is the kind of thing that the list holds.
    pub(super) fn is_from(self, list: Needs) -> bool {
        matches!(
            (self, list),
            (Self::User, Needs::Users)
                | (Self::Group, Needs::Groups)
                | (Self::ApiToken, Needs::ApiTokens)
                | (Self::Policy | Self::PolicyRule, Needs::Policies(_))
                | (Self::Zone, Needs::Zones)
                | (Self::Role | Self::ResourceSet, Needs::Iam)
                | (Self::Application, Needs::Apps)
        )
    }
}

impl fmt::Display for SubjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for SubjectKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        KINDS.iter().find(|row| row.1 == text).map(|row| row.0).ok_or_else(|| format!("{text:?} is no kind of subject"))
    }
}

impl Subject {
    /// A subject by kind, id and name.
    pub fn new(kind: SubjectKind, id: &str, name: Option<&str>) -> Self {
        Self { kind, id: id.into(), name: name.filter(|name| !name.is_empty()).map(str::to_owned) }
    }

    /// The org.
    pub fn org(snapshot: &Snapshot) -> Self {
        Self::new(SubjectKind::Org, &snapshot.org.id, Some(&snapshot.org.name))
    }

    /// A user who may be absent from the snapshot.
    pub fn user(snapshot: &Snapshot, id: &str) -> Self {
        Self::new(SubjectKind::User, id, snapshot.people.get(id).map(|person| person.login.as_str()))
    }

    /// A group that may be absent from the snapshot.
    pub fn group(snapshot: &Snapshot, id: &str) -> Self {
        Self::new(SubjectKind::Group, id, snapshot.groups.get(id).map(|group| group.name.as_str()))
    }

    /// An endpoint by its path.
    pub fn endpoint(path: &str) -> Self {
        Self::new(SubjectKind::Endpoint, path, None)
    }
}

impl From<&ApiToken> for Subject {
    fn from(token: &ApiToken) -> Self {
        Self::new(SubjectKind::ApiToken, &token.id, Some(&token.name))
    }
}

impl From<&Person> for Subject {
    fn from(person: &Person) -> Self {
        Self::new(SubjectKind::User, &person.id, Some(&person.login))
    }
}

impl From<&Group> for Subject {
    fn from(group: &Group) -> Self {
        Self::new(SubjectKind::Group, &group.id, Some(&group.name))
    }
}

impl From<&Policy> for Subject {
    fn from(policy: &Policy) -> Self {
        Self::new(SubjectKind::Policy, &policy.id, Some(&policy.name))
    }
}

impl From<&CustomRole> for Subject {
    fn from(role: &CustomRole) -> Self {
        Self::new(SubjectKind::Role, &role.id, Some(&role.label))
    }
}

impl From<(&Policy, &Rule)> for Subject {
    fn from((policy, rule): (&Policy, &Rule)) -> Self {
        Self::new(SubjectKind::PolicyRule, &rule.id, Some(&format!("{} › {}", policy.name, rule.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_its_word() {
        for (kind, word) in KINDS {
            assert_eq!(kind.to_string(), word);
            assert_eq!(word.parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
    }

    #[test]
    fn a_renamed_thing_is_the_same_subject() {
        assert_eq!(Subject::new(SubjectKind::User, "00u1", Some("a")), Subject::new(SubjectKind::User, "00u1", None));
        assert_ne!(Subject::new(SubjectKind::User, "00u1", None), Subject::new(SubjectKind::Group, "00u1", None));
    }
}

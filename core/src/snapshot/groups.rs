//! Groups of interest: those that hold a role or are named in a policy.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A group as checks see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Okta's id, `00g…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who keeps it.
    pub kind: GroupKind,
    /// How many members it has, when that was read.
    #[serde(default)]
    pub member_count: Option<u64>,
    /// Its members' ids; nothing when they were not listed to the end.
    #[serde(default)]
    pub members: Option<BTreeSet<String>>,
}

/// Who keeps a group, by Okta's `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GroupKind {
    /// Kept in Okta.
    OktaGroup,
    /// Mastered by an application.
    AppGroup,
    /// Made by Okta: Everyone, and Okta Administrators.
    BuiltIn,
    /// A type that is not known.
    #[serde(other)]
    Other,
}

impl Group {
    /// A group kept in Okta with these members.
    pub fn new<const N: usize>(id: &str, name: &str, members: [&str; N]) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind: GroupKind::OktaGroup,
            member_count: Some(N as u64),
            members: Some(members.map(str::to_owned).into()),
        }
    }

    /// Whether it is the group that every user is in: built in, and not the other built-in group.
    pub fn is_everyone(&self) -> bool {
        self.kind == GroupKind::BuiltIn && self.name != "Okta Administrators"
    }

    /// Whether the user is a member; nothing when the members were not listed.
    pub fn has(&self, user: &str) -> Option<bool> {
        if self.is_everyone() {
            return Some(true);
        }
        match &self.members {
            Some(members) => Some(members.contains(user)),
            None => (self.member_count == Some(0)).then_some(false),
        }
    }

    /// How many members it has, from the count or else from the list.
    pub fn size(&self) -> Option<u64> {
        self.member_count.or_else(|| self.members.as_ref().map(|members| members.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_in_everyone_and_nobody_in_an_empty_group() {
        let mut group = Group::new("00g1", "Everyone", []);
        group.members = None;
        assert_eq!(group.has("00u1"), Some(false));
        group.kind = GroupKind::BuiltIn;
        assert_eq!(group.has("00u1"), Some(true));
        group.name = "Okta Administrators".into();
        group.member_count = Some(3);
        assert_eq!(group.has("00u1"), None);
        assert_eq!(group.size(), Some(3));
    }

    #[test]
    fn a_list_of_members_answers_for_each() {
        let group = Group::new("00g1", "Admins", ["00u1"]);
        assert_eq!((group.has("00u1"), group.has("00u2")), (Some(true), Some(false)));
    }
}

//! Accounts of machines, and what the tenant has told us about accounts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::Duration;

use super::{LastLogin, Person, Snapshot};

/// Words of a login that tell an account of a machine: `svc-backup@…`, `jira_service@…`.
pub const SERVICE_WORDS: &[&str] = &[
    "svc",
    "srv",
    "service",
    "services",
    "serviceaccount",
    "api",
    "integration",
    "integrations",
    "automation",
    "automated",
    "robot",
    "daemon",
    "scim",
    "sync",
    "connector",
    "terraform",
    "cicd",
    "pipeline",
    "machine",
];

/// What the tenant has told us about accounts. Each is named by login or by Okta id, compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tags {
    /// Accounts of machines.
    pub service_accounts: BTreeSet<String>,
    /// Accounts of people, however machine-like their login.
    pub people: BTreeSet<String>,
    /// Accounts kept sealed for emergencies.
    pub break_glass: BTreeSet<String>,
    /// People who may own API tokens.
    pub token_owners: BTreeSet<String>,
    /// Words of a login that tell an account of a machine.
    pub service_words: Vec<String>,
}

impl Default for Tags {
    fn default() -> Self {
        Self {
            service_accounts: BTreeSet::new(),
            people: BTreeSet::new(),
            break_glass: BTreeSet::new(),
            token_owners: BTreeSet::new(),
            service_words: SERVICE_WORDS.iter().map(|word| (*word).to_owned()).collect(),
        }
    }
}

impl Tags {
    /// Whether the person is in one of these lists.
    pub fn names(list: &BTreeSet<String>, person: &Person) -> bool {
        list.iter().any(|name| name.eq_ignore_ascii_case(&person.login) || *name == person.id)
    }

    /// Whether the account is kept for emergencies.
    pub fn is_break_glass(&self, person: &Person) -> bool {
        Self::names(&self.break_glass, person)
    }

    fn login_tells(&self, login: &str) -> bool {
        let local = login.split('@').next().unwrap_or(login).to_lowercase();
        local
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
            .any(|word| self.service_words.iter().any(|known| known.eq_ignore_ascii_case(word)))
    }
}

/// Whether an account is a machine's, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The tenant, the user type or the login says so.
    Declared,
    /// It owns a token and nobody has signed in for 90 days or ever.
    Inferred,
    /// A person's.
    No,
    /// Its last sign-in was not read, on which the answer rests.
    Unclear,
}

impl Service {
    /// Whether it counts as a machine's.
    pub fn is_service(self) -> bool {
        matches!(self, Self::Declared | Self::Inferred)
    }
}

impl Snapshot {
    /// Whether an account is a machine's.
    pub fn service(&self, person: &Person) -> Service {
        if Tags::names(&self.tags.service_accounts, person) {
            return Service::Declared;
        }
        if Tags::names(&self.tags.people, person) {
            return Service::No;
        }
        let typed = person.user_type.as_deref().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("service"));
        if typed || self.tags.login_tells(&person.login) {
            return Service::Declared;
        }
        if !self.api_tokens.iter().any(|token| token.owner == person.id) {
            return Service::No;
        }
        match person.last_login {
            LastLogin::Never => Service::Inferred,
            LastLogin::At { at } if self.taken_at - at > Duration::days(90) => Service::Inferred,
            LastLogin::At { .. } => Service::No,
            LastLogin::Unread => Service::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::ApiToken;
    use crate::snapshot::sample::{self, days_ago};

    #[test]
    fn a_login_tells_by_whole_words_only() {
        let tags = Tags::default();
        for login in ["svc-backup@example.com", "jira_service@example.com", "hr.api@example.com", "SVC01@example.com", "automation"] {
            assert!(tags.login_tells(login), "{login}");
        }
        for login in ["ada@api.example.com", "apiolaza@example.com", "servicia.lopez@example.com", "", "42@example.com"] {
            assert!(!tags.login_tells(login), "{login}");
        }
    }

    #[test]
    fn the_tenants_word_goes_before_the_login() {
        let mut snapshot = sample::healthy();
        let person = Person::new("00uX", "svc.jensen@example.com");
        assert_eq!(snapshot.service(&person), Service::Declared);
        snapshot.tags.people.insert("SVC.Jensen@example.com".into());
        assert_eq!(snapshot.service(&person), Service::No);
        snapshot.tags.service_accounts.insert("00uX".into());
        assert_eq!(snapshot.service(&person), Service::Declared);
    }

    #[test]
    fn a_token_owner_nobody_signs_in_as_is_a_machine() {
        let mut snapshot = sample::healthy();
        let mut person = Person::new("00uX", "reports@example.com");
        assert_eq!(snapshot.service(&person), Service::No);
        snapshot.api_tokens.push(ApiToken::new("00TX", "reports", "00uX"));
        assert_eq!(snapshot.service(&person), Service::Unclear);
        person.last_login = LastLogin::Never;
        assert_eq!(snapshot.service(&person), Service::Inferred);
        person.last_login = LastLogin::At { at: days_ago(91) };
        assert_eq!(snapshot.service(&person), Service::Inferred);
        person.last_login = LastLogin::At { at: days_ago(90) };
        assert_eq!(snapshot.service(&person), Service::No);
    }

    #[test]
    fn a_user_type_of_service_declares_it() {
        let mut person = Person::new("00uX", "reports@example.com");
        person.user_type = Some("Service".into());
        assert_eq!(sample::healthy().service(&person), Service::Declared);
    }
}

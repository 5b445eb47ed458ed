//! Users of interest: administrators, token owners and members of groups that hold a role.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::Factor;

/// A user as checks see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Okta's id, `00u…`.
    pub id: String,
    /// Login, an address as a rule.
    pub login: String,
    /// Name for people to read, if there is one.
    #[serde(default)]
    pub name: Option<String>,
    /// Where the account is in its life.
    pub status: UserStatus,
    /// When the account was made.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub created: Option<OffsetDateTime>,
    /// When the account was activated.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub activated: Option<OffsetDateTime>,
    /// The last sign-in.
    #[serde(default)]
    pub last_login: LastLogin,
    /// The profile's `userType`.
    #[serde(default)]
    pub user_type: Option<String>,
    /// Who keeps the credential: `OKTA`, `ACTIVE_DIRECTORY`, `LDAP`, `FEDERATION`, …
    #[serde(default)]
    pub provider: Option<String>,
    /// Enrolled factors; nothing when they were not all read.
    #[serde(default)]
    pub factors: Option<Vec<Factor>>,
}

/// Where an account is in its life, as Okta names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum UserStatus {
    /// Made, not yet activated.
    Staged,
    /// Activated, has not yet chosen a password.
    Provisioned,
    /// In use.
    Active,
    /// In the middle of a password recovery.
    Recovery,
    /// Must choose a new password.
    PasswordExpired,
    /// Locked after failed sign-ins.
    LockedOut,
    /// Suspended by an administrator.
    Suspended,
    /// Deactivated.
    Deprovisioned,
    /// A status that is not known.
    Other(String),
}

const STATUSES: [(&str, UserStatus); 8] = [
    ("STAGED", UserStatus::Staged),
    ("PROVISIONED", UserStatus::Provisioned),
    ("ACTIVE", UserStatus::Active),
    ("RECOVERY", UserStatus::Recovery),
    ("PASSWORD_EXPIRED", UserStatus::PasswordExpired),
    ("LOCKED_OUT", UserStatus::LockedOut),
    ("SUSPENDED", UserStatus::Suspended),
    ("DEPROVISIONED", UserStatus::Deprovisioned),
];

impl From<String> for UserStatus {
    fn from(text: String) -> Self {
        STATUSES.iter().find(|row| row.0 == text).map_or(Self::Other(text), |row| row.1.clone())
    }
}

impl From<UserStatus> for String {
    fn from(status: UserStatus) -> Self {
        status.to_string()
    }
}

impl std::fmt::Display for UserStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Other(text) => f.write_str(text),
            known => f.write_str(STATUSES.iter().find(|row| row.1 == *known).map_or("", |row| row.0)),
        }
    }
}

impl UserStatus {
    /// The account can be signed in to, if need be after an unlock or a new password.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Active | Self::PasswordExpired | Self::Recovery | Self::LockedOut)
    }

    /// The account was made and never taken over by its owner.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Staged | Self::Provisioned)
    }

    /// The account is switched off.
    pub fn is_off(&self) -> bool {
        matches!(self, Self::Suspended | Self::Deprovisioned)
    }
}

/// The last sign-in of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum LastLogin {
    /// Okta said when.
    At {
        /// When.
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
    },
    /// Okta said that there was none.
    Never,
    /// It could not be read: nothing follows from its absence.
    #[default]
    Unread,
}

impl Person {
    /// An active user of whom nothing else was read.
    pub fn new(id: &str, login: &str) -> Self {
        Self {
            id: id.into(),
            login: login.into(),
            name: None,
            status: UserStatus::Active,
            created: None,
            activated: None,
            last_login: LastLogin::Unread,
            user_type: None,
            provider: None,
            factors: None,
        }
    }

    /// From when an account's age counts: its activation, else its making.
    pub fn born(&self) -> Option<OffsetDateTime> {
        self.activated.or(self.created)
    }

    /// How long ago somebody last signed in; for an account never signed in to, its age. Nothing when it was not read.
    pub fn silence(&self, now: OffsetDateTime) -> Option<Duration> {
        match self.last_login {
            LastLogin::At { at } => Some(now - at),
            LastLogin::Never => self.born().map(|born| now - born),
            LastLogin::Unread => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn every_status_is_live_pending_or_off_and_an_unknown_one_is_none_of_them() {
        for (text, status) in STATUSES {
            assert_eq!(UserStatus::from(text.to_owned()), status);
            assert_eq!(status.to_string(), text);
            let kinds = [status.is_live(), status.is_pending(), status.is_off()];
            assert_eq!(kinds.iter().filter(|is| **is).count(), 1, "{text}");
        }
        let odd = UserStatus::from("HIBERNATING".to_owned());
        assert_eq!(odd.to_string(), "HIBERNATING");
        assert!(!odd.is_live() && !odd.is_pending() && !odd.is_off());
    }

    #[test]
    fn a_login_that_was_not_read_is_not_never() {
        let now = datetime!(2026-03-01 0:00 UTC);
        let mut person = Person::new("00u1", "ada@example.com");
        person.created = Some(datetime!(2026-02-01 0:00 UTC));
        assert_eq!(person.silence(now), None);
        person.last_login = LastLogin::Never;
        assert_eq!(person.silence(now), Some(Duration::days(28)));
        person.activated = Some(datetime!(2026-02-27 0:00 UTC));
        assert_eq!(person.silence(now), Some(Duration::days(2)));
        person.last_login = LastLogin::At { at: datetime!(2026-02-28 0:00 UTC) };
        assert_eq!(person.silence(now), Some(Duration::days(1)));
    }

    #[test]
    fn a_person_of_whom_little_is_stored_is_read() {
        let person: Person = serde_json::from_str(r#"{"id":"00u1","login":"a@example.com","status":"ACTIVE"}"#).unwrap();
        assert_eq!(person, Person::new("00u1", "a@example.com"));
        let json = serde_json::to_string(&person).unwrap();
        assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), person);
    }
}

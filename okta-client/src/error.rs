//! What can go wrong with a call, told apart by what the caller would do.

use std::fmt;

use time::OffsetDateTime;

use crate::{auth::Rejection, egress::EgressTrouble};

/// Why a call gave no answer. Paths are patterns (`/api/v1/users/{id}/roles`): no id, no query, no name of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The address belongs to no Okta org: it never existed, or was deleted or deactivated.
    #[error("{host} is not an Okta org, or is one no longer")]
    NotAnOrg {
        /// The host that was called.
        host: String,
    },
    /// The credential was rejected.
    #[error("{why}{}", in_brackets(.detail))]
    CredentialRejected {
        /// What has to be put right.
        why: Rejection,
        /// Okta's code and text, shortened and made harmless.
        detail: String,
    },
    /// The credential is good but may not read this.
    #[error("not allowed to read {path}: {reason}")]
    Forbidden {
        /// What was read.
        path: &'static str,
        /// What is missing.
        reason: Denial,
    },
    /// The org does not have the feature, or not on its engine.
    #[error("the org does not have the feature behind {path}")]
    FeatureOff {
        /// What was read.
        path: &'static str,
    },
    /// The object is gone; for a list, the feature is absent, or one object that the list is made of is missing.
    #[error("{path} was not found{}", in_brackets(.what.as_ref().map_or("", |missing| &missing.kind)))]
    NotFound {
        /// What was read.
        path: &'static str,
        /// The object that Okta says is missing, where it names one.
        what: Option<Missing>,
    },
    /// The cursor is no longer good: begin the list again.
    #[error("the position in {path} has expired")]
    CursorExpired {
        /// The list.
        path: &'static str,
    },
    /// The next call would have to wait longer than is done quietly: come back at `at` (by this machine's clock).
    #[error("{path} must wait until {at}: {why}")]
    WaitUntil {
        /// What was to be read.
        path: &'static str,
        /// When it may be asked for again.
        at: OffsetDateTime,
        /// What is waited for.
        why: Wait,
    },
    /// Okta refused the request itself; the same request will be refused again.
    #[error("Okta refused {path} with status {status} ({code}): {summary}")]
    Refused {
        /// What was read.
        path: &'static str,
        /// The HTTP status.
        status: u16,
        /// Okta's error code, `E0000031`; empty if there was none.
        code: String,
        /// Okta's text, shortened and made harmless.
        summary: String,
    },
    /// No usable answer, however often it was asked for.
    #[error("no usable answer for {path}: {why}")]
    Unavailable {
        /// What was read.
        path: &'static str,
        /// What came instead, at the last try.
        why: Outage,
    },
    /// The answer is larger than is taken in.
    #[error("the answer to {path} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// What was read.
        path: &'static str,
        /// The limit, after decompression.
        limit_bytes: usize,
    },
    /// The answer is JSON, but not of the expected shape.
    #[error("the answer to {path} cannot be read: {reason}")]
    Unreadable {
        /// What was read.
        path: &'static str,
        /// Where and what, without any value.
        reason: String,
    },
    /// The next page's link leads away from the API, or a stored cursor does.
    #[error("the link to the next page of {path} leads elsewhere")]
    LinkRefused {
        /// The list.
        path: &'static str,
    },
    /// More pages than any org has.
    #[error("{path} does not end after {pages} pages")]
    Endless {
        /// The list.
        path: &'static str,
        /// How many pages were read.
        pages: u32,
    },
    /// The call did not get as far as Okta.
    #[error("{why}{}", in_brackets(.detail))]
    Egress {
        /// What is wrong.
        why: EgressTrouble,
        /// The lowest layer's own words; may be empty.
        detail: String,
    },
}

fn in_brackets(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(" ({detail})") }
}

/// What a good credential lacks for one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denial {
    /// An admin permission (Okta's `E0000006`).
    Permission,
    /// An OAuth scope; its name, if Okta gave it.
    Scope(String),
    /// The endpoint does not take this kind of credential (Okta's `E0000005`).
    CredentialKind,
    /// Something else; Okta's code and text, shortened and made harmless.
    Other(String),
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permission => f.write_str("an admin permission is missing"),
            Self::Scope(name) if name.is_empty() => f.write_str("an OAuth scope is missing"),
            Self::Scope(name) => write!(f, "the OAuth scope {name} is missing"),
            Self::CredentialKind => f.write_str("this endpoint does not take this kind of credential"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// Our share of the rate limit is used up in this window.
    RateLimit,
    /// Okta refused for too many calls at once.
    Concurrency,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RateLimit => "the rate limit's next window",
            Self::Concurrency => "fewer calls at the same time",
        })
    }
}

/// What came instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outage {
    /// A status that says: not now.
    Status(u16),
    /// The org is read-only or its search is down (Okta's `E0000010`, `E0000100`).
    Degraded,
    /// A page for people, or other content than JSON.
    NotJson,
    /// The answer broke off.
    CutOff,
    /// No answer in time.
    TimedOut,
    /// A redirect; it is not followed.
    Redirect,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status {status}"),
            Self::Degraded => f.write_str("Okta runs in a reduced mode"),
            Self::NotJson => f.write_str("the answer is not JSON"),
            Self::CutOff => f.write_str("the answer broke off"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Redirect => f.write_str("a redirect"),
        }
    }
}

/// An object that Okta says is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Okta's word for its kind, such as `AppLink`.
    pub kind: String,
    /// Its id, as it was asked for or as another object names it.
    pub id: String,
}

impl Error {
    /// Whether Okta says that the object with this id is gone. A list that belongs to it may instead be broken by another one that is
    /// missing, or be a feature that the org lacks: then nothing is known of the object.
    pub fn is_gone(&self, id: &str) -> bool {
        matches!(self, Self::NotFound { what: Some(missing), .. } if missing.id == id)
    }

    /// Whether the credential itself is the matter: stop all work with it.
    pub fn is_about_credential(&self) -> bool {
        matches!(self, Self::CredentialRejected { .. })
    }

    /// Whether it is about what was asked for alone: other calls may well succeed.
    pub fn is_about_one_call(&self) -> bool {
        match self {
            Self::Forbidden { .. }
            | Self::FeatureOff { .. }
            | Self::NotFound { .. }
            | Self::CursorExpired { .. }
            | Self::Refused { .. }
            | Self::TooLarge { .. }
            | Self::Unreadable { .. }
            | Self::LinkRefused { .. }
            | Self::Endless { .. } => true,
            Self::NotAnOrg { .. }
            | Self::CredentialRejected { .. }
            | Self::WaitUntil { .. }
            | Self::Unavailable { .. }
            | Self::Egress { .. } => false,
        }
    }

    /// Whether the same call may succeed later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::WaitUntil { .. } | Self::Unavailable { .. } => true,
            Self::Egress { why, .. } => why.is_passing(),
            _ => false,
        }
    }

    /// What was asked, as a pattern (`/api/v1/users/{id}/roles`), where the error is about one endpoint.
    pub fn path(&self) -> Option<&'static str> {
        match self {
            Self::Forbidden { path, .. }
            | Self::FeatureOff { path }
            | Self::NotFound { path, .. }
            | Self::CursorExpired { path }
            | Self::WaitUntil { path, .. }
            | Self::Refused { path, .. }
            | Self::Unavailable { path, .. }
            | Self::TooLarge { path, .. }
            | Self::Unreadable { path, .. }
            | Self::LinkRefused { path }
            | Self::Endless { path, .. } => Some(path),
            Self::NotAnOrg { .. } | Self::CredentialRejected { .. } | Self::Egress { .. } => None,
        }
    }

    /// When to come back, if Okta said so.
    pub fn retry_at(&self) -> Option<OffsetDateTime> {
        if let Self::WaitUntil { at, .. } = self { Some(*at) } else { None }
    }

    /// A word for machines that never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnOrg { .. } => "not_an_org",
            Self::CredentialRejected { why, .. } => why.code(),
            Self::Forbidden { .. } => "forbidden",
            Self::FeatureOff { .. } => "feature_off",
            Self::NotFound { .. } => "not_found",
            Self::CursorExpired { .. } => "cursor_expired",
            Self::WaitUntil { .. } => "wait_until",
            Self::Refused { .. } => "refused",
            Self::Unavailable { .. } => "unavailable",
            Self::TooLarge { .. } => "too_large",
            Self::Unreadable { .. } => "unreadable",
            Self::LinkRefused { .. } => "link_refused",
            Self::Endless { .. } => "endless",
            Self::Egress { .. } => "egress",
        }
    }
}

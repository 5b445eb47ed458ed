//! Why something could not be judged.

use serde::{Deserialize, Serialize};

/// Why a check did not evaluate something: a kind for machines and a sentence part for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The kind of trouble.
    pub kind: ReasonKind,
    /// What a person reads, without a full stop.
    pub text: String,
}

/// The kinds of trouble that keep a check from evaluating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Okta refused to show it.
    Forbidden,
    /// The run did not ask for it.
    NotCollected,
    /// Only a part of it could be read.
    Partial,
    /// It was read, but its value is one this version cannot judge.
    UnsupportedValue,
}

impl Reason {
    /// Okta refused to show it.
    pub fn forbidden(text: impl Into<String>) -> Self {
        Self { kind: ReasonKind::Forbidden, text: text.into() }
    }

    /// The run did not ask for it.
    pub fn not_collected(text: impl Into<String>) -> Self {
        Self { kind: ReasonKind::NotCollected, text: text.into() }
    }

    /// Only a part of it could be read.
    pub fn partial(text: impl Into<String>) -> Self {
        Self { kind: ReasonKind::Partial, text: text.into() }
    }

    /// It was read, but cannot be judged.
    pub fn unsupported(text: impl Into<String>) -> Self {
        Self { kind: ReasonKind::UnsupportedValue, text: text.into() }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

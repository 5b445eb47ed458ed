//! Who our own credential acts for, and which of the tokens it is.

use serde::{Deserialize, Serialize};

/// Our own account in the org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnIdentity {
    /// The user that `users/me` answered.
    pub user: String,
    /// Its login.
    pub login: String,
    /// Which token is ours.
    #[serde(default)]
    pub token: OwnToken,
}

/// Which of the org's tokens is ours. Okta does not say; it follows from the owner, or from the name given when it was handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "known", rename_all = "snake_case")]
pub enum OwnToken {
    /// This one.
    Token {
        /// Its id.
        id: String,
    },
    /// One of these: the owner has several, and no name tells them apart.
    OneOf {
        /// Their ids.
        ids: Vec<String>,
    },
    /// None was found.
    #[default]
    Unknown,
}

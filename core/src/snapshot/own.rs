//! Who our own credential acts for, and which of the tokens it is.

use serde::{Deserialize, Serialize};

use super::{Holder, Network};

/// Who our credential acts for in the org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OwnIdentity {
    /// An API token acts as the user who made it.
    User {
        /// The user that `users/me` answered.
        id: String,
        /// Its login.
        login: String,
        /// Which token is ours.
        #[serde(default)]
        token: OwnToken,
    },
    /// An OAuth client acts for itself.
    Client {
        /// Its client id, which is its app's id too.
        id: String,
        /// The app, if Okta shows it to us.
        #[serde(default)]
        app: Option<OwnApp>,
    },
}

/// The app behind our OAuth client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnApp {
    /// Its name.
    pub name: String,
    /// Whether it is a service app, which nobody signs in to.
    #[serde(default)]
    pub is_service: bool,
    /// From where it may call; absent means from anywhere.
    #[serde(default)]
    pub network: Option<Network>,
    /// Whether it demands that access tokens are bound to a key (DPoP); nothing if Okta does not say.
    #[serde(default)]
    pub demands_proof: Option<bool>,
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

impl OwnIdentity {
    /// Okta's id of the user or the app.
    pub fn id(&self) -> &str {
        match self {
            Self::User { id, .. } | Self::Client { id, .. } => id,
        }
    }

    /// The user's login, or the app's name; the id where neither is known.
    pub fn name(&self) -> &str {
        match self {
            Self::User { login, .. } => login,
            Self::Client { app: Some(app), .. } => &app.name,
            Self::Client { id, app: None } => id,
        }
    }

    /// What it is, in a word for people.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::User { .. } => "account",
            Self::Client { .. } => "app",
        }
    }

    /// Who holds our roles.
    pub fn holder(&self) -> Holder {
        match self {
            Self::User { id, .. } => Holder::User(id.clone()),
            Self::Client { id, .. } => Holder::Client(id.clone()),
        }
    }

    /// The user, if it is one.
    pub fn user(&self) -> Option<&str> {
        if let Self::User { id, .. } = self { Some(id) } else { None }
    }
}

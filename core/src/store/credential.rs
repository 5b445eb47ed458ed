//! What a credential is, in what state, and what may be seen of it.

use okta_client::{Credential, Grants, NotStored};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use time::OffsetDateTime;

/// What kind of secret it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// An Okta API token.
    ApiToken = 1,
    /// An OAuth client that signs with a private key: a service app, or an API service integration.
    PrivateKey = 2,
    /// An OAuth client with a secret: an API service integration.
    ClientSecret = 3,
}

/// What Okta thinks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    /// Not tried yet.
    Submitted = 1,
    /// In use.
    Accepted = 2,
    /// Refused; the problem says why.
    Rejected = 3,
    /// A newer one took its place.
    Replaced = 4,
}

/// How it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// By the intake form.
    Intake = 1,
    /// By the API.
    Api = 2,
}

/// A credential to be sealed.
#[derive(Debug)]
pub struct NewCredential {
    /// The credential, with its secret.
    pub credential: Credential,
    /// The org it opens.
    pub host: String,
    /// The token's name in Okta, if it was given.
    pub token_name: Option<String>,
    /// How it came.
    pub through: Through,
}

/// What may be seen of a credential.
#[derive(Debug, Clone)]
pub struct CredentialView {
    /// Counts the connection's credentials.
    pub version: i32,
    /// What kind of secret it is.
    pub kind: CredentialKind,
    /// The org it is for.
    pub host: String,
    /// The token's name in Okta.
    pub token_name: Option<String>,
    /// The OAuth client's id.
    pub client_id: Option<String>,
    /// The id of the client's public key, if one was given.
    pub key_id: Option<String>,
    /// How the client signs.
    pub algorithm: Option<String>,
    /// Which scopes the client has, once it was tried.
    pub grants: Option<Json<Grants>>,
    /// What Okta thinks of it.
    pub state: CredentialState,
    /// Tells two secrets apart.
    pub fingerprint: String,
    /// When it came.
    pub submitted_at: OffsetDateTime,
    /// How it came.
    pub through: Through,
    /// Who brought it.
    pub submitted_by: String,
    /// When Okta was asked.
    pub judged_at: Option<OffsetDateTime>,
    /// Why it was refused, as a code.
    pub problem: Option<String>,
    /// Why it was refused, in words.
    pub problem_detail: Option<String>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
}

impl CredentialView {
    /// When Okta lets it lapse if nothing uses it before: an API token ends thirty days after its last use (Okta's documentation, "Manage
    /// Okta API tokens"). None for what does not work, or does not lapse.
    pub fn lapses_at(&self) -> Option<OffsetDateTime> {
        let lapses = self.kind == CredentialKind::ApiToken && self.state == CredentialState::Accepted;
        self.last_used_at.filter(|_| lapses).map(|used| used + time::Duration::days(30))
    }
}

/// An opened credential. It is dropped as soon as a client is built from it.
#[derive(Debug)]
pub struct OpenedCredential {
    /// Counts the connection's credentials.
    pub version: i32,
    /// What kind of secret it is.
    pub kind: CredentialKind,
    /// The org it opens.
    pub host: String,
    /// The token's name in Okta.
    pub token_name: Option<String>,
    /// What was found of the client's scopes.
    pub grants: Option<Grants>,
    /// The credential as [`Credential::stored`] wrote it.
    pub secret: SecretString,
}

impl OpenedCredential {
    /// The credential itself.
    ///
    /// # Errors
    /// When what was sealed is no credential.
    #[expect(clippy::disallowed_methods, reason = "the opened credential goes into the client that sends it")]
    pub fn credential(&self) -> Result<Credential, NotStored> {
        Credential::from_stored(self.secret.expose_secret())
    }
}

/// What of a credential is no secret, for the columns that people see.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) kind: CredentialKind,
    pub(super) client_id: Option<String>,
    pub(super) key_id: Option<String>,
    pub(super) algorithm: Option<&'static str>,
}

impl Named {
    pub(super) fn of(credential: &Credential) -> Self {
        match credential {
            Credential::PrivateKey(client) => Self {
                kind: CredentialKind::PrivateKey,
                client_id: Some(client.client_id().to_string()),
                key_id: client.key_id().map(ToString::to_string),
                algorithm: Some(client.key().algorithm().as_str()),
            },
            Credential::ClientSecret(client) => {
                Self { kind: CredentialKind::ClientSecret, client_id: Some(client.client_id().to_string()), key_id: None, algorithm: None }
            }
            _ => Self { kind: CredentialKind::ApiToken, client_id: None, key_id: None, algorithm: None },
        }
    }
}

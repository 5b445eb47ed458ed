//! The kinds of credentials.

use std::fmt;

#[cfg(test)]
use secrecy::ExposeSecret;
use secrecy::SecretString;

use super::{ClientKey, ClientSecret};

/// What opens an Okta org.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// An API token (`Authorization: SSWS …`). It acts as the user who made it.
    ApiToken(SecretString),
    /// An OAuth client that signs with a private key (`private_key_jwt`, RFC 7523): a service app, or an API service integration.
    PrivateKey(ClientKey),
    /// An OAuth client with a secret (`client_secret_basic`, RFC 6749): an API service integration.
    ClientSecret(ClientSecret),
}

impl Credential {
    /// The part that nobody may see, in one form for each secret, however it was handed over: what a fingerprint is taken of.
    pub fn secret_part(&self) -> SecretString {
        match self {
            Self::ApiToken(token) => token.clone(),
            Self::PrivateKey(client) => client.key().canonical(),
            Self::ClientSecret(client) => client.secret().clone(),
        }
    }

    /// Whether it acts as a user. An OAuth client acts for itself.
    pub fn is_of_a_user(&self) -> bool {
        matches!(self, Self::ApiToken(_))
    }
}

#[cfg(test)]
impl PartialEq for Credential {
    /// Equal if the same secret is used in the same manner by the same client.
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (self.stored(), other.stored());
        #[expect(clippy::disallowed_methods, reason = "to compare what is kept of both")]
        let same = one.expose_secret() == two.expose_secret();
        same
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApiToken(_) => f.write_str("ApiToken([removed])"),
            Self::PrivateKey(client) => client.fmt(f),
            Self::ClientSecret(client) => client.fmt(f),
        }
    }
}

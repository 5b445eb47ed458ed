//! What opens an org: as people hand it over, as it is kept, as it is sent.

mod algorithm;
mod api_token;
mod client_key;
mod der;
mod error;
mod ids;
mod jwk;
mod key;
mod kind;
mod paste;
mod pem;
mod secret;
mod stored;

pub use algorithm::Algorithm;
pub use api_token::ApiToken;
pub use client_key::ClientKey;
pub use error::{CredentialError, KeyError, NameError, SecretError};
#[cfg(test)]
pub(crate) use key::samples;

pub use ids::{ClientId, KeyId};
pub use key::{ReadKey, SigningKey};
pub use kind::Credential;
pub use secret::ClientSecret;
pub use stored::NotStored;

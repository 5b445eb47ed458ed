//! OAuth: clients of an org, the token endpoint, proofs of possession, and what a token opens.

mod access;
mod assertion;
mod client;
mod der;
mod errors;
mod handle;
mod jws;
mod key;
mod nonces;
mod proof;
#[cfg(test)]
mod properties;
mod replay;
mod request;
mod resource;
mod scopes;
mod state;
mod token;

pub(crate) use access::signing_key;
pub(crate) use client::Sort;
pub use client::{ClientSpec, Dpop};
pub(crate) use errors::OauthError;
pub use handle::Client;
pub use jws::Algorithm;
pub use key::SigningKey;
pub(crate) use request::asked;
pub(crate) use resource::Scheme;
pub use scopes::READ_SCOPES;
pub(crate) use state::OauthState;
pub(crate) use token::TOKEN_PATH;

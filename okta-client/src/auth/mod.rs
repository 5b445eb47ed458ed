//! Proving to Okta who calls.

mod access;
mod blot;
mod client;
mod grants;
mod jws;
mod oauth;
mod proof;
mod refusal;
mod rejection;
mod request;
mod search;
mod token;

pub(crate) use access::{Auth, Pass, Trials};
pub use grants::Grants;
pub(crate) use refusal::Refusal;
pub use rejection::Rejection;

//! A read-only client for the Okta API.

mod answer;
pub mod api;
mod auth;
mod client;
mod credential;
mod decode;
mod doubt;
mod egress;
mod envelope;
mod error;
mod fetch;
mod links;
mod org_url;
mod page;
mod rate;
mod request;
mod retry;
#[cfg(test)]
mod story;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod testing;
mod transport;

pub use auth::{Grants, Rejection};
pub use client::{ClientSettings, OktaClient};
pub use credential::{
    Algorithm, ApiToken, ClientId, ClientKey, ClientSecret, Credential, CredentialError, KeyError, KeyId, NameError, NotStored, ReadKey,
    SecretError, SigningKey,
};
pub use egress::{Egress, EgressError, EgressSettings, EgressTrouble, refused_because};
pub use error::{Denial, Error, Missing, Outage, Wait};
pub use org_url::{OrgUrl, OrgUrlError};
pub use page::{Cursor, CursorError, Page, Unreadable};
pub use rate::Allowance;
pub use request::{Get, List};
pub use transport::Counters;

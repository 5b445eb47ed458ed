//! The address of an Okta org: valid by construction.

mod error;
mod parse;

pub use error::OrgUrlError;
pub use parse::OrgUrl;

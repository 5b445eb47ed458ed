//! Proving to Okta who calls.

mod rejection;

pub use rejection::Rejection;

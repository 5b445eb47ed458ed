//! A running org, seen from a test.

mod journal;
mod limits;
mod oauth;
mod org;

pub use org::Org;

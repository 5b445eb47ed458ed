//! A running org, seen from a test.

mod changes;
mod journal;
mod limits;
mod oauth;
mod org;

pub use org::Org;

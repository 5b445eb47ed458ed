//! A running org, seen from a test.

mod changes;
mod journal;
mod limits;
mod log;
mod oauth;
mod org;

pub use org::Org;

//! Integration tests.
#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]
mod api;
mod calls;
mod log;
mod okta;
mod queue;
mod run;
mod secrets;
mod store;

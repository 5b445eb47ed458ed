//! What integration tests stand on: a database of their own, logins as the service has them, workers, the real router.
#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]

mod app;
mod browser;
mod caller;
mod chromedriver;
mod db;
mod described;
mod okta;
mod worker;

pub use app::{PUBLIC_URL, Setup, TestApp, TestTenant};
pub use browser::{Browser, DOWN, ENTER, TAB};
pub use caller::{Answer, Caller, Said, Transcript};
pub use db::TestDb;
pub use okta::{OktaTenant, TestOkta};
pub use okta::{credential_of, eventually, succeeded};
pub use worker::{TestWorker, test_keyring};

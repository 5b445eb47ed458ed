//! What integration tests stand on: a database of their own, logins as the service has them, workers, the real router.

mod db;
mod okta;
mod worker;

pub use db::TestDb;
pub use okta::succeeded;
pub use okta::{OktaTenant, TestOkta};
pub use worker::{TestWorker, test_keyring};

//! Jobs and the workers that do them.

mod analyse_run;
mod clients;
mod collect_org;
mod compare_log;
mod context;
mod egress_watch;
mod erase;
mod error;
mod follow_log;
mod job;
mod keep_current;
mod key_watch;
mod lane;
mod org_behind;
mod perform;
mod retest;
mod tenant_keys;
mod verdict;
mod verify_credential;
mod worker;

pub use clients::Clients;
pub use context::Context;
pub use egress_watch::EgressWatch;
pub use error::JobError;
pub use job::Job;
pub use lane::Lane;
pub(crate) use org_behind::{org_behind, refused};
pub use worker::{Worker, WorkerSettings};

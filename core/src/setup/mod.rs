//! The set-up report: the onboarding guide, step by step, against what a verification saw.

mod account;
mod client;
mod judge;
mod look;
mod report;
mod roles;
mod token;

pub(crate) use client::reads_configuration;
pub use judge::judge;
pub use look::look;
pub use report::{SetupReport, SetupStep, Verdict};

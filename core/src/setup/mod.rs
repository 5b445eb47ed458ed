//! The set-up report: the onboarding guide, step by step, against what a verification saw.

mod account;
mod look;
mod report;
mod roles;
mod token;

pub use look::look;
pub use report::{SetupReport, SetupStep, Verdict};

use crate::snapshot::Snapshot;

/// Judges an org's set-up from a snapshot that holds what concerns our own credential: its user, roles, custom roles,
/// resource sets, tokens, zones and shares.
pub fn judge(seen: &Snapshot) -> Vec<SetupStep> {
    vec![
        account::dedicated(seen),
        roles::read_only(seen),
        roles::permissions(seen),
        roles::resource_set(seen),
        roles::no_more_power(seen),
        token::zone(seen),
        token::share(seen),
    ]
}

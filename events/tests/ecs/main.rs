//! Events as ECS documents: field by field, beside Elastic's own, over all published event types, and with hostile input.
#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]

mod any_event;
mod catalogue;
mod debug_data;
mod elastic;
mod fields;
mod hostile;
mod okta_fields;
mod others_complaints;
mod sample;

use std::path::PathBuf;

/// The folder that a variable names; says so if it names none.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED: {variable} is not set");
    }
    folder
}

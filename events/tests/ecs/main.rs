//! Events as ECS documents: field by field, beside Elastic's own, over all published event types, and with hostile input.

mod catalogue;
mod debug_data;
mod elastic;
mod fields;
mod hostile;
mod okta_fields;
mod others_complaints;
mod sample;

use std::io::Write;
use std::path::PathBuf;

/// The folder that a variable names; says so if it names none.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        let told = writeln!(std::io::stderr(), "SKIPPED: {variable} is not set");
        assert!(told.is_ok());
    }
    folder
}

//! What a tenant told us about accounts, as it stands on the connection.

use serde_json::Value;

use crate::snapshot::Tags;

/// The tags of a connection: those it names, and the defaults for the rest.
pub(super) fn read(tags: &Value) -> Tags {
    serde_json::from_value(tags.clone()).unwrap_or_default()
}

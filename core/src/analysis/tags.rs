//! What a tenant told us about accounts, as it stands on the connection.

use serde_json::Value;
use tracing::warn;

use crate::snapshot::Tags;

/// The tags of a connection: those it names, and the defaults for the rest.
pub(super) fn read(tags: &Value) -> Tags {
    serde_json::from_value(tags.clone()).unwrap_or_else(|error| {
        // They were checked when they were set; what another release wrote otherwise must not seem to have been said.
        warn!("a connection's tags could not be read, and nobody is taken for what they say: {:?}", error.classify());
        Tags::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_named_counts_and_the_rest_is_as_if_nothing_had_been_said() {
        let tags = read(&json!({ "service_accounts": ["svc@acme.example"], "people": ["00u1"] }));
        assert_eq!(
            tags,
            Tags { service_accounts: ["svc@acme.example".to_owned()].into(), people: ["00u1".to_owned()].into(), ..Tags::default() }
        );
        assert_eq!(read(&json!({})), Tags::default());
        assert_eq!(read(&json!({ "people": "everybody" })), Tags::default());
    }
}

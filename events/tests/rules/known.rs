//! What is known of the org in a case.

use std::collections::HashSet;

use oktually_events::{Known, Token};
use serde_json::Value;

/// Read from a case's `known`.
pub(crate) fn of(value: &Value) -> Known {
    let texts =
        |value: &Value| -> Vec<String> { value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect() };
    let set = |key: &str| texts(&value[key]).into_iter().collect::<HashSet<_>>();
    let entries = |key: &str| value[key].as_object().into_iter().flatten();
    Known {
        administrators: entries("administrators").map(|(id, roles)| (id.clone(), texts(roles))).collect(),
        tokens: entries("tokens")
            .map(|(id, owner)| (id.clone(), Token { name: "backup".to_owned(), owner: owner.as_str().unwrap_or_default().to_owned() }))
            .collect(),
        console_policies: set("console_policies"),
        sensitive_apps: set("sensitive_apps"),
        zones_in_use: set("zones_in_use"),
        own_client: value["own_client"].as_str().map(str::to_owned),
    }
}

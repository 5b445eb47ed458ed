//! What was changed, from what to what.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::known_text::json_in;
use crate::Event;

/// Changes that are told of one event.
const MOST: usize = 100;

/// Each key that a target's `changeDetails` names, with what stood there and what stands there now. Where that is JSON in text, it is read.
pub(super) fn of(event: &Event) -> Value {
    let mut changes = Vec::new();
    for target in event.targets() {
        let details = &target["changeDetails"];
        let (from, to) = (details["from"].as_object(), details["to"].as_object());
        let keys: BTreeSet<&String> = [from, to].into_iter().flatten().flat_map(|side| side.keys()).collect();
        for key in keys {
            if changes.len() >= MOST {
                break;
            }
            let side = |side: Option<&serde_json::Map<String, Value>>| {
                let value = side.and_then(|side| side.get(key)).cloned().unwrap_or_default();
                json_in(&value).unwrap_or(value)
            };
            changes.push(json!({ "target": target["type"], "key": key, "from": side(from), "to": side(to) }));
        }
    }
    if changes.is_empty() { Value::Null } else { Value::Array(changes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_from_what_to_what_and_json_in_text_is_read() {
        let event = Event::of(json!({"uuid": "u", "target": [
            {"type": "PolicyRule", "changeDetails": {"from": {"action": "{\"factorMode\":\"2FA\"}"}, "to": {"action": "{\"factorMode\":\"1FA\"}", "name": "x"}}},
            {"type": "User", "changeDetails": 7}
        ]}));
        let changes = of(&event.unwrap());
        assert_eq!((&changes[0]["from"]["factorMode"], &changes[0]["to"]["factorMode"]), (&json!("2FA"), &json!("1FA")));
        assert_eq!((&changes[1]["key"], &changes[1]["from"], &changes[1]["to"]), (&json!("name"), &Value::Null, &json!("x")));
        assert_eq!(of(&Event::of(json!({"uuid": "u", "target": null})).unwrap()), Value::Null);
    }
}

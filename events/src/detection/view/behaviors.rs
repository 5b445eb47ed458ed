//! What Okta finds new or usual about a sign-in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::known_text::{json_in, pairs};
use crate::Event;

/// The names of behaviours that are positive, and of those that are negative, from the three places in which Okta writes them.
pub(super) fn of(event: &Event) -> Value {
    let (mut positive, mut negative) = (BTreeSet::new(), BTreeSet::new());
    let mut put = |name: &str, result: &str| match result {
        "POSITIVE" => drop(positive.insert(name.to_owned())),
        "NEGATIVE" => drop(negative.insert(name.to_owned())),
        _ => {}
    };
    let debug = |key: &str| event.at(&["debugContext", "debugData", key]);
    match debug("behaviors") {
        Some(Value::String(text)) => pairs(text).iter().for_each(|(name, result)| put(name, result)),
        Some(Value::Object(map)) => map.iter().for_each(|(name, result)| put(name, result.as_str().unwrap_or_default())),
        _ => {}
    }
    if let Some(map) = debug("logOnlySecurityData").and_then(json_in).as_ref().and_then(|data| data["behaviors"].as_object()) {
        map.iter().for_each(|(name, result)| put(name, result.as_str().unwrap_or_default()));
    }
    for behavior in event.at(&["securityContext", "userBehaviors"]).and_then(Value::as_array).into_iter().flatten() {
        put(behavior["name"].as_str().unwrap_or_default(), behavior["result"].as_str().unwrap_or_default());
    }
    if positive.is_empty() && negative.is_empty() {
        return Value::Null;
    }
    json!({ "positive": positive, "negative": negative })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behaviours_are_gathered_from_text_json_in_text_and_objects() {
        let event = Event::of(json!({
            "uuid": "u",
            "debugContext": {"debugData": {
                "behaviors": "{New Device=POSITIVE, New City=NEGATIVE, New IP=UNKNOWN}",
                "logOnlySecurityData": "{\"behaviors\":{\"New Country\":\"POSITIVE\"}}"
            }},
            "securityContext": {"userBehaviors": [{"name": "Velocity", "result": "POSITIVE"}, 7]}
        }));
        assert_eq!(of(&event.unwrap()), json!({"positive": ["New Country", "New Device", "Velocity"], "negative": ["New City"]}));
        let odd = Event::of(json!({"uuid": "u", "debugContext": {"debugData": {"behaviors": 7, "logOnlySecurityData": "no json"}}}));
        assert_eq!(of(&odd.unwrap()), Value::Null);
    }
}

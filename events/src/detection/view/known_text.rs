//! What Okta writes as text within text.

use serde_json::{Value, json};

use crate::Event;

/// Longest text that is looked into, in bytes; longer ones are none of Okta's.
const LONGEST: usize = 64 * 1024;

/// JSON that stands in a text, or as itself: Okta writes the one, and some that pass events on the other.
pub(super) fn json_in(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if text.len() <= LONGEST => {
            serde_json::from_str(text).ok().filter(|inner: &Value| inner.is_object() || inner.is_array())
        }
        Value::Object(_) | Value::Array(_) => Some(value.clone()),
        _ => None,
    }
}

/// A truth value, or the word for it.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(word) if word.eq_ignore_ascii_case("true") => Some(true),
        Value::String(word) if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The pairs of a text such as `{New Device=POSITIVE, New City=NEGATIVE}`. Names may hold commas and colons; what stands before the last
/// equals sign of a part is one.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let inner = text.trim().trim_start_matches('{').trim_end_matches('}');
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in inner[..inner.floor_char_boundary(LONGEST)].split(", ") {
        match part.rsplit_once('=') {
            Some((name, value)) => pairs.push((name.trim().to_owned(), value.trim().to_owned())),
            // A comma within: it belongs to the value before.
            None => {
                if let Some((_, value)) = pairs.last_mut() {
                    value.push_str(", ");
                    value.push_str(part.trim());
                }
            }
        }
    }
    pairs.retain(|(name, _)| !name.is_empty());
    pairs
}

/// What ThreatInsight says: whether it suspects a threat, and the names of those that it saw.
pub(super) fn threat(event: &Event) -> Value {
    let debug = |key: &str| event.at(&["debugContext", "debugData", key]);
    let suspected = debug("threatSuspected").and_then(truth);
    let detections = debug("threatDetections").and_then(json_in);
    let names: Vec<String> = match &detections {
        Some(Value::Object(map)) => map.keys().cloned().collect(),
        Some(Value::Array(list)) => list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    if suspected.is_none() && names.is_empty() {
        return Value::Null;
    }
    json!({ "suspected": suspected.unwrap_or_default(), "detections": names })
}

/// The tunnels that the address belongs to.
pub(super) fn tunnels(event: &Event) -> Value {
    event.at(&["debugContext", "debugData", "tunnels"]).and_then(json_in).filter(Value::is_array).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_bear_commas_and_colons_in_names_and_values() {
        let text = |text: &str| pairs(text).into_iter().map(|(name, value)| format!("{name}|{value}")).collect::<Vec<_>>();
        assert_eq!(text("{New Device=POSITIVE, Odd: one=NEGATIVE}"), ["New Device|POSITIVE", "Odd: one|NEGATIVE"]);
        assert_eq!(
            text("{reasons=Anomalous Location, Anomalous Device, level=HIGH}"),
            ["reasons|Anomalous Location, Anomalous Device", "level|HIGH"]
        );
        assert_eq!(text("{}"), Vec::<String>::new());
        assert_eq!(text("no pairs"), Vec::<String>::new());
    }
}

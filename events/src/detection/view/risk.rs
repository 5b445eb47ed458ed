//! How risky Okta finds it.

use serde_json::{Value, json};

use super::known_text::{json_in, pairs};
use crate::Event;

/// Level and reasons, from the first of the places in which Okta writes them that has a level.
pub(super) fn of(event: &Event) -> Value {
    let debug = |key: &str| event.at(&["debugContext", "debugData", key]);
    let log_only = debug("logOnlySecurityData").and_then(json_in);
    let written = match debug("risk") {
        Some(Value::String(text)) => {
            let pairs = pairs(text);
            let of = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
            Some(
                json!({ "level": of("level"), "reasons": of("reasons"), "detection": of("detectionName"), "previous": of("previousLevel") }),
            )
        }
        other => other.cloned(),
    };
    let places = [log_only.as_ref().map(|data| &data["risk"]), written.as_ref(), event.at(&["securityContext", "risk"])];
    let Some(risk) = places.into_iter().flatten().find(|risk| risk["level"].as_str().is_some_and(|level| !level.is_empty())) else {
        return Value::Null;
    };
    let mut found = json!({ "level": risk["level"].as_str().unwrap_or_default().to_uppercase(), "reasons": reasons(&risk["reasons"]) });
    for (key, from) in
        [("detection", "detection"), ("detection", "detectionName"), ("previous_level", "previous"), ("previous_level", "previousLevel")]
    {
        if let Some(text) = risk[from].as_str() {
            found[key] = text.into();
        }
    }
    found
}

fn reasons(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split(',').map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty()).collect(),
        Value::Array(list) => list.iter().filter_map(|reason| reason.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risk_is_read_from_each_of_its_places() {
        let of_debug = |key: &str, value: Value| of(&Event::of(json!({"uuid": "u", "debugContext": {"debugData": {key: value}}})).unwrap());
        let high = json!({"level": "HIGH", "reasons": ["Anomalous Location", "Anomalous Device"]});
        assert_eq!(of_debug("risk", "{reasons=Anomalous Location, Anomalous Device, level=HIGH}".into()), high);
        assert_eq!(
            of_debug("logOnlySecurityData", r#"{"risk":{"level":"HIGH","reasons":"Anomalous Location, Anomalous Device"}}"#.into()),
            high
        );
        assert_eq!(
            of_debug("risk", "{detectionName=Okta Threat Intelligence, reasons=Bad IP, level=HIGH, previousLevel=LOW}".into()),
            json!({"level": "HIGH", "reasons": ["Bad IP"], "detection": "Okta Threat Intelligence", "previous_level": "LOW"})
        );
        assert_eq!(of_debug("risk", "{level=LOW}".into()), json!({"level": "LOW", "reasons": []}));
        assert_eq!(of_debug("risk", json!([1])), Value::Null);
    }
}

//! How a tenant has its rules: off, of another severity, not for some.

use std::collections::HashMap;

use oktually_events::{
    Event,
    detection::{Level, Rule},
};
use serde_json::Value;

use crate::store::{DetectionSetting, Exception};

/// The settings, by rule.
#[derive(Default)]
pub struct Tuned(HashMap<String, DetectionSetting>);

impl Tuned {
    /// Of these settings.
    pub fn of(settings: Vec<DetectionSetting>) -> Self {
        Self(settings.into_iter().map(|setting| (setting.rule.clone(), setting)).collect())
    }

    /// Whether a rule is to hit this event.
    pub fn lets(&self, rule: &Rule, event: &Event) -> bool {
        let Some(setting) = self.0.get(&rule.id) else { return is_on(rule) };
        setting.enabled && !setting.exceptions.iter().any(|exception| holds(exception, event.value()))
    }

    /// The severity of a rule's hits, if it is not the rule's own.
    pub fn severity(&self, rule: &str) -> Option<i16> {
        self.0.get(rule).and_then(|setting| setting.severity)
    }
}

/// Whether a rule that nobody has set is to hit. What is merely worth knowing would bury what is wrong: it is switched on by whoever wants it.
pub fn is_on(rule: &Rule) -> bool {
    rule.level > Level::Informational
}

/// Whether what an exception names stands in an event: in any element, where the way goes through a list.
fn holds(exception: &Exception, value: &Value) -> bool {
    fn at(value: &Value, path: &str, wanted: &str) -> bool {
        match value {
            Value::Array(list) => list.iter().any(|element| at(element, path, wanted)),
            _ if path.is_empty() => match value {
                Value::String(text) => text.to_lowercase() == wanted,
                Value::Number(number) => number.to_string() == wanted,
                Value::Bool(truth) => truth.to_string() == wanted,
                _ => false,
            },
            _ => {
                let (key, rest) = path.split_once('.').unwrap_or((path, ""));
                value.get(key).is_some_and(|inner| at(inner, rest, wanted))
            }
        }
    }
    at(value, &exception.field, &exception.value.to_lowercase())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_exception_holds_in_any_case_and_in_any_element_of_a_list() {
        let event = json!({"actor": {"alternateId": "Scanner@acme.example"}, "target": [{"id": "1"}, {"id": "2"}], "securityContext": {"isProxy": true}});
        let exception = |field: &str, value: &str| Exception { field: field.into(), value: value.into(), reason: String::new() };
        for (field, value) in [("actor.alternateId", "scanner@ACME.example"), ("target.id", "2"), ("securityContext.isProxy", "true")] {
            assert!(holds(&exception(field, value), &event), "{field}");
        }
        for (field, value) in [("actor", "x"), ("actor.alternateId", "scanner"), ("target.id", "3"), ("", "x"), ("a.b.c", "")] {
            assert!(!holds(&exception(field, value), &event), "{field}");
        }
    }
}

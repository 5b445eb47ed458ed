//! What rules see in one event.

use std::sync::Arc;

use rsigma_eval::EvaluationResult;
use serde_json::Value;

use super::{Hit, Rules, Seen, View, subject::subject};
use crate::{Event, Known};

/// Fields that a hit shows.
const SHOWN: usize = 20;
/// Bytes of a value that are shown.
const LONGEST: usize = 200;

impl Rules {
    /// What all rules see in an event, with what is known of its org.
    pub fn look(&self, event: &Event, known: &Known) -> Seen {
        let view = View::new(event, known);
        if view.is_our_own_reading() {
            return Seen::default();
        }
        let mut seen = Seen::default();
        for result in self.engine.evaluate(&view) {
            let Some(compiled) = result.header.rule_id.as_deref().and_then(|id| self.compiled.get(id.parse::<usize>().ok()?)) else {
                continue;
            };
            for (correlation, part) in &compiled.parts {
                seen.marks.extend(self.correlations.get(*correlation).and_then(|(_, correlation)| correlation.mark(*part, event, &view)));
            }
            if compiled.hits {
                seen.hits.push(Hit {
                    rule: Arc::clone(&compiled.rule),
                    uuid: event.uuid().to_owned(),
                    at: event.published(),
                    subject: subject(event, compiled.rule.subject),
                    matched: matched(&result),
                });
            }
        }
        seen
    }
}

fn matched(result: &EvaluationResult) -> Vec<(String, String)> {
    let fields = result.as_detection().map(|detection| detection.matched_fields.as_slice()).unwrap_or_default();
    fields.iter().take(SHOWN).map(|matched| (matched.field.clone(), shown(&matched.value))).collect()
}

fn shown(value: &Value) -> String {
    let text = if let Value::String(text) = value { text.clone() } else { value.to_string() };
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

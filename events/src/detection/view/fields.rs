//! The view itself.

use std::{borrow::Cow, cell::OnceCell};

use rsigma_eval::{Event as Fields, EventValue, JsonEvent};
use serde_json::{Map, Value, json};

use super::{behaviors, changes, joins, known_text, risk, targets};
use crate::{Event, Known};

/// The one key that is ours. Nobody else can write it: an event's own is not seen.
const OURS: &str = "oktually";

/// An event as rules see it. What is ours is made when a rule first asks for it: most events are of no interest to any that does.
pub struct View<'a> {
    event: &'a Event,
    known: &'a Known,
    ours: OnceCell<Value>,
}

impl<'a> View<'a> {
    /// The view of an event of an org of which this is known.
    pub fn new(event: &'a Event, known: &'a Known) -> Self {
        Self { event, known, ours: OnceCell::new() }
    }

    /// All that rules see, as one object.
    pub fn whole(&self) -> Value {
        let mut whole = match self.event.value() {
            Value::Object(map) => map.clone(),
            _ => Map::new(),
        };
        whole.insert(OURS.to_owned(), self.ours()[OURS].clone());
        Value::Object(whole)
    }

    /// Whether this is the trace of our own client at work: its tokens, and the limits that it meets.
    pub fn is_our_own_reading(&self) -> bool {
        let kind = self.event.event_type();
        (kind.starts_with("app.oauth2.") || kind.contains("rate_limit")) && joins::is_ours(self.event, self.known)
    }

    fn ours(&self) -> &Value {
        self.ours.get_or_init(|| {
            let event = self.event;
            let mut ours = Map::new();
            let mut put = |key: &str, value: Value| {
                if !value.is_null() {
                    ours.insert(key.to_owned(), value);
                }
            };
            put("behaviors", behaviors::of(event));
            put("risk", risk::of(event));
            put("threat", known_text::threat(event));
            put("tunnels", known_text::tunnels(event));
            put("proxy", event.at(&["securityContext", "isProxy"]).and_then(known_text::truth).map_or(Value::Null, Value::Bool));
            put("target", targets::of(event));
            put("changes", changes::of(event));
            for (key, value) in joins::of(event, self.known) {
                put(key, value);
            }
            json!({ OURS: ours })
        })
    }

    fn is_ours(path: &str) -> bool {
        path.strip_prefix(OURS).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

impl Fields for View<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        let of = if Self::is_ours(path) { self.ours() } else { self.event.value() };
        if path.contains(['.', '[', '\\']) {
            // The walker borrows from the value and not from itself, which its signature does not say.
            return walk(of, path);
        }
        of.get(path).map(EventValue::from)
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        JsonEvent::borrow(self.event.value()).any_string_value(pred)
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        let mut all = Vec::new();
        JsonEvent::borrow(self.event.value()).visit_string_values(&mut |text| all.push(Cow::Owned(text.to_owned())));
        all
    }

    fn visit_string_values(&self, visit: &mut dyn FnMut(&str)) {
        JsonEvent::borrow(self.event.value()).visit_string_values(visit);
    }

    fn to_json(&self) -> Value {
        self.whole()
    }
}

/// What stands at a dotted path. A list on the way is entered: what stands there in all of its elements, together.
fn walk<'v>(value: &'v Value, path: &str) -> Option<EventValue<'v>> {
    // A key that is written with its dots comes first, as everywhere in this engine.
    if let Some(found) = value.get(path) {
        return Some(EventValue::from(found));
    }
    let mut found = Vec::new();
    collect(value, path, &mut found);
    match found.len() {
        0 => None,
        1 => found.pop(),
        _ => Some(EventValue::Array(found)),
    }
}

fn collect<'v>(value: &'v Value, path: &str, found: &mut Vec<EventValue<'v>>) {
    if let Value::Array(list) = value
        && !path.is_empty()
    {
        list.iter().for_each(|element| collect(element, path, found));
        return;
    }
    if path.is_empty() {
        found.push(EventValue::from(value));
        return;
    }
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    if let Some((name, place)) = key.strip_suffix(']').and_then(|key| key.split_once('[')) {
        let list = if name.is_empty() { Some(value) } else { value.get(name) };
        if let Some(element) = place.parse::<usize>().ok().and_then(|place| list?.get(place)) {
            collect(element, rest, found);
        }
        return;
    }
    if let Some(inner) = value.get(key) {
        collect(inner, rest, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_enters_lists_and_nobody_forges_what_is_ours() {
        let event = Event::parse(
            r#"{"uuid":"u","oktually":{"actor":{"is_administrator":true}},"target":[{"type":"User","id":"1"},{"type":"AppInstance","id":"2"}],"securityContext":{"isProxy":true}}"#,
        )
        .unwrap();
        let mut known = Known::default();
        known.administrators.insert("00u9".to_owned(), Vec::new());
        let view = View::new(&event, &known);
        assert_eq!(view.get_field("target.id"), Some(EventValue::Array(vec![EventValue::Str("1".into()), EventValue::Str("2".into())])));
        assert_eq!(view.get_field("target[1].id"), Some(EventValue::Str("2".into())));
        assert_eq!(view.get_field("oktually.actor.is_administrator"), Some(EventValue::Bool(false)));
        assert_eq!(view.get_field("oktually.proxy"), Some(EventValue::Bool(true)));
        assert_eq!(view.get_field("oktually.target.AppInstance.id"), Some(EventValue::Str("2".into())));
        assert_eq!((view.get_field("nothing.there"), view.get_field("uuid")), (None, Some(EventValue::Str("u".into()))));
        assert_eq!(view.whole()["oktually"]["actor"]["is_administrator"], false);
    }
}

//! One entry of the System Log.

use std::borrow::Cow;

use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Longest id taken for one: Okta's are UUIDs.
const LONGEST_ID: usize = 128;

/// One entry of the System Log, whole, with what it is known by.
///
/// Any field but `uuid` may be missing, null or of another type than Okta documents: what cannot be read is absent, and stays in the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    uuid: String,
    published: Option<OffsetDateTime>,
    value: Value,
}

/// Why a text is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not JSON. The words are the parser's, with line and column, and quote nothing.
    #[error("not JSON: {0}")]
    Json(String),
    /// It is JSON, and no object.
    #[error("not an object")]
    Shape,
    /// It has no id, by which a repeated one would be known.
    #[error("no uuid, which must be a text of 1 to 128 characters")]
    Uuid,
}

impl Event {
    /// Reads one entry as Okta writes it.
    ///
    /// # Errors
    /// If it is not a JSON object with a `uuid`.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        Self::of(serde_json::from_str(text).map_err(|error| Unreadable::Json(error.to_string()))?)
    }

    /// The same of JSON that was read already.
    ///
    /// # Errors
    /// If it is not an object with a `uuid`.
    pub fn of(value: Value) -> Result<Self, Unreadable> {
        let object = value.as_object().ok_or(Unreadable::Shape)?;
        let uuid = object.get("uuid").and_then(Value::as_str).filter(|id| (1..=LONGEST_ID).contains(&id.len())).ok_or(Unreadable::Uuid)?;
        let published = object.get("published").and_then(Value::as_str).and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        Ok(Self { uuid: uuid.to_owned(), published, value })
    }

    /// Its id. Okta may deliver an event more than once; the id tells.
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// When it happened; `None` if that is not said in RFC 3339's form.
    pub fn published(&self) -> Option<OffsetDateTime> {
        self.published
    }

    /// What happened, `user.session.start`; empty if it does not say.
    pub fn event_type(&self) -> &str {
        self.value["eventType"].as_str().unwrap_or_default()
    }

    /// All of it.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// All of it, to keep.
    pub fn into_value(self) -> Value {
        self.value
    }

    /// What stands at a path of keys, `None` for null.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(&self.value, |value, key| value.get(key)).filter(|value| !value.is_null())
    }

    /// The text at a path; numbers and truth values as they are written, nothing for lists, objects and an empty text.
    pub fn text(&self, path: &[&str]) -> Option<Cow<'_, str>> {
        match self.at(path)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
            _ => None,
        }
    }

    /// The things it was done to, in Okta's order, which means nothing.
    pub fn targets(&self) -> &[Value] {
        self.value["target"].as_array().map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_event_is_read_with_what_it_has() {
        let event =
            Event::parse(r#"{"uuid":"u1","published":"2026-01-02T03:04:05.678Z","eventType":"user.session.start","target":null}"#).unwrap();
        assert_eq!((event.uuid(), event.published()), ("u1", Some(datetime!(2026-01-02 03:04:05.678 UTC))));
        assert_eq!((event.event_type(), event.targets().len(), event.at(&["target"])), ("user.session.start", 0, None));
    }

    #[test]
    fn what_is_of_another_type_is_absent() {
        let event = Event::parse(r#"{"uuid":"u1","published":17,"eventType":["x"],"target":{"id":1},"client":"x","securityContext":{"isProxy":true,"asNumber":7}}"#).unwrap();
        assert_eq!((event.published(), event.event_type(), event.targets().len()), (None, "", 0));
        assert_eq!(event.text(&["client", "ipAddress"]), None);
        assert_eq!(event.text(&["securityContext", "isProxy"]).as_deref(), Some("true"));
        assert_eq!(event.text(&["securityContext", "asNumber"]).as_deref(), Some("7"));
    }

    #[test]
    fn without_an_id_it_is_none() {
        let long = format!(r#"{{"uuid":"{}"}}"#, "a".repeat(129));
        for (text, why) in [
            ("[]", Unreadable::Shape),
            ("{}", Unreadable::Uuid),
            (r#"{"uuid":""}"#, Unreadable::Uuid),
            (r#"{"uuid":7}"#, Unreadable::Uuid),
            (&long, Unreadable::Uuid),
        ] {
            assert_eq!(Event::parse(text), Err(why), "{text}");
        }
        assert!(Event::parse("{\"secret\":").unwrap_err().to_string().starts_with("not JSON: EOF"));
    }

    proptest! {
        #[test]
        fn any_text_is_an_event_or_none(text in "\\PC{0,200}") {
            let _ = Event::parse(&text);
        }
    }
}

//! What happened, when, and how it ended: `event.*`, `log.level`, `message`.

use std::borrow::Cow;

use time::{OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description};

use super::options::Options;
use super::tree::{Node, Object};
use super::{category, strict};
use crate::Event;

/// RFC 3339 in UTC with milliseconds, as Okta writes it.
const INSTANT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Okta's severities as `event.severity`: their place in the order in which they rise. They are no measure of danger: a locked account may be
/// DEBUG.
const SEVERITIES: &[(&str, i64)] = &[("debug", 1), ("info", 2), ("warn", 3), ("error", 4)];

/// Puts what happened.
pub(super) fn put<'a>(document: &mut Object<'a>, event: &'a Event, options: &Options) {
    let mut happening = Object::default();
    let received = options.received.filter(|_| !options.strict).and_then(instant);
    document.add_text("@timestamp", happened(event).or_else(|| received.clone().map(Cow::Owned)));
    happening.add_text("id", Some(Cow::Borrowed(event.uuid())));
    happening.add_text("action", Some(Cow::Borrowed(event.event_type())));
    happening.add("kind", Node::text("event"));
    happening.add("outcome", Node::text(outcome(event)));
    let (categories, types) = if options.strict { strict::classify(event.event_type()) } else { category::classify(event.event_type()) };
    happening.add("category", Node::texts(categories.into_iter().map(Cow::Borrowed)));
    happening.add("type", Node::texts(types.into_iter().map(Cow::Borrowed)));
    if options.original {
        happening.add("original", Some(Node::Text(Cow::Owned(event.value().to_string()))));
    }
    if !options.strict {
        happening.add("module", Node::text("okta"));
        happening.add("dataset", Node::text("okta.system"));
        happening.add_text("created", received.map(Cow::Owned));
        happening.add_text("reason", event.text(&["outcome", "reason"]));
        document.add_text("message", event.text(&["displayMessage"]));
        put_severity(document, &mut happening, event);
    }
    document.add("event", happening);
}

fn put_severity<'a>(document: &mut Object<'a>, happening: &mut Object<'a>, event: &'a Event) {
    if let Some(level) = event.text(&["severity"]).map(|text| text.to_ascii_lowercase()) {
        if let Some((_, rank)) = SEVERITIES.iter().find(|(name, _)| *name == level) {
            happening.add("severity", Node::Number((*rank).into()));
        }
        document.put_at("log.level", Node::text(level));
    }
}

fn outcome(event: &Event) -> &'static str {
    let result = event.text(&["outcome", "result"]).unwrap_or_default();
    let is = |words: [&str; 2]| words.iter().any(|word| result.eq_ignore_ascii_case(word));
    match () {
        () if is(["SUCCESS", "ALLOW"]) => "success",
        () if is(["FAILURE", "DENY"]) => "failure",
        () => "unknown",
    }
}

/// When it happened, in Okta's own writing where that is as it should be.
fn happened(event: &Event) -> Option<Cow<'_, str>> {
    let published = event.published()?;
    let written = event.value()["published"].as_str()?;
    let as_it_should_be =
        written.len() == 24 && written.ends_with('Z') && written.as_bytes()[10] == b'T' && written.get(17..19) != Some("60");
    if as_it_should_be { Some(Cow::Borrowed(written)) } else { instant(published).map(Cow::Owned) }
}

/// An instant in UTC; `None` if that is outside of the years 0 to 9999.
fn instant(time: OffsetDateTime) -> Option<String> {
    let time = time.checked_to_offset(UtcOffset::UTC).filter(|time| time.year() >= 0)?;
    time.format(INSTANT).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_in_utc_with_milliseconds() {
        for (published, timestamp) in [
            ("2026-01-02T03:04:05.678Z", Some("2026-01-02T03:04:05.678Z")),
            ("2026-01-02T03:04:05.600Z", Some("2026-01-02T03:04:05.600Z")),
            ("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05.000Z")),
            ("2026-01-02T03:04:05.123456789Z", Some("2026-01-02T03:04:05.123Z")),
            ("2026-01-02T01:04:05+02:00", Some("2026-01-01T23:04:05.000Z")),
            ("9999-12-31T23:59:59.999Z", Some("9999-12-31T23:59:59.999Z")),
            ("9999-12-31T23:59:59-10:00", None),
            ("0000-01-01T00:00:00+10:00", None),
            ("2026-13-02T03:04:05Z", None),
            ("yesterday", None),
        ] {
            let event = Event::of(serde_json::json!({"uuid": "u", "published": published})).unwrap();
            assert_eq!(happened(&event).as_deref(), timestamp, "{published}");
        }
    }
}

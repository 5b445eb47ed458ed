//! The System Log.

use std::fmt;

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::scopes;
use crate::{
    List,
    decode::{lenient, time as when},
};

/// Okta's largest page.
const PAGE: u32 = 1000;
/// Okta refuses it beside a position in the log.
const BEGINNING: &[&str] = &["since"];

/// An entry of the log: what it is found by, and all of it as Okta wrote it.
#[derive(Clone)]
pub struct Event {
    /// Its id, by which repeated ones are known.
    pub uuid: String,
    /// When it happened.
    pub published: Option<OffsetDateTime>,
    /// What happened, `user.session.start`.
    pub event_type: Option<String>,
    /// The whole entry.
    pub raw: Box<RawValue>,
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Head {
            #[serde(deserialize_with = "lenient::id")]
            uuid: String,
            #[serde(default, with = "when")]
            published: Option<OffsetDateTime>,
            #[serde(default, deserialize_with = "lenient::text")]
            event_type: Option<String>,
        }
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let Head { uuid, published, event_type } = serde_json::from_str(raw.get()).map_err(de::Error::custom)?;
        Ok(Self { uuid, published, event_type, raw })
    }
}

impl fmt::Debug for Event {
    /// Without the entry itself, which names people and addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({}, {})", self.uuid, self.event_type.as_deref().unwrap_or("no type"))
    }
}

/// All entries from `since` on, in the order in which Okta stored them, so that none is missed (Okta's "polling requests").
///
/// It never ends: the cursor of an empty page is where to ask again later. `since` counts for the first page only.
pub fn poll(since: OffsetDateTime) -> List<Event> {
    List::polled("/api/v1/logs", PAGE, scopes::LOGS)
        .with("sortOrder", "ASCENDING")
        .with("since", when::written(since))
        .only_first(BEGINNING)
}

/// The entries published from `since` until `until`, in the order of publishing (Okta's "bounded requests"). Entries that Okta stores late are
/// missed: for filling gaps.
pub fn between(since: OffsetDateTime, until: OffsetDateTime) -> List<Event> {
    List::paged("/api/v1/logs", &[], PAGE, scopes::LOGS)
        .with("sortOrder", "ASCENDING")
        .with("since", when::written(since))
        .with("until", when::written(until))
        .only_first(BEGINNING)
}

impl List<Event> {
    /// Only the entries of these types.
    #[must_use]
    pub fn of_types(self, types: &[&str]) -> Self {
        let wanted: Vec<_> = types.iter().map(|kind| format!("eventType eq \"{kind}\"")).collect();
        if wanted.is_empty() { self } else { self.with("filter", wanted.join(" or ")) }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_entry_is_kept_whole_and_shows_nobody() {
        let json = r#"{"uuid":"u1","published":"2021-02-10T04:46:12.033Z","eventType":"user.session.start","actor":{"alternateId":"ann@example.com"},"target":null}"#;
        let event: Event = serde_json::from_str(json).unwrap();
        assert_eq!((event.uuid.as_str(), event.published, event.raw.get()), ("u1", Some(datetime!(2021-02-10 04:46:12.033 UTC)), json));
        assert_eq!(format!("{event:?}"), "Event(u1, user.session.start)");
        assert!(serde_json::from_str::<Event>(r#"{"published":null}"#).is_err());
    }

    #[test]
    fn a_poll_begins_at_a_time_and_has_no_end() {
        let since = datetime!(2025-01-01 00:00 +1);
        assert_eq!(poll(since).call.target(), "/api/v1/logs?limit=1000&sortOrder=ASCENDING&since=2024-12-31T23%3A00%3A00.000Z");
        assert!(between(since, since).call.target().ends_with("&until=2024-12-31T23%3A00%3A00.000Z"));
        assert_eq!(when::written(datetime!(2025-06-01 10:00:00.123_999_999 +2)), "2025-06-01T08:00:00.123Z");
        let few = poll(since).of_types(&["user.session.start", "zone.update"]);
        assert!(few.call.target().ends_with("&filter=eventType%20eq%20%22user.session.start%22%20or%20eventType%20eq%20%22zone.update%22"));
        assert_eq!(poll(since).of_types(&[]).call.target(), poll(since).call.target());
    }
}

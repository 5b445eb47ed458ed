//! An event as it stands in the table.

use std::net::IpAddr;

use oktually_events::Event;
use time::{Duration, OffsetDateTime, macros::datetime};

use super::terms;

/// Where events stand that have no time, or one that cannot be.
pub const UNPLACED: OffsetDateTime = datetime!(1970-01-01 0:00 UTC);
/// Earliest time that is taken for one: Okta is younger.
const EARLIEST: OffsetDateTime = datetime!(2009-01-01 0:00 UTC);
/// So far ahead of ours a clock may be.
const AHEAD: Duration = Duration::DAY;

/// What is searched of an event, beside the event itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Its id.
    pub uuid: String,
    /// When it happened; [`UNPLACED`] where that is not said, or cannot be: its place follows from the event alone, so that a repeated one
    /// meets itself.
    pub published: OffsetDateTime,
    /// What happened; empty if it does not say.
    pub event_type: String,
    /// 1 DEBUG, 2 INFO, 3 WARN, 4 ERROR.
    pub severity: Option<i16>,
    /// How it ended, `SUCCESS`.
    pub outcome: Option<String>,
    /// Who did it.
    pub actor_id: Option<String>,
    /// The same by name, in lower case.
    pub actor_name: Option<String>,
    /// From where.
    pub address: Option<IpAddr>,
    /// The country of that place, as Okta names it.
    pub country: Option<String>,
    /// What it can be found by.
    pub terms: Vec<String>,
}

impl EventRow {
    /// What is searched of an event that came at `now`.
    pub fn of(event: &Event, now: OffsetDateTime) -> Self {
        let text = |path: &[&str], longest| event.text(path).map(|text| short(&text, longest)).filter(|text| !text.is_empty());
        Self {
            uuid: short(event.uuid(), 128),
            published: event.published().filter(|at| *at >= EARLIEST && *at <= now + AHEAD).map_or(UNPLACED, micros),
            event_type: short(event.event_type(), 200),
            severity: event.text(&["severity"]).and_then(|word| match &*word {
                "DEBUG" => Some(1),
                "INFO" => Some(2),
                "WARN" => Some(3),
                "ERROR" => Some(4),
                _ => None,
            }),
            outcome: text(&["outcome", "result"], 40),
            actor_id: text(&["actor", "id"], 128),
            actor_name: text(&["actor", "alternateId"], 320).map(|name| name.to_lowercase()),
            address: event.text(&["client", "ipAddress"]).and_then(|text| text.trim().parse().ok()),
            country: text(&["client", "geographicalContext", "country"], 100),
            terms: terms::of(event),
        }
    }
}

/// Cut to so many bytes, without what PostgreSQL does not take in a text.
fn short(text: &str, longest: usize) -> String {
    text[..text.floor_char_boundary(longest)].replace('\0', "")
}

/// PostgreSQL keeps no more.
fn micros(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-05-04 10:00 UTC);

    fn row(json: &str) -> EventRow {
        EventRow::of(&Event::parse(json).unwrap(), NOW)
    }

    #[test]
    fn a_usual_event_fills_every_column() {
        let row = row(include_str!("usual.json"));
        assert_eq!(row.published, datetime!(2026-05-04 09:12:44.512 UTC));
        assert_eq!((row.event_type.as_str(), row.severity, row.outcome.as_deref()), ("user.authentication.sso", Some(2), Some("SUCCESS")));
        assert_eq!((row.actor_id.as_deref(), row.actor_name.as_deref()), (Some("00u7k2m4v9XqRt1Lw5d7"), Some("mira.holm@acme.example")));
        assert_eq!((row.address, row.country.as_deref()), ("198.51.100.23".parse().ok(), Some("Netherlands")));
    }

    #[test]
    fn an_event_whose_time_cannot_be_has_a_place_of_its_own() {
        for published in ["null", "\"soon\"", "\"1999-01-01T00:00:00Z\"", "\"2026-05-05T10:00:00.001Z\"", "\"9999-12-31T23:59:59Z\""] {
            assert_eq!(row(&format!(r#"{{"uuid":"u","published":{published}}}"#)).published, UNPLACED, "{published}");
        }
        assert_eq!(row(r#"{"uuid":"u","published":"2026-05-05T10:00:00Z"}"#).published, NOW + AHEAD);
    }

    #[test]
    fn what_is_odd_is_left_out_or_cut() {
        let long = "x".repeat(10_000);
        let row = row(&format!(
            r#"{{"uuid":"u","eventType":"{long}","severity":"LOUD","client":{{"ipAddress":"unknown","geographicalContext":[]}},"actor":{{"id":"a\u0000b","alternateId":""}},"outcome":null}}"#
        ));
        assert_eq!((row.event_type.len(), row.severity, row.address, row.outcome), (200, None, None, None));
        assert_eq!((row.actor_id.as_deref(), row.actor_name, row.country), (Some("ab"), None, None));
    }
}

//! Puts entries into the log that somebody made up.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::drawn::drawn;
use super::happened::{Happened, Planned};
use super::malformed::Malformation;
use super::text::id;
use super::written::Written;
use crate::org::World;

/// An entry as somebody wrote it, stored now; it stands where its own time says, if it has one.
pub(crate) fn insert(happened: &Happened, entry: &Value, now: i64, skew_seconds: i64) {
    insert_text(happened, entry, entry.to_string(), 0, now, skew_seconds);
}

fn insert_text(happened: &Happened, entry: &Value, text: String, huge: usize, now: i64, skew_seconds: i64) {
    let time = entry["published"].as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    let published = time.map_or(now, |time| (time.unix_timestamp_nanos() / 1_000_000) as i64);
    let number = happened.reserve(1);
    let written = if huge > 0 { Written::with_huge(text, huge) } else { Written::new(text) };
    happened.plan_now(vec![Planned { number, published, written, long_ago: false }], skew_seconds);
}

/// An entry like any other of the org, but for what is wrong with it. Gives the id that it has, or would have.
pub(crate) fn insert_malformed(world: &World, happened: &Happened, wrong: &Malformation, now: i64, skew_seconds: i64) -> String {
    let number = happened.reserve(1);
    let mut text = String::new();
    drawn(&mut text, world, number, now);
    let mut entry: Value = serde_json::from_str(&text).expect("entries are written as JSON");
    (wrong.spoil)(&mut entry, now);
    // A mark of two control characters is escaped in JSON.
    let text = entry.to_string().replace("\\u001fHUGE\\u001f", super::written::HUGE);
    insert_text(happened, &entry, text, wrong.huge, now, skew_seconds);
    id(world.seed, number)
}

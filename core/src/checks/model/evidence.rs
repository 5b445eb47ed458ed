//! How evidence is written.

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// Most entries of a list in one finding's evidence.
const LONGEST: usize = 100;

/// A moment as RFC 3339, to the second.
pub(crate) fn moment(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

/// A day as people write it: 2026-03-01.
pub(crate) fn day(at: OffsetDateTime) -> String {
    at.date().to_string()
}

/// The first hundred entries; a finding says beside them how many there are.
pub(crate) fn list<T: Into<Value>>(entries: impl IntoIterator<Item = T>) -> Value {
    Value::Array(entries.into_iter().take(LONGEST).map(Into::into).collect())
}

/// Whole days of a span.
pub(crate) fn days(span: Duration) -> i64 {
    span.whole_days()
}

/// A number of things in words: "1 token", "2 tokens".
pub(crate) fn count(number: impl TryInto<i64>, thing: &str) -> String {
    let number: i64 = number.try_into().unwrap_or(i64::MAX);
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn times_numbers_and_lists_are_written_for_people() {
        assert_eq!(moment(datetime!(2026-03-01 12:00:00.5 UTC)), "2026-03-01T12:00:00Z");
        assert_eq!(day(datetime!(2026-03-01 12:00 UTC)), "2026-03-01");
        assert_eq!((count(1, "token"), count(2usize, "token")), ("1 token".into(), "2 tokens".into()));
        assert_eq!(list(0..1000).as_array().unwrap().len(), 100);
    }
}

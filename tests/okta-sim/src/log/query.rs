//! What the log is asked for, and how Okta refuses what it cannot answer.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::filter::Filter;
use super::times::Place;
use crate::call::Call;
use crate::errors::Refusal;
use crate::settings::Oddity;

const DAY: i64 = 86_400_000;
/// Entries are kept for 90 days.
const KEPT: i64 = 90 * DAY;
/// Whoever asks for something older than this is refused.
const OLDEST: i64 = 180 * DAY;
const MOST: usize = 1_000;

/// In which of the two ways the log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// In the order of storing, without end.
    Polling,
    /// In the order of publishing, oldest first, up to an end.
    Forwards,
    /// Newest first.
    Backwards,
}

/// A request for entries.
pub(super) struct Asked {
    pub(super) mode: Mode,
    /// Milliseconds since 1970.
    pub(super) since: i64,
    pub(super) until: i64,
    pub(super) now: i64,
    pub(super) limit: usize,
    pub(super) after: Option<Place>,
    pub(super) filter: Option<Filter>,
    pub(super) words: Vec<String>,
}

/// Reads the parameters of a call.
pub(super) fn read(call: &Call) -> Result<Asked, Refusal> {
    let now = call.now_milliseconds;
    let (since, until) = (time(call, "since")?, time(call, "until")?);
    let mode = match (call.parameter("sortOrder"), until) {
        (None | Some("ASCENDING"), None) => Mode::Polling,
        (None | Some("ASCENDING"), Some(_)) => Mode::Forwards,
        (Some("DESCENDING"), _) => Mode::Backwards,
        (Some(_), _) => return Err(invalid("sortOrder", "sortOrder: must be ASCENDING or DESCENDING")),
    };
    let after = call.parameter("after").map(|cursor| place(call, cursor)).transpose()?;
    if mode == Mode::Polling && after.is_some() && since.is_some() {
        return Err(invalid("since", "since: must not be given together with a cursor"));
    }
    let until = until.unwrap_or(now);
    // Who goes on does so from where they stand; only who begins without a time begins a week ago.
    let since = since.unwrap_or(if mode != Mode::Backwards && after.is_some() { now - KEPT } else { until - 7 * DAY });
    if now - since > OLDEST {
        return Err(Refusal::of_log("E0000053").because("since: The requested date is over 180 days in the past"));
    }
    Ok(Asked {
        mode,
        since: since.max(now - KEPT),
        until,
        now,
        limit: shortened(call, mode, limit(call)?),
        after,
        filter: call.parameter("filter").map(Filter::parse).transpose()?,
        words: words(call)?,
    })
}

fn invalid(field: &str, cause: &str) -> Refusal {
    Refusal::of_log("E0000001").about(field).because(cause)
}

/// A date, in milliseconds since 1970.
fn time(call: &Call, name: &str) -> Result<Option<i64>, Refusal> {
    let read = |text: &str| match OffsetDateTime::parse(text, &Rfc3339) {
        Ok(time) => Ok((time.unix_timestamp_nanos() / 1_000_000) as i64),
        // Bad dates are described as E0000001, and come as this.
        Err(_) => Err(Refusal::of_log("E0000030")),
    };
    call.parameter(name).map(read).transpose()
}

fn limit(call: &Call) -> Result<usize, Refusal> {
    match call.parameter("limit").map(str::parse::<usize>) {
        None => Ok(100),
        Some(Ok(limit @ 0..=MOST)) => Ok(limit),
        Some(_) => Err(invalid("limit", "limit: must be between 0 and 1000")),
    }
}

/// How many entries come of those that are asked for: where pages are short, every third of a poll is empty and leads to itself.
fn shortened(call: &Call, mode: Mode, limit: usize) -> usize {
    if mode != Mode::Polling || !call.oddities.contains(&Oddity::ShortPages) {
        return limit;
    }
    limit * (call.pages_before % 3) as usize / 3
}

/// A cursor as [`Place::cursor`] writes it. One that was given before the last refusal is good for nothing.
fn place(call: &Call, cursor: &str) -> Result<Place, Refusal> {
    let mut parts = cursor.split('_').map(str::parse::<i64>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(at)), Some(Ok(entry @ 0..)), given, None) if !matches!(given, Some(Err(_))) => {
            let given = given.and_then(Result::ok).unwrap_or(0);
            if given != call.happened.refusals() as i64 {
                return Err(Refusal::of_log("E0000053").because("after: The cursor is not valid any more"));
            }
            Ok(Place { at, entry: entry as u64 })
        }
        _ => Err(Refusal::of_log("E0000031").because("Invalid cursor.")),
    }
}

/// At most ten keywords of at most forty characters; all must occur.
fn words(call: &Call) -> Result<Vec<String>, Refusal> {
    let words: Vec<String> = call.parameter("q").into_iter().flat_map(str::split_whitespace).map(str::to_lowercase).collect();
    if words.len() > 10 || words.iter().any(|word| word.chars().count() > 40) {
        return Err(invalid("q", "q: at most 10 keywords of at most 40 characters"));
    }
    Ok(words)
}

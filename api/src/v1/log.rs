//! How far a connection's System Log is followed.

use axum::extract::State;
use oktually_core::{
    ids::{ConnectionId, LogBreakId},
    store::{self, LogBreakKind, LogCounts},
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::params::OfConnection;
use crate::{answer::Answer, app::App, auth::Caller, extract::Path, problem::Problem, words};

/// Breaks that are shown, the latest.
const BREAKS: i64 = 100;

/// How far a log is followed.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogStatus {
    /// Whether it is to be followed.
    #[schema(example = true)]
    enabled: bool,
    /// Where the reading began, or began anew; null before the first page.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    since: Option<OffsetDateTime>,
    /// When the latest event that we have happened.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-12T09:30:12Z")]
    latest_event_at: Option<OffsetDateTime>,
    /// When Okta last gave a page.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-12T09:31:02Z")]
    latest_page_at: Option<OffsetDateTime>,
    /// When the end of the log was last reached: until then, all that Okta had is here.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-12T09:31:02Z")]
    caught_up_at: Option<OffsetDateTime>,
    /// Whether the end of the log was reached with the last page.
    #[schema(example = true)]
    caught_up: bool,
    /// Seconds that what we have is behind now: since the end was reached, or since the latest event while there is more to read.
    #[schema(example = 41)]
    lag_seconds: Option<i64>,
    /// The greatest number given to an event, as the feed counts.
    #[schema(example = 48211)]
    position: i64,
    /// What was counted since the beginning.
    #[schema(value_type = Counts)]
    counts: Option<Counts>,
    /// Until when older hours were compared with what Okta has of them.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-12T06:00:00Z")]
    compared_until: Option<OffsetDateTime>,
    /// Why it stands still; null while all is well.
    trouble: Option<Trouble>,
    /// Where the reading was broken off, the latest first; a hundred at most.
    breaks: Vec<Break>,
}

/// What was counted while a log was followed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts {
    /// Events taken in.
    #[schema(example = 48190)]
    events: i64,
    /// Events that Okta gave again; they are kept once.
    #[schema(example = 12)]
    repeated: i64,
    /// Events that came more than five minutes after they had happened.
    #[schema(example = 3)]
    late: i64,
    /// Entries without an id, which cannot be kept.
    #[schema(example = 0)]
    unreadable: i64,
    /// Events that only the comparing of an older hour brought.
    #[schema(example = 0)]
    recovered: i64,
    /// Requests made.
    #[schema(example = 10260)]
    requests: i64,
}

/// Why a log stands still.
#[derive(Serialize, ToSchema)]
pub(crate) struct Trouble {
    /// As a code.
    #[schema(example = "log_refused")]
    code: String,
    /// In words, with what to do.
    #[schema(example = "Okta does not show the System Log to this credential: …")]
    detail: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-12T09:31:02Z")]
    since: Option<OffsetDateTime>,
}

/// A place where the reading was broken off.
#[derive(Serialize, ToSchema)]
pub(crate) struct Break {
    /// Its id.
    #[schema(value_type = String, example = "brk_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: LogBreakId,
    /// A restart: the range was read again and nothing is missing. Or a gap: what lies in the range is lost.
    #[schema(value_type = words::LogBreakKind)]
    kind: LogBreakKind,
    /// When it was noticed.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-10T02:00:00Z")]
    at: OffsetDateTime,
    /// The range, from.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-10T00:59:00Z")]
    from: OffsetDateTime,
    /// The range, until.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-10T02:00:00Z")]
    until: OffsetDateTime,
    /// Why.
    #[schema(example = "Okta refused the position; events from the range were read again, known ones left out")]
    reason: String,
}

impl From<store::LogBreak> for Break {
    fn from(row: store::LogBreak) -> Self {
        Self { id: row.id, kind: row.kind, at: row.at, from: row.from, until: row.until, reason: row.reason }
    }
}

impl From<LogCounts> for Counts {
    fn from(counts: LogCounts) -> Self {
        let LogCounts { events, repeated, late, unreadable, recovered, requests } = counts;
        Self { events, repeated, late, unreadable, recovered, requests }
    }
}

impl LogStatus {
    fn new(connection: &store::Connection, position: Option<store::LogPosition>, breaks: Vec<store::LogBreak>) -> Self {
        let breaks = breaks.into_iter().map(Break::from).collect();
        let Some(row) = position else {
            return Self {
                enabled: connection.log_enabled,
                since: None,
                latest_event_at: None,
                latest_page_at: None,
                caught_up_at: None,
                caught_up: false,
                lag_seconds: None,
                position: 0,
                counts: None,
                compared_until: None,
                trouble: None,
                breaks,
            };
        };
        let caught_up = row.caught_up_at.is_some_and(|at| row.last_page_at.is_none_or(|page| at >= page));
        let behind = if caught_up { row.caught_up_at } else { row.last_published.or(Some(row.since)) };
        Self {
            enabled: connection.log_enabled,
            since: Some(row.since),
            latest_event_at: row.last_published,
            latest_page_at: row.last_page_at,
            caught_up_at: row.caught_up_at,
            caught_up,
            lag_seconds: behind.map(|at| (OffsetDateTime::now_utc() - at).whole_seconds().max(0)),
            position: row.seq,
            counts: Some(row.counts.into()),
            compared_until: row.compared_until,
            trouble: row.trouble.map(|code| Trouble { code, detail: row.trouble_detail.unwrap_or_default(), since: row.trouble_since }),
            breaks,
        }
    }
}

/// Read how far a log is followed.
///
/// With what was counted, why it stands still if it does, and where it was broken off.
#[utoipa::path(
    get, path = "/v1/connections/{id}/log", tag = "events",
    security(("key" = ["viewer"])), params(OfConnection),
    responses((status = 200, description = "How far the log is followed.", body = LogStatus))
)]
pub(crate) async fn read_log(State(app): State<App>, caller: Caller, Path(id): Path<ConnectionId>) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let connection = scope.connection(id).await?;
    let position = scope.log_position(id).await?;
    let breaks = scope.log_breaks(id, None, BREAKS).await?;
    Ok(Answer::ok(&LogStatus::new(&connection, position, breaks)))
}

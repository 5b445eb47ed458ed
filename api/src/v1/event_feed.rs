//! Events for a SIEM: what has come since it last asked.

use axum::extract::State;
use oktually_core::{ids::ConnectionId, store::FeedPosition};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{event_form::Form, events::LogEvent};
use crate::{
    answer::Answer,
    app::App,
    auth::Caller,
    cursor::CursorContext,
    extract::Query,
    problem::Problem,
    text::{Line, Within},
    words,
};

/// Events of a page where nobody says how many.
const EVENTS: i64 = 1_000;

/// From where, how many, and in which form.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FedEvents {
    /// Where to go on: `cursor` of the answer before. Without it: from the earliest event that is kept, or as `from` says.
    #[param(value_type = Option<String>, example = "eyJjb25fMDE5OGM1ZjJhMGIwN2MzZTlkMmY0YTZiOGMwZDFlMmYiOjQ4MjExfQ")]
    cursor: Option<Line<20_000>>,
    /// Where to begin without a cursor.
    #[serde(default)]
    #[param(value_type = Option<words::FeedStart>)]
    from: FeedStart,
    /// Of one org only. A cursor is of use with the org that it was given for.
    #[param(value_type = Option<String>, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: Option<ConnectionId>,
    /// Events wanted at most. Without it: 1000.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, example = 1000)]
    limit: Option<Within<1, 1_000>>,
    /// The form of `event`. Without it: as Okta wrote it.
    #[serde(default)]
    #[param(value_type = Option<words::EventForm>)]
    form: Form,
}

/// Where a feed begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FeedStart {
    /// At the earliest event that is kept.
    #[default]
    Earliest,
    /// Behind the latest.
    Now,
}

/// What has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct Feed {
    /// The events, of each org in the order in which they came.
    data: Vec<LogEvent>,
    /// What to send next time. Keep it once you have kept the events.
    #[schema(example = "eyJjb25fMDE5OGM1ZjJhMGIwN2MzZTlkMmY0YTZiOGMwZDFlMmYiOjQ4MjExfQ")]
    cursor: String,
    /// Whether there is more to fetch at once.
    #[schema(example = false)]
    more: bool,
}

/// Follow events.
///
/// For a SIEM: ask, keep the events, then keep `cursor` and ask with it; at once while there is `more`, else in a while. Each event is given
/// at least once, and once if you keep the cursor; none is passed over, also those that Okta delivers late. Events are kept for as many days
/// as your tenant has them kept: who does not ask for longer misses what is dropped meanwhile.
#[utoipa::path(
    get, path = "/v1/events/feed", tag = "events",
    params(FedEvents), security(("key" = ["viewer"])),
    responses((status = 200, description = "What has come.", body = Feed))
)]
pub(crate) async fn feed_events(State(app): State<App>, caller: Caller, Query(asked): Query<FedEvents>) -> Result<Answer, Problem> {
    let cursors = app.signing.cursors()?;
    let only = asked.connection.map(|id| ("connection".to_owned(), id.to_string()));
    let context = CursorContext::new("/v1/events/feed", caller.tenant_uuid(), only.as_slice());
    let position = asked.cursor.as_ref().map(|text| cursors.open::<FeedPosition>(&context, text.as_str())).transpose()?;
    let limit = asked.limit.map_or(EVENTS, Within::get);
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let mut position = match (position, asked.from) {
        (Some(position), _) => position,
        (None, FeedStart::Earliest) => FeedPosition::new(),
        (None, FeedStart::Now) => scope.feed_end().await?,
    };
    let (rows, more) = scope.event_feed(&position, asked.connection, limit).await?;
    for row in &rows {
        position.insert(row.connection, row.seq);
    }
    let data = rows.iter().map(|row| LogEvent::new(row, asked.form)).collect::<Result<_, _>>()?;
    Ok(Answer::ok(&Feed { data, cursor: cursors.issue(&context, &position), more }))
}

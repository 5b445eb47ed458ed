//! Events of the System Log: search, and one.

use axum::extract::State;
use oktually_core::{
    ids::ConnectionId,
    store::{EventSeek, StoredEvent},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    Paging,
    event_filter::which_events,
    event_form::Form,
    params::{Named, OfEvent},
};
use crate::{
    answer::Answer,
    app::App,
    auth::Caller,
    extract::{Listing, Path, Query},
    page::Page,
    problem::Problem,
    words,
};

/// An event that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogEvent {
    /// Its id, as Okta gave it.
    #[schema(example = "0f1e2d3c-4799-11f1-9b3c-2f1d7a8b6c5e")]
    uuid: String,
    /// In which org.
    #[schema(value_type = String, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: ConnectionId,
    /// When it came to us.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:41Z")]
    received_at: OffsetDateTime,
    /// All of it, in the form that was asked for.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"eventType": "user.session.start", "outcome": {"result": "SUCCESS"}}))]
    event: Box<RawValue>,
}

impl LogEvent {
    pub(super) fn new(row: &StoredEvent, form: Form) -> Result<Self, Problem> {
        Ok(Self { uuid: row.uuid.clone(), connection: row.connection, received_at: row.received_at, event: form.write(row)? })
    }
}

which_events! {
    /// Which events, and in which form. All that is given must hold.
    SearchedEvents {
        /// The form of `event`. Without it: as Okta wrote it.
        #[serde(default)]
        #[param(value_type = Option<words::EventForm>)]
        form: Form,
    }
}

/// In which form.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InForm {
    /// The form of `event`. Without it: as Okta wrote it.
    #[serde(default)]
    #[param(value_type = Option<words::EventForm>)]
    form: Form,
}

/// Search events.
///
/// The latest first. Where a day holds more than can be looked through in ten seconds, the answer is `took-too-long`: narrow the time.
#[utoipa::path(
    get, path = "/v1/events", tag = "events",
    params(SearchedEvents, Paging), security(("key" = ["viewer"])),
    responses((status = 200, description = "A page of events.", body = Page<LogEvent>))
)]
pub(crate) async fn list_events(State(app): State<App>, caller: Caller, list: Listing<SearchedEvents>) -> Result<Page<LogEvent>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<EventSeek>(&cursors, caller.tenant_uuid())?;
    let filter = list.filters.filter()?;
    let rows = app.store.tenant(caller.tenant()).await?.events(&filter, after.as_ref(), list.rows_to_read()).await?;
    let form = list.filters.form;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, StoredEvent::seek);
    page.try_map(|row| LogEvent::new(&row, form))
}

/// Read an event.
#[utoipa::path(
    get, path = "/v1/events/{id}", tag = "events",
    params(OfEvent, InForm), security(("key" = ["viewer"])),
    responses((status = 200, description = "The event.", body = LogEvent))
)]
pub(crate) async fn read_event(
    State(app): State<App>,
    caller: Caller,
    Path(Named(id)): Path<Named>,
    Query(how): Query<InForm>,
) -> Result<Answer, Problem> {
    let rows = app.store.tenant(caller.tenant()).await?.events_by_id(&[id]).await?;
    let row = rows.first().ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&LogEvent::new(row, how.form)?))
}

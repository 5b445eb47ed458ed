//! What happened to a finding.

use axum::extract::State;
use oktually_core::{
    ids::{EventId, FindingId, RunId},
    store::{self, FindingChange},
};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{Paging, params::OfFinding};
use crate::{
    app::App,
    auth::Caller,
    extract::{Listing, Path},
    page::Page,
    problem::Problem,
    words,
};

/// One change of a finding.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingEvent {
    /// The change.
    #[schema(value_type = String, example = "evt_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: EventId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:01:30Z")]
    at: OffsetDateTime,
    /// What.
    #[schema(value_type = words::FindingChange)]
    what: FindingChange,
    /// By which run, if a run saw it.
    #[schema(value_type = Option<String>, example = "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    run: Option<RunId>,
    /// By whom, if a person said it.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    actor: Option<String>,
    /// What else is worth knowing, such as the reason.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"reason": "The old build server goes in March", "until": "2026-03-31T00:00:00Z"}))]
    detail: Value,
}

impl From<store::FindingEvent> for FindingEvent {
    fn from(row: store::FindingEvent) -> Self {
        let store::FindingEvent { id, at, what, run, actor, detail } = row;
        Self { id, at, what, run, actor, detail }
    }
}

/// List what happened to a finding.
///
/// Oldest first.
#[utoipa::path(
    get, path = "/v1/findings/{id}/history", tag = "findings",
    security(("key" = ["viewer"])), params(OfFinding, Paging),
    responses((status = 200, description = "A page of changes.", body = Page<FindingEvent>))
)]
pub(crate) async fn list_finding_history(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<FindingId>,
    list: Listing<()>,
) -> Result<Page<FindingEvent>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<EventId>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.finding_history(id, after, list.rows_to_read()).await?;
    Ok(list.page(&cursors, caller.tenant_uuid(), rows, |row| row.id).map(FindingEvent::from))
}

//! Leaving a connection alone, and taking it up again.

use axum::extract::State;
use oktually_core::{
    ids::ConnectionId,
    work::{Job, Lane},
};
use serde_json::json;

use super::{
    connection::{Connection, shown},
    params::{OfConnection, Repeatable},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    extract::Path,
    once::Once,
    problem::Problem,
};

/// Suspend a connection.
///
/// Nothing asks the org any more: an active run is cancelled and no credential is taken. What was found stays.
#[utoipa::path(
    post, path = "/v1/connections/{id}/suspend", tag = "connections",
    params(OfConnection, Repeatable), security(("key" = ["admin"])),
    responses((status = 200, description = "It is suspended.", body = Connection))
)]
pub(crate) async fn suspend_connection(
    State(app): State<App>,
    caller: Caller<Admin>,
    once: Once,
    Path(id): Path<ConnectionId>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &()).await? {
        return Ok(answer);
    }
    scope.take_lanes([Lane::Config(id)]).await?;
    let row = scope.suspend_connection(id, true).await?;
    if let Some(run) = scope.active_run(id).await? {
        scope.ask_to_cancel(run.id).await?;
        scope.hurry(&Job::CollectOrg { connection: id, run: run.id }).await?;
    }
    scope.record(&caller.actor(), "connection.suspended", Some(&id.to_string()), json!({})).await?;
    once.commit(scope, shown(row)).await
}

/// Resume a connection.
#[utoipa::path(
    post, path = "/v1/connections/{id}/resume", tag = "connections",
    params(OfConnection, Repeatable), security(("key" = ["admin"])),
    responses((status = 200, description = "It is taken up again.", body = Connection))
)]
pub(crate) async fn resume_connection(
    State(app): State<App>,
    caller: Caller<Admin>,
    once: Once,
    Path(id): Path<ConnectionId>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &()).await? {
        return Ok(answer);
    }
    // The lane comes first, as for the worker: else the two may wait for each other. It ends by itself if there is nothing to keep.
    scope.enqueue(&Job::KeepCurrent { connection: id }).await?;
    let row = scope.suspend_connection(id, false).await?;
    scope.record(&caller.actor(), "connection.resumed", Some(&id.to_string()), json!({})).await?;
    once.commit(scope, shown(row)).await
}

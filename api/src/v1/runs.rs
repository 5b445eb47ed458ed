//! Runs: started, watched, cancelled.

use axum::extract::State;
use oktually_core::{
    collect,
    ids::{ConnectionId, RunId},
    store::{self, ConnectionState, NewRun, Seek, Trigger},
    work::{Job, Lane},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    Paging,
    params::{OfConnection, OfRun, Repeatable},
    run::{Run, RunProgress},
    run_plan::RunPlan,
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Analyst, Caller},
    extract::{Json, Listing, Path},
    once::Once,
    page::Page,
    problem::{Kind, Problem},
};

/// Which runs.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichRuns {
    /// Of this connection only.
    #[param(value_type = Option<String>, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: Option<ConnectionId>,
}

/// How a run is to be started.
#[derive(Default, Deserialize, Serialize, ToSchema)]
pub(crate) struct NewRunRequest {
    /// Whether only to say what it would cost. Nothing is asked of Okta.
    #[serde(default)]
    #[schema(example = false)]
    dry_run: bool,
}

/// Start a run.
///
/// If one of the connection is active already, that is the answer. With `dry_run` nothing is started: the answer says how
/// many calls a run would make, and how long the rate limit would make it last at least.
#[utoipa::path(
    post, path = "/v1/connections/{id}/runs", tag = "runs",
    params(OfConnection, Repeatable), security(("key" = ["analyst"])), request_body = Option<NewRunRequest>,
    responses(
        (status = 202, description = "The run that was started, or is active.", body = Run),
        (status = 200, description = "With `dry_run`: what it would cost.", body = RunPlan),
    )
)]
pub(crate) async fn start_run(
    State(app): State<App>,
    caller: Caller<Analyst>,
    once: Once,
    Path(connection): Path<ConnectionId>,
    new: Option<Json<NewRunRequest>>,
) -> Result<Answer, Problem> {
    let new = new.map(|Json(new)| new).unwrap_or_default();
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if new.dry_run {
        scope.connection(connection).await?;
        return Ok(Answer::ok(&RunPlan::from(collect::plan(&mut scope, connection).await?)));
    }
    if let Some(answer) = once.answered(&app, &mut scope, &new).await? {
        return Ok(answer);
    }
    scope.take_lanes([Lane::Config(connection)]).await?;
    may_run(&scope.connection(connection).await?)?;
    let (run, started) = scope.start_run(&NewRun { connection, trigger: Trigger::Asked, by: caller.actor() }).await?;
    if started {
        scope.enqueue(&Job::CollectOrg { connection, run: run.id }).await?;
        scope.record(&caller.actor(), "run.started", Some(&run.id.to_string()), json!({ "connection": connection })).await?;
    }
    once.commit(scope, Answer::accepted(format!("/v1/runs/{}", run.id), &Run::from(run))).await
}

/// List runs.
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/runs", tag = "runs",
    params(WhichRuns, Paging), security(("key" = ["viewer"])),
    responses((status = 200, description = "A page of runs.", body = Page<Run>))
)]
pub(crate) async fn list_runs(State(app): State<App>, caller: Caller, list: Listing<WhichRuns>) -> Result<Page<Run>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.runs(list.filters.connection, after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| Seek { at: row.created_at, id: row.id.uuid() });
    Ok(page.map(Run::from))
}

/// Read a run.
#[utoipa::path(
    get, path = "/v1/runs/{id}", tag = "runs",
    params(OfRun), security(("key" = ["viewer"])),
    responses((status = 200, description = "The run with its progress.", body = RunProgress))
)]
pub(crate) async fn read_run(State(app): State<App>, caller: Caller, Path(id): Path<RunId>) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let run = scope.run(id).await?;
    let steps = scope.steps(id).await?;
    Ok(Answer::ok(&RunProgress::new(run, steps)))
}

/// Cancel a run.
///
/// It stops at its next safe point; what it has read stays.
#[utoipa::path(
    post, path = "/v1/runs/{id}/cancel", tag = "runs",
    params(OfRun, Repeatable), security(("key" = ["analyst"])),
    responses((status = 202, description = "It was asked to stop.", body = Run))
)]
pub(crate) async fn cancel_run(
    State(app): State<App>,
    caller: Caller<Analyst>,
    once: Once,
    Path(id): Path<RunId>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &()).await? {
        return Ok(answer);
    }
    let connection = scope.run(id).await?.connection;
    scope.take_lanes([Lane::Config(connection)]).await?;
    let run = scope.ask_to_cancel(id).await?;
    // One that waits for a rate limit need not wait any longer.
    scope.hurry(&Job::CollectOrg { connection, run: id }).await?;
    scope.record(&caller.actor(), "run.cancel_asked", Some(&id.to_string()), json!({})).await?;
    once.commit(scope, Answer::accepted(format!("/v1/runs/{id}"), &Run::from(run))).await
}

fn may_run(connection: &store::Connection) -> Result<(), Problem> {
    let why = match connection.state {
        ConnectionState::Active => return Ok(()),
        ConnectionState::AwaitingCredential => "the connection has no credential yet",
        ConnectionState::Verifying => "the connection's first credential is still being verified",
        ConnectionState::Rejected => "Okta does not accept the connection's credential: submit another",
        ConnectionState::Suspended => "the connection is suspended",
    };
    Err(Problem::new(Kind::Conflict).detail(why))
}

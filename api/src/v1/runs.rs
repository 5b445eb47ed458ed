//! Runs: started, watched, cancelled.

use axum::extract::State;
use oktually_core::{
    collect,
    ids::{ConnectionId, RunId},
    store::{self, ConnectionState, NewRun, RunState, Seek, StepState, Trigger},
    work::Job,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{Paging, run_plan::RunPlan};
use crate::{
    answer::Answer,
    app::App,
    auth::{Analyst, Caller},
    extract::{Json, Listing, Path},
    once::Once,
    page::Page,
    problem::{Kind, Problem},
    words,
};

/// One look at a connection.
#[derive(Serialize, ToSchema)]
pub(crate) struct Run {
    /// The run.
    #[schema(value_type = String, example = "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: RunId,
    /// What it looks at.
    #[schema(value_type = String, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: ConnectionId,
    /// Why it was started.
    #[schema(value_type = words::Trigger)]
    trigger: Trigger,
    /// Where it stands.
    #[schema(value_type = words::RunState)]
    state: RunState,
    /// Who asked: a key, or the service itself.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    asked_by: String,
    /// When it was asked for.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    created_at: OffsetDateTime,
    /// When it began.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:01Z")]
    started_at: Option<OffsetDateTime>,
    /// When everything had been read. Checks measure ages against it.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:01:30Z")]
    collected_at: Option<OffsetDateTime>,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:01:31Z")]
    finished_at: Option<OffsetDateTime>,
    /// Until when Okta's rate limit makes it wait.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:01:00Z")]
    waiting_until: Option<OffsetDateTime>,
    /// When somebody asked to stop it.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:01:00Z")]
    cancel_asked_at: Option<OffsetDateTime>,
    /// Requests made to Okta so far.
    #[schema(example = 240)]
    requests: i32,
    /// Version of the credential in use.
    #[schema(example = 1)]
    credential_version: Option<i32>,
    /// Why it failed, as a code.
    #[schema(example = "credential_rejected")]
    problem: Option<String>,
    /// Why it failed, in words.
    #[schema(example = "Okta does not accept the token any more")]
    problem_detail: Option<String>,
    /// Open findings by severity when the checks were done.
    #[schema(value_type = Option<BTreeMap<String, words::Anything>>, example = json!({"critical": 1, "high": 3, "medium": 5, "low": 2, "info": 0}))]
    findings: Option<Value>,
    /// Checks or subjects that could not be evaluated.
    #[schema(example = 4)]
    not_evaluated: Option<i32>,
    /// Moves with every change; the id of progress events.
    #[schema(example = 57)]
    revision: i32,
}

impl From<store::Run> for Run {
    fn from(row: store::Run) -> Self {
        Self {
            id: row.id,
            connection: row.connection,
            trigger: row.trigger,
            state: row.state,
            asked_by: row.asked_by,
            created_at: row.created_at,
            started_at: row.started_at,
            collected_at: row.collected_at,
            finished_at: row.finished_at,
            waiting_until: row.waiting_until,
            cancel_asked_at: row.cancel_asked_at,
            requests: row.requests,
            credential_version: row.credential_version,
            problem: row.problem,
            problem_detail: row.problem_detail,
            findings: row.findings,
            not_evaluated: row.not_evaluated,
            revision: row.revision,
        }
    }
}

/// A run with its progress.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunProgress {
    #[serde(flatten)]
    run: Run,
    /// What it reads, in order, and how far each list is.
    steps: Vec<Step>,
}

impl RunProgress {
    /// A run and its steps, as they stand.
    pub(super) fn new(run: store::Run, steps: Vec<store::Step>) -> Self {
        Self { run: run.into(), steps: steps.into_iter().map(Step::from).collect() }
    }
}

/// One list that a run reads.
#[derive(Serialize, ToSchema)]
pub(crate) struct Step {
    /// What it reads.
    #[schema(example = "users")]
    step: String,
    /// Where it stands.
    #[schema(value_type = words::StepState)]
    state: StepState,
    /// Objects read.
    #[schema(example = 1200)]
    done: i32,
    /// How many there will be, where it is known.
    #[schema(example = 5000)]
    total: Option<i32>,
    /// Requests made.
    #[schema(example = 6)]
    requests: i32,
    /// Objects that could not be understood.
    #[schema(example = 0)]
    unreadable: i32,
    /// What was asked when it could not be read, with ids replaced.
    #[schema(example = "/api/v1/api-tokens")]
    endpoint: Option<String>,
    /// Why it was not read, as a code.
    #[schema(example = "forbidden")]
    reason: Option<String>,
    /// Why it was not read, in words.
    #[schema(example = "The token's owner lacks the permission View API tokens")]
    detail: Option<String>,
}

impl From<store::Step> for Step {
    fn from(row: store::Step) -> Self {
        let store::Step { step, state, done, total, requests, unreadable, endpoint, reason, detail, .. } = row;
        Self { step, state, done, total, requests, unreadable, endpoint, reason, detail }
    }
}

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
#[utoipa::path(post, path = "/v1/connections/{id}/runs", tag = "runs", params(super::headers::Repeatable, ("id" = String, Path, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")), security(("key" = ["analyst"])),
    request_body = Option<NewRunRequest>,
    responses((status = 202, description = "The run that was started, or is active.", body = Run), (status = 200, description = "With `dry_run`: what it would cost.", body = RunPlan)))]
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
#[utoipa::path(get, path = "/v1/runs", tag = "runs", params(WhichRuns, Paging), security(("key" = ["viewer"])),
    responses((status = 200, description = "A page of runs.", body = Page<Run>)))]
pub(crate) async fn list_runs(State(app): State<App>, caller: Caller, list: Listing<WhichRuns>) -> Result<Page<Run>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.runs(list.filters.connection, after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| Seek { at: row.created_at, id: row.id.uuid() });
    Ok(page.map(Run::from))
}

/// Read a run.
#[utoipa::path(get, path = "/v1/runs/{id}", tag = "runs", params(("id" = String, Path, example = "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")), security(("key" = ["viewer"])),
    responses((status = 200, description = "The run with its progress.", body = RunProgress)))]
pub(crate) async fn read_run(State(app): State<App>, caller: Caller, Path(id): Path<RunId>) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let run = scope.run(id).await?;
    let steps = scope.steps(id).await?;
    Ok(Answer::ok(&RunProgress::new(run, steps)))
}

/// Cancel a run.
///
/// It stops at its next safe point; what it has read stays.
#[utoipa::path(post, path = "/v1/runs/{id}/cancel", tag = "runs", params(("id" = String, Path, example = "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")), security(("key" = ["analyst"])),
    responses((status = 202, description = "It was asked to stop.", body = Run)))]
pub(crate) async fn cancel_run(State(app): State<App>, caller: Caller<Analyst>, Path(id): Path<RunId>) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let run = scope.ask_to_cancel(id).await?;
    // One that waits for a rate limit need not wait any longer.
    scope.hurry(&Job::CollectOrg { connection: run.connection, run: id }).await?;
    scope.record(&caller.actor(), "run.cancel_asked", Some(&id.to_string()), json!({})).await?;
    scope.commit().await?;
    Ok(Answer::accepted(format!("/v1/runs/{id}"), &Run::from(run)))
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

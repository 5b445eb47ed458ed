//! Jobs.

use axum::extract::State;
use oktually_core::{
    ids::{JobId, TenantId},
    store::{CredentialState, JobFilter, JobState, JobView, Seek, StoreError},
    work,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    extract::{Listing, Path},
    page::Page,
    problem::{Kind, Problem},
    v1::{OfJob, Paging},
    words,
};

/// Work to do, or done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Job {
    /// The job.
    #[schema(value_type = String, example = "job_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: JobId,
    /// Whose it is.
    #[schema(value_type = String, example = "ten_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    tenant: TenantId,
    /// What it must not run beside.
    #[schema(example = "config:con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    lane: String,
    /// What it does.
    #[schema(example = "collect_org")]
    kind: String,
    /// Ids of what it is about.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"connection": "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f", "run": "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f"}))]
    payload: Value,
    /// Where it stands.
    #[schema(value_type = words::JobState)]
    state: JobState,
    /// When it may run.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    run_at: OffsetDateTime,
    /// Attempts so far.
    #[schema(example = 1)]
    attempts: i32,
    /// Attempts allowed.
    #[schema(example = 6)]
    max_attempts: i32,
    /// Why it failed or was put back.
    #[schema(example = "the database could not do it just now")]
    error: Option<String>,
    /// When it was queued.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    created_at: OffsetDateTime,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:01:31Z")]
    finished_at: Option<OffsetDateTime>,
}

impl From<JobView> for Job {
    fn from(row: JobView) -> Self {
        let JobView { id, tenant, lane, kind, payload, state, run_at, attempts, max_attempts, error, created_at, finished_at } = row;
        Self { id, tenant, lane, kind, payload, state, run_at, attempts, max_attempts, error, created_at, finished_at }
    }
}

/// Which jobs.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichJobs {
    /// Of this tenant only.
    #[param(value_type = Option<String>, example = "ten_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    tenant: Option<TenantId>,
    /// In this state only.
    #[param(value_type = Option<words::JobState>)]
    state: Option<JobState>,
}

/// List jobs.
///
/// Newest first.
#[utoipa::path(
    get, path = "/operator/v1/jobs", tag = "operator: jobs",
    params(WhichJobs, Paging), security(("operator" = [])),
    responses((status = 200, description = "A page of jobs.", body = Page<Job>))
)]
pub(crate) async fn list_jobs(State(app): State<App>, _operator: Operator, list: Listing<WhichJobs>) -> Result<Page<Job>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, None)?;
    let filter = JobFilter { tenant: list.filters.tenant, state: list.filters.state };
    let rows = app.store.operator().await?.jobs(filter, after, list.rows_to_read()).await?;
    Ok(list.page(&cursors, None, rows, |row| Seek { at: row.created_at, id: row.id.uuid() }).map(Job::from))
}

/// Read a job.
#[utoipa::path(
    get, path = "/operator/v1/jobs/{id}", tag = "operator: jobs",
    params(OfJob), security(("operator" = [])),
    responses((status = 200, description = "The job.", body = Job))
)]
pub(crate) async fn read_job(State(app): State<App>, _operator: Operator, Path(id): Path<JobId>) -> Result<Answer, Problem> {
    let row = app.store.operator().await?.job(id).await?;
    Ok(Answer::ok(&Job::from(row)))
}

/// Queue a failed or cancelled job again.
///
/// With all its attempts. One that could do nothing any more, because its run has ended or its credential was replaced, is not.
#[utoipa::path(
    post, path = "/operator/v1/jobs/{id}/retry", tag = "operator: jobs",
    params(OfJob), security(("operator" = [])),
    responses((status = 200, description = "It is queued.", body = Job))
)]
pub(crate) async fn retry_job(State(app): State<App>, operator: Operator, Path(id): Path<JobId>) -> Result<Answer, Problem> {
    still_wanted(&app, &app.store.operator().await?.job(id).await?).await?;
    let mut scope = app.store.operator().await?;
    scope.retry_job(id).await?;
    let row = scope.job(id).await?;
    scope.record(row.tenant, &operator.actor(), "job.retried", Some(&id.to_string()), json!({ "kind": row.kind })).await?;
    scope.commit().await?;
    Ok(Answer::ok(&Job::from(row)))
}

/// A job whose run has ended, or whose credential was replaced, would find nothing to do.
async fn still_wanted(app: &App, row: &JobView) -> Result<(), Problem> {
    let Ok(job) = work::Job::from_stored(&row.kind, &row.payload) else { return Ok(()) };
    let mut scope = app.store.tenant(row.tenant).await?;
    let (wanted, otherwise) = match job {
        work::Job::CollectOrg { run, .. } | work::Job::AnalyseRun { run, .. } => {
            (scope.run(run).await.map(|run| run.state.is_active()), "its run has ended: start a new run")
        }
        work::Job::VerifyCredential { connection, version } => {
            let credential = scope.credential(connection, version).await;
            (credential.map(|it| it.state != CredentialState::Replaced), "its credential was replaced: verify the connection again")
        }
        _ => return Ok(()),
    };
    match wanted {
        Ok(true) => Ok(()),
        Ok(false) | Err(StoreError::NotFound(_)) => Err(Problem::new(Kind::Conflict).detail(otherwise)),
        Err(error) => Err(error.into()),
    }
}

/// Cancel a queued job.
///
/// It is marked, and the next worker that takes it up gives it up, with what that means for its run or credential: until then it is
/// still `queued`. One that is running ends by itself; a run is cancelled through the run. Work that keeps a connection or a tenant in
/// order cannot be cancelled.
#[utoipa::path(
    post, path = "/operator/v1/jobs/{id}/cancel", tag = "operator: jobs",
    params(OfJob), security(("operator" = [])),
    responses((status = 200, description = "It will be given up.", body = Job))
)]
pub(crate) async fn cancel_job(State(app): State<App>, operator: Operator, Path(id): Path<JobId>) -> Result<Answer, Problem> {
    let mut scope = app.store.operator().await?;
    scope.cancel_job(id).await?;
    let row = scope.job(id).await?;
    scope.record(row.tenant, &operator.actor(), "job.cancelled", Some(&id.to_string()), json!({ "kind": row.kind })).await?;
    scope.commit().await?;
    Ok(Answer::ok(&Job::from(row)))
}

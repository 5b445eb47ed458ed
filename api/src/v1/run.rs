//! A run, as it is shown.

use oktually_core::{
    ids::{ConnectionId, RunId},
    store::{self, RunState, StepState, Trigger},
};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::words;

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
    /// Why it failed, as a code: one of a credential's, `attempts_exhausted` (Okta could not be asked for long), `crashed`, `job_lost`, `other_org`.
    #[schema(example = "credential_rejected")]
    problem: Option<String>,
    /// Why it failed, in words.
    #[schema(example = "Okta does not accept the token any more")]
    problem_detail: Option<String>,
    /// Open findings by severity when the checks were done, without those that were muted or whose risk was accepted.
    #[schema(value_type = Option<BTreeMap<String, words::Anything>>, example = json!({"critical": 1, "high": 3, "medium": 5, "low": 2, "info": 0}))]
    findings: Option<Value>,
    /// Checks or subjects that could not be evaluated.
    #[schema(example = 4)]
    not_evaluated: Option<i32>,
    /// Objects known of the org when the checks were done, by kind.
    #[schema(value_type = Option<BTreeMap<String, words::Anything>>, example = json!({"api_token": 9, "group": 80, "user": 4990}))]
    resources: Option<Value>,
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
            resources: row.resources,
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
    /// About how many there will be: as many as the connection's last run that succeeded read here.
    #[schema(example = 4990)]
    estimate: Option<i32>,
    /// Requests made.
    #[schema(example = 6)]
    requests: i32,
    /// Objects that could not be understood.
    #[schema(example = 0)]
    unreadable: i32,
    /// What was wrong with them, never with a value: at most some twenty reasons.
    not_understood: Vec<NotUnderstood>,
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

/// Objects of a list that could not be understood, for one reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct NotUnderstood {
    /// Where in an object, and what was wrong.
    #[schema(example = "profile.login: expected a text")]
    reason: String,
    /// How many objects.
    #[schema(example = 2)]
    count: u64,
    /// Ids of the first of them, as far as they could be read.
    #[schema(example = json!(["00u1gjh63g214q0Hq0g4"]))]
    ids: Vec<String>,
}

impl From<store::Trouble> for NotUnderstood {
    fn from(row: store::Trouble) -> Self {
        Self { reason: row.reason, count: row.count, ids: row.ids }
    }
}

impl From<store::Step> for Step {
    fn from(row: store::Step) -> Self {
        let store::Step { step, state, done, total, estimate, requests, unreadable, not_understood, endpoint, reason, detail, .. } = row;
        let not_understood = not_understood.0.0.into_iter().map(NotUnderstood::from).collect();
        Self { step, state, done, total, estimate, requests, unreadable, not_understood, endpoint, reason, detail }
    }
}

//! Runs.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Actor, Result, Seek, StoreError, TenantScope};
use crate::ids::{ConnectionId, RunId};

/// Why a run was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A first credential was accepted.
    FirstCredential = 1,
    /// Somebody asked.
    Asked = 2,
    /// Its time had come.
    Scheduled = 3,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Waits for its lane's turn.
    Queued = 1,
    /// Reads the org.
    Collecting = 2,
    /// Runs the checks.
    Analysing = 3,
    /// Ended well.
    Succeeded = 4,
    /// Ended badly; the problem says why.
    Failed = 5,
    /// Was stopped.
    Cancelled = 6,
}

impl RunState {
    /// Whether it still goes on.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Collecting | Self::Analysing)
    }
}

/// One look at a connection.
#[derive(Debug, Clone)]
pub struct Run {
    /// The run.
    pub id: RunId,
    /// What it looks at.
    pub connection: ConnectionId,
    /// Why it was started.
    pub trigger: Trigger,
    /// Where it stands.
    pub state: RunState,
    /// Who asked.
    pub asked_by: String,
    /// When it was asked for.
    pub created_at: OffsetDateTime,
    /// When it began.
    pub started_at: Option<OffsetDateTime>,
    /// When everything had been read.
    pub collected_at: Option<OffsetDateTime>,
    /// When it ended.
    pub finished_at: Option<OffsetDateTime>,
    /// Until when Okta's rate limit makes it wait.
    pub waiting_until: Option<OffsetDateTime>,
    /// When somebody asked to stop it.
    pub cancel_asked_at: Option<OffsetDateTime>,
    /// Requests made to Okta so far.
    pub requests: i32,
    /// Version of the credential in use.
    pub credential_version: Option<i32>,
    /// Why it failed, as a code.
    pub problem: Option<String>,
    /// Why it failed, in words.
    pub problem_detail: Option<String>,
    /// Open findings by severity when the analysis was done.
    pub findings: Option<serde_json::Value>,
    /// Checks or subjects that could not be evaluated.
    pub not_evaluated: Option<i32>,
    /// Objects known of the org then, by kind.
    pub resources: Option<serde_json::Value>,
    /// Moves with every commit.
    pub revision: i32,
}

/// A run to be started.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// What it looks at.
    pub connection: ConnectionId,
    /// Why.
    pub trigger: Trigger,
    /// Who asked.
    pub by: Actor,
}

/// How a run ended.
#[derive(Debug, Clone)]
pub enum RunEnd {
    /// Well.
    Succeeded {
        /// Open findings by severity.
        findings: serde_json::Value,
        /// Checks or subjects that could not be evaluated.
        not_evaluated: i32,
        /// Objects known of the org, by kind.
        resources: serde_json::Value,
    },
    /// Badly.
    Failed {
        /// A code.
        problem: String,
        /// In words.
        detail: String,
    },
    /// It was stopped.
    Cancelled,
}

macro_rules! runs {
    ($name:literal, $($rest:literal)+ $(, $value:expr)*) => {
        sqlx::query_as!(
            Run,
            $name + r#"
            select id as "id: RunId", connection_id as "connection: ConnectionId", trigger as "trigger: Trigger", state as "state: RunState",
              asked_by, created_at, started_at, collected_at, finished_at, waiting_until, cancel_asked_at, requests, credential_version,
              problem, problem_detail, findings, not_evaluated, resources, revision
            from runs
            "# $(+ $rest)+
            $(, $value)*
        )
    };
}

impl TenantScope {
    /// The connection's active run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active_run(&mut self, connection: ConnectionId) -> Result<Option<Run>> {
        Ok(runs!("-- active_run", "where connection_id = $1 and state <= 3", connection.uuid()).fetch_optional(&mut *self.tx).await?)
    }

    /// One run.
    ///
    /// # Errors
    /// When there is none.
    pub async fn run(&mut self, id: RunId) -> Result<Run> {
        runs!("-- read_run", "where id = $1", id.uuid()).fetch_optional(&mut *self.tx).await?.ok_or(StoreError::NotFound("run"))
    }

    /// Runs, newest first, of one connection or of all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs(&mut self, connection: Option<ConnectionId>, after: Option<Seek>, limit: i64) -> Result<Vec<Run>> {
        let (at, id) = Seek::newest_first(after);
        let rows = match connection {
            Some(connection) => {
                runs!(
                    "-- list_runs_of_connection",
                    "where connection_id = $1 and (created_at, id) < ($2, $3)
                    order by created_at desc, id desc limit $4",
                    connection.uuid(),
                    at,
                    id,
                    limit
                )
                .fetch_all(&mut *self.tx)
                .await?
            }
            None => {
                runs!(
                    "-- list_runs",
                    "where (created_at, id) < ($1, $2)
                    order by created_at desc, id desc limit $3",
                    at,
                    id,
                    limit
                )
                .fetch_all(&mut *self.tx)
                .await?
            }
        };
        Ok(rows)
    }

    /// When the connection's last run ended well.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_success(&mut self, connection: ConnectionId) -> Result<Option<OffsetDateTime>> {
        Ok(sqlx::query_scalar!(
            r#"-- last_success
            select finished_at from runs where connection_id = $1 and state = 4 order by created_at desc limit 1"#,
            connection.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .flatten())
    }
}

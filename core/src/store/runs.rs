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
              problem, problem_detail, findings, not_evaluated, revision
            from runs
            "# $(+ $rest)+
            $(, $value)*
        )
    };
}

impl TenantScope {
    /// Starts a run, or gives the one that is active already; the second value tells which.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn start_run(&mut self, new: &NewRun) -> Result<(Run, bool)> {
        self.lock_connection(new.connection).await?;
        // A run whose job was ended behind its back, by an operator or because it crashed every worker, must not stand in the way.
        sqlx::query!(
            r#"-- end_lost_runs
            update runs
            set state = 5, problem = 'job_lost', problem_detail = 'its job was ended before the run was', finished_at = now(), waiting_until = null,
              revision = revision + 1
            where connection_id = $1 and state <= 3 and not exists (
              select from jobs
              where jobs.kind in ('collect_org', 'analyse_run') and jobs.state <= 2 and jobs.dedup = 'run_' || replace(runs.id::text, '-', '')
            )"#,
            new.connection.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        let id = RunId::new();
        let started = sqlx::query!(
            r#"-- start_run
            insert into runs (tenant_id, id, connection_id, trigger, asked_by)
            values ($1, $2, $3, $4, $5)
            on conflict (tenant_id, connection_id) where state <= 3 do nothing"#,
            self.tenant.uuid(),
            id.uuid(),
            new.connection.uuid(),
            new.trigger as i16,
            new.by.to_string(),
        )
        .execute(&mut *self.tx)
        .await?;
        if started.rows_affected() == 1 {
            return Ok((self.run(id).await?, true));
        }
        let active = self.active_run(new.connection).await?.ok_or(StoreError::NotFound("run"))?;
        Ok((active, false))
    }

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

    /// Asks a run to stop: it does at its next safe point.
    ///
    /// # Errors
    /// When there is none, or it has ended.
    pub async fn ask_to_cancel(&mut self, id: RunId) -> Result<Run> {
        let run = self.run(id).await?;
        if !run.state.is_active() {
            return Err(StoreError::Conflict("run_ended"));
        }
        sqlx::query!(
            "-- ask_to_cancel\nupdate runs set cancel_asked_at = coalesce(cancel_asked_at, now()), revision = revision + 1 where id = $1 and state <= 3",
            id.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        self.run(id).await
    }

    /// Marks that a run reads the org now, and with which credential.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_collecting(&mut self, id: RunId, credential_version: i32) -> Result<()> {
        // What another credential could not see, this one may.
        sqlx::query!(
            r#"-- look_again
            update run_steps
            set state = 1, cursor = null, endpoint = null, reason = null, detail = null
            from runs
            where runs.id = $1 and run_steps.run_id = $1 and run_steps.state in (4, 5, 6) and runs.credential_version <> $2"#,
            id.uuid(),
            credential_version,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"-- begin_collecting
            update runs
            set state = 2, started_at = coalesce(started_at, now()), credential_version = $2, waiting_until = null, revision = revision + 1
            where id = $1 and state <= 2"#,
            id.uuid(),
            credential_version,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Marks that everything has been read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_analysing(&mut self, id: RunId) -> Result<()> {
        sqlx::query!(
            "-- begin_analysing\nupdate runs set state = 3, collected_at = now(), waiting_until = null, revision = revision + 1 where id = $1 and state <= 3",
            id.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Adds requests made, and says until when the run waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_requests(&mut self, id: RunId, made: i32, waiting_until: Option<OffsetDateTime>) -> Result<()> {
        sqlx::query!(
            "-- count_requests\nupdate runs set requests = requests + $2, waiting_until = $3, revision = revision + 1 where id = $1",
            id.uuid(),
            made,
            waiting_until,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Ends a run that is active; an ended one stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_run(&mut self, id: RunId, end: &RunEnd) -> Result<()> {
        let (state, problem, detail, findings, not_evaluated) = match end {
            RunEnd::Succeeded { findings, not_evaluated } => (RunState::Succeeded, None, None, Some(findings), Some(*not_evaluated)),
            RunEnd::Failed { problem, detail } => (RunState::Failed, Some(problem.as_str()), Some(detail.as_str()), None, None),
            RunEnd::Cancelled => (RunState::Cancelled, None, None, None, None),
        };
        sqlx::query!(
            r#"-- end_run
            update runs
            set state = $2, problem = $3, problem_detail = $4, findings = $5, not_evaluated = $6, finished_at = now(), waiting_until = null,
              revision = revision + 1
            where id = $1 and state <= 3"#,
            id.uuid(),
            state as i16,
            problem,
            detail,
            findings,
            not_evaluated,
        )
        .execute(&mut *self.tx)
        .await?;
        // The ids that pages showed serve the closing of lists; after the run they serve nothing.
        sqlx::query!("-- forget_pages\ndelete from run_pages where run_id = $1", id.uuid()).execute(&mut *self.tx).await?;
        Ok(())
    }
}

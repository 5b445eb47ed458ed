//! A run's life: started, carried on, ended.

use time::OffsetDateTime;

use super::{NewRun, Result, Run, RunEnd, RunState, StoreError, TenantScope};
use crate::ids::RunId;

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
            set state = 1, cursor = null, endpoint = null, reason = null, detail = null, done = 0, unreadable = 0, not_understood = '[]',
              incomplete = '{}'
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
        let (state, problem, detail) = match end {
            RunEnd::Succeeded { .. } => (RunState::Succeeded, None, None),
            RunEnd::Failed { problem, detail } => (RunState::Failed, Some(problem.as_str()), Some(detail.as_str())),
            RunEnd::Cancelled => (RunState::Cancelled, None, None),
        };
        let (findings, not_evaluated, resources) = match end {
            RunEnd::Succeeded { findings, not_evaluated, resources } => (Some(findings), Some(*not_evaluated), Some(resources)),
            RunEnd::Failed { .. } | RunEnd::Cancelled => (None, None, None),
        };
        sqlx::query!(
            r#"-- end_run
            update runs
            set state = $2, problem = $3, problem_detail = $4, findings = $5, not_evaluated = $6, resources = $7, finished_at = now(), waiting_until = null,
              revision = revision + 1
            where id = $1 and state <= 3"#,
            id.uuid(),
            state as i16,
            problem,
            detail,
            findings,
            not_evaluated,
            resources,
        )
        .execute(&mut *self.tx)
        .await?;
        // The ids that pages showed serve the closing of lists; after the run they serve nothing.
        sqlx::query!("-- forget_pages\ndelete from run_pages where run_id = $1", id.uuid()).execute(&mut *self.tx).await?;
        Ok(())
    }
}

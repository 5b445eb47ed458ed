//! A run's steps: lists of calls, each with the place where it stands.

use okta_client::Unreadable;
use serde::{Deserialize, Serialize};

use sqlx::types::Json;

use super::{Incomplete, Lease, NotUnderstood, Result, StoreError, TenantScope};
use crate::ids::RunId;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its turn has not come.
    Waiting = 1,
    /// Pages are being read.
    Reading = 2,
    /// Read to its end.
    Read = 3,
    /// Okta does not let our credential see it.
    NotVisible = 4,
    /// The org does not have it: another engine, or a feature that is off.
    NotOffered = 5,
    /// It failed in a way that did not get better.
    Unreadable = 6,
}

impl StepState {
    /// Whether nothing more will be read.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Reading)
    }
}

/// One list of calls of a run.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it reads.
    pub step: String,
    /// Where it stands.
    pub state: StepState,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Objects read.
    pub done: i32,
    /// How many there will be, where it is known.
    pub total: Option<i32>,
    /// How many the connection's last run read here: about as many there will be now.
    pub estimate: Option<i32>,
    /// Requests made.
    pub requests: i32,
    /// Objects that could not be understood.
    pub unreadable: i32,
    /// What was wrong with them.
    pub not_understood: Json<NotUnderstood>,
    /// Objects whose own lists were not read whole, where the step reads a list for each of several.
    pub incomplete: Incomplete,
    /// Times it was begun anew because a cursor had expired.
    pub restarts: i16,
    /// What was asked when it could not be read, with ids replaced.
    pub endpoint: Option<String>,
    /// Why it was not read, as a code.
    pub reason: Option<String>,
    /// Why it was not read, in words.
    pub detail: Option<String>,
}

impl Step {
    /// Notes objects that could not be understood.
    pub fn note(&mut self, unreadable: &[Unreadable], without_id: usize) {
        self.not_understood.0.note(unreadable);
        self.not_understood.0.note_all("there is no id", without_id);
        self.unreadable += i32::try_from(unreadable.len() + without_id).unwrap_or(i32::MAX);
    }
}

impl TenantScope {
    /// The steps of a run, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn steps(&mut self, run: RunId) -> Result<Vec<Step>> {
        Ok(sqlx::query_as!(
            Step,
            r#"-- steps_of_run
            select step, state as "state: StepState", cursor, done, total, estimate, requests, unreadable,
              not_understood as "not_understood: Json<NotUnderstood>", incomplete as "incomplete: Incomplete", restarts, endpoint, reason, detail
            from run_steps
            where run_id = $1
            order by position"#,
            run.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Writes down what a run will read; steps that stand there already stay as they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_steps(&mut self, run: RunId, steps: &[String]) -> Result<()> {
        let positions: Vec<i16> = (0..).take(steps.len()).collect();
        sqlx::query!(
            r#"-- plan_steps
            with last as (
              select id from runs
              where connection_id = (select connection_id from runs where id = $2) and state = 4
              order by created_at desc
              limit 1
            )
            insert into run_steps (tenant_id, run_id, position, step, estimate)
            select $1, $2, planned.position, planned.step, before.done
            from unnest($3::smallint[], $4::text[]) as planned (position, step)
            left join run_steps before on before.run_id = (select id from last) and before.step = planned.step and before.state = 3
            on conflict do nothing"#,
            self.tenant.uuid(),
            run.uuid(),
            &positions,
            steps,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Moves a step forward, with the page it follows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance_step(&mut self, lease: &Lease, run: RunId, step: &Step) -> Result<()> {
        let advanced = sqlx::query!(
            r#"-- advance_step
            update run_steps
            set state = $3, cursor = $4, done = $5, total = $6, requests = $7, unreadable = $8, restarts = $9, endpoint = $10, reason = $11, detail = $12,
              not_understood = $13, incomplete = $14
            where run_id = $1 and step = $2"#,
            run.uuid(),
            step.step,
            step.state as i16,
            step.cursor,
            step.done,
            step.total,
            step.requests,
            step.unreadable,
            step.restarts,
            step.endpoint,
            step.reason,
            step.detail,
            Json(&step.not_understood.0) as _,
            &step.incomplete.0,
        )
        .execute(&mut *self.tx)
        .await?;
        // Without its connection a run is gone, and what its page showed must not stay.
        if advanced.rows_affected() == 0 {
            return Err(StoreError::NotFound("run"));
        }
        self.forgive_attempts(lease).await
    }

    /// Remembers which objects a page showed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_page(&mut self, run: RunId, step: &str, parent: &str, ids: &[String]) -> Result<()> {
        sqlx::query!(
            r#"-- keep_page
            insert into run_pages (tenant_id, run_id, step, page, parent, ids)
            select $1, $2, $3, coalesce(max(page), 0) + 1, $4, $5 from run_pages where run_id = $2 and step = $3"#,
            self.tenant.uuid(),
            run.uuid(),
            step,
            parent,
            ids,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Forgets what pages showed: the list is begun anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_pages(&mut self, run: RunId, step: &str) -> Result<()> {
        sqlx::query!("-- forget_pages_of_step\ndelete from run_pages where run_id = $1 and step = $2", run.uuid(), step)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

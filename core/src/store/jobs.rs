//! Putting work into the queue, and looking at it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{OperatorScope, Result, Seek, StoreError, TenantScope};
use crate::{
    ids::{ConnectionId, JobId, TenantId},
    work::{Job, Lane},
};

/// The channel on which workers hear that work was queued.
pub(super) const CHANNEL: &str = "oktually_jobs";

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time or its lane's turn.
    Queued = 1,
    /// A worker has it, or had it when it died.
    Running = 2,
    /// Ended well.
    Done = 3,
    /// Ended badly.
    Failed = 4,
    /// Was stopped.
    Cancelled = 5,
}

/// A job as operators see it.
#[derive(Debug, Clone)]
pub struct JobView {
    /// The job.
    pub id: JobId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What it must not run beside.
    pub lane: String,
    /// What it does.
    pub kind: String,
    /// Ids of what it is about.
    pub payload: serde_json::Value,
    /// Where it stands.
    pub state: JobState,
    /// When it may run.
    pub run_at: OffsetDateTime,
    /// Attempts so far.
    pub attempts: i32,
    /// Attempts allowed.
    pub max_attempts: i32,
    /// Why it failed or was put back.
    pub error: Option<String>,
    /// When it was queued.
    pub created_at: OffsetDateTime,
    /// When it ended.
    pub finished_at: Option<OffsetDateTime>,
}

/// Which jobs to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct JobFilter {
    /// Of this tenant only.
    pub tenant: Option<TenantId>,
    /// In this state only.
    pub state: Option<JobState>,
}

/// What the queue looks like just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueFigures {
    /// Jobs that could run now and wait for a worker.
    pub due: i64,
    /// Jobs whose time has not come.
    pub waiting: i64,
    /// Lanes being worked on.
    pub leased: i64,
    /// Jobs that ended badly in the last day.
    pub failed: i64,
    /// Seconds that the oldest due job has waited.
    pub oldest_due_seconds: i64,
}

/// Makes a lane due, before its job is made due. A leased lane keeps its time but is locked too: who gives the lease back
/// looks for open jobs either before this, and then the lane is free here, or after this has committed.
macro_rules! wake_lane {
    ($scope:expr, $tenant:expr, $lane:expr) => {
        sqlx::query!(
            r#"-- wake_lane
            update lanes
            set due_at = case when lease is not null and leased_until > now() then due_at else least(due_at, now()) end
            where tenant_id = $1 and lane = $2"#,
            $tenant,
            $lane,
        )
        .execute(&mut *$scope.tx)
    };
}

impl TenantScope {
    /// Takes lanes before anything else is locked, in their order: until this scope ends, no worker commits anything in them, and
    /// nothing is queued there.
    ///
    /// # Errors
    /// When the database fails, or a lane is not free in time.
    pub async fn take_lanes<const N: usize>(&mut self, mut lanes: [Lane; N]) -> Result<()> {
        lanes.sort_unstable();
        for lane in lanes {
            sqlx::query!(
                r#"-- take_lane
                insert into lanes (tenant_id, lane, due_at)
                values ($1, $2, 'infinity')
                on conflict (tenant_id, lane) do update set due_at = lanes.due_at"#,
                self.tenant.uuid(),
                lane.to_string(),
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }

    /// Queues a job for as soon as its lane is free. A job with the same dedup text that waits makes this one needless. One that
    /// runs may have read what this transaction changes, and runs once more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&mut self, job: &Job) -> Result<()> {
        self.enqueue_at(job, None).await
    }

    /// Queues a job for a time; none means now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_at(&mut self, job: &Job, at: Option<OffsetDateTime>) -> Result<()> {
        let lane = job.lane().to_string();
        // A leased lane keeps its time: who holds the lease looks for open jobs when giving it back, and this row's lock
        // puts the two in order.
        sqlx::query!(
            r#"-- open_lane
            insert into lanes (tenant_id, lane, due_at)
            values ($1, $2, coalesce($3, now()))
            on conflict (tenant_id, lane) do update
            set due_at = case
              when lanes.lease is not null and lanes.leased_until > now() then lanes.due_at
              else least(lanes.due_at, excluded.due_at)
            end"#,
            self.tenant.uuid(),
            lane,
            at,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"-- enqueue
            insert into jobs (tenant_id, id, lane, kind, payload, run_at, max_attempts, dedup)
            values ($1, $2, $3, $4, $5, coalesce($6, now()), $7, $8)
            on conflict (tenant_id, kind, dedup) where state <= 2 do update set hurried = true where jobs.state = 2"#,
            self.tenant.uuid(),
            JobId::new().uuid(),
            lane,
            job.kind(),
            job.payload(),
            at,
            job.max_attempts(),
            job.dedup(),
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("-- wake_workers\nselect pg_notify('oktually_jobs', '')").execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Whether an open job of this kind and dedup text waits for a later time, after an attempt that failed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_put_back(&mut self, job: &Job) -> Result<bool> {
        Ok(sqlx::query_scalar!(
            r#"-- is_put_back
            select exists (
              select from jobs where tenant_id = $1 and kind = $2 and dedup = $3 and state = 1 and (error is not null or run_at > now())
            ) as "put_back!""#,
            self.tenant.uuid(),
            job.kind(),
            job.dedup(),
        )
        .fetch_one(&mut *self.tx)
        .await?)
    }

    /// Forgets jobs of a connection that ended longer than `for_at_least` ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_jobs(&mut self, connection: ConnectionId, for_at_least: Duration) -> Result<()> {
        sqlx::query!(
            r#"-- forget_jobs
            delete from jobs
            where tenant_id = $1 and state >= 3 and payload ->> 'connection' = $2 and finished_at < now() - make_interval(secs => $3)"#,
            self.tenant.uuid(),
            connection.to_string(),
            for_at_least.as_secs_f64(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Makes an open job of this kind and dedup text due now, for example a scan that waits for a rate limit and was cancelled.
    /// One that runs may have read what this transaction changes, and runs once more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hurry(&mut self, job: &Job) -> Result<()> {
        wake_lane!(self, self.tenant.uuid(), job.lane().to_string()).await?;
        sqlx::query!(
            r#"-- hurry_job
            update jobs
            set run_at = least(run_at, now()), hurried = state = 2
            where tenant_id = $1 and kind = $2 and dedup = $3 and state <= 2"#,
            self.tenant.uuid(),
            job.kind(),
            job.dedup(),
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("-- wake_workers\nselect pg_notify('oktually_jobs', '')").execute(&mut *self.tx).await?;
        Ok(())
    }
}

impl OperatorScope {
    /// Jobs, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&mut self, filter: JobFilter, after: Option<Seek>, limit: i64) -> Result<Vec<JobView>> {
        let (at, id) = Seek::newest_first(after);
        Ok(sqlx::query_as!(
            JobView,
            r#"-- list_jobs
            select id as "id: JobId", tenant_id as "tenant: TenantId", lane, kind, payload, state as "state: JobState", run_at,
              attempts, max_attempts, error, created_at, finished_at
            from jobs
            where ($1::uuid is null or tenant_id = $1)
              and ($2::smallint is null or state = $2)
              and (created_at, id) < ($3, $4)
            order by created_at desc, id desc
            limit $5"#,
            filter.tenant.map(TenantId::uuid),
            filter.state.map(|state| state as i16),
            at,
            id,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// One job.
    ///
    /// # Errors
    /// When there is none.
    pub async fn job(&mut self, id: JobId) -> Result<JobView> {
        sqlx::query_as!(
            JobView,
            r#"-- read_job
            select id as "id: JobId", tenant_id as "tenant: TenantId", lane, kind, payload, state as "state: JobState", run_at,
              attempts, max_attempts, error, created_at, finished_at
            from jobs
            where id = $1"#,
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("job"))
    }

    /// Queues a failed or cancelled job again, with all its attempts.
    ///
    /// # Errors
    /// When there is none, or it has not ended badly, or the same work is queued already.
    pub async fn retry_job(&mut self, id: JobId) -> Result<()> {
        let job = self.job(id).await?;
        wake_lane!(self, job.tenant.uuid(), job.lane).await?;
        let done = sqlx::query!(
            r#"-- retry_job
            update jobs
            set state = 1, attempts = 0, run_at = now(), error = null, finished_at = null, cancelled = false
            where tenant_id = $1 and id = $2 and state in (4, 5)"#,
            job.tenant.uuid(),
            id.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Conflict("job_state"));
        }
        sqlx::query!("-- wake_workers\nselect pg_notify('oktually_jobs', '')").execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Asks to stop a job that is queued: the next worker that takes it up gives it up, with what that means for its run or credential.
    /// One that is running ends by itself or is cancelled through its run.
    ///
    /// # Errors
    /// When there is none, it is not queued, or it is of a kind that nobody started and nobody can stop.
    pub async fn cancel_job(&mut self, id: JobId) -> Result<()> {
        let job = self.job(id).await?;
        if !Job::CANCELLABLE.contains(&job.kind.as_str()) {
            return Err(StoreError::Conflict("job_kind"));
        }
        wake_lane!(self, job.tenant.uuid(), job.lane).await?;
        let asked = sqlx::query!(
            "-- cancel_job\nupdate jobs set cancelled = true, run_at = least(run_at, now()) where tenant_id = $1 and id = $2 and state = 1",
            job.tenant.uuid(),
            id.uuid(),
        );
        if asked.execute(&mut *self.tx).await?.rows_affected() == 0 {
            return Err(StoreError::Conflict("job_state"));
        }
        sqlx::query!("-- wake_workers\nselect pg_notify('oktually_jobs', '')").execute(&mut *self.tx).await?;
        Ok(())
    }

    /// The queue's figures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_figures(&mut self) -> Result<QueueFigures> {
        Ok(sqlx::query_as!(
            QueueFigures,
            r#"-- queue_figures
            select
              (select count(*) from jobs where state = 1 and run_at <= now()) as "due!",
              (select count(*) from jobs where state = 1 and run_at > now()) as "waiting!",
              (select count(*) from lanes where lease is not null and leased_until > now()) as "leased!",
              (select count(*) from jobs where state = 4 and created_at > now() - interval '1 day') as "failed!",
              (select coalesce(extract(epoch from now() - min(run_at)), 0)::bigint from jobs where state = 1 and run_at <= now()) as "oldest_due_seconds!""#,
        )
        .fetch_one(&mut *self.tx)
        .await?)
    }
}

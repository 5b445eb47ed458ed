//! Holding a lane: showing its lease, lengthening it, and giving it back with the job's end.

use std::time::Duration;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{QueueScope, Result, StoreError, TenantScope};
use crate::ids::{JobId, TenantId};

/// The right to work on a lane until it lapses. Results are written only by who can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Whose lane.
    pub tenant: TenantId,
    /// Which lane.
    pub lane: String,
    /// The job it was given for.
    pub job: JobId,
    pub(super) token: Uuid,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// It is done; once more, if it was queued or hurried while it ran.
    Done,
    /// It has come as far as it can for now and goes on at that time; no attempt is counted.
    Again {
        /// When it goes on.
        at: OffsetDateTime,
    },
    /// It failed and may go better at that time; the attempt counts.
    Retry {
        /// When to try again.
        at: OffsetDateTime,
        /// Why it failed.
        error: String,
    },
    /// It will not go better.
    Failed {
        /// Why.
        error: String,
    },
    /// It cannot go on before somebody puts something right; no attempt is counted.
    Blocked {
        /// When to look again.
        at: OffsetDateTime,
        /// What is to be put right.
        error: String,
    },
    /// Somebody asked to stop it.
    Cancelled,
}

impl QueueScope {
    /// Lengthens a lease. False when it is lost, or when the tenant may not work any more: stop then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew(&mut self, lease: &Lease, ttl: Duration) -> Result<bool> {
        sqlx::query_scalar!("-- do_not_wait_long\nselect set_config('lock_timeout', '1s', true)").fetch_one(&mut *self.tx).await?;
        let renewed = sqlx::query!(
            r#"-- renew_lease
            update lanes
            set leased_until = now() + make_interval(secs => $4), due_at = now() + make_interval(secs => $4)
            where tenant_id = $1 and lane = $2 and lease = $3 and leased_until > now()
              and exists (select from tenants where id = $1 and may_work(state, lanes.lane))"#,
            lease.tenant.uuid(),
            lease.lane,
            lease.token,
            ttl.as_secs_f64(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Hands a lease back unused, as at shutdown: the job is queued again and no attempt is counted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hand_back(&mut self, lease: &Lease) -> Result<()> {
        let held = sqlx::query!(
            r#"-- hand_back
            update lanes
            set lease = null, leased_by = null, leased_until = '-infinity', due_at = now()
            where tenant_id = $1 and lane = $2 and lease = $3 and leased_until > now()"#,
            lease.tenant.uuid(),
            lease.lane,
            lease.token,
        )
        .execute(&mut *self.tx)
        .await?;
        if held.rows_affected() == 1 {
            sqlx::query!(
                "-- requeue\nupdate jobs set state = 1, attempts = greatest(attempts - 1, 0) where tenant_id = $1 and id = $2 and state = 2",
                lease.tenant.uuid(),
                lease.job.uuid(),
            )
            .execute(&mut *self.tx)
            .await?;
            sqlx::query!("-- wake_workers\nselect pg_notify('oktually_jobs', '')").execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

/// The lane of a lease, if it still holds and its tenant may work.
macro_rules! held {
    ($name:literal, $lock:literal, $lease:expr) => {
        sqlx::query_scalar!(
            $name
                + r#"
            select true as "held!"
            from lanes
            where tenant_id = $1 and lane = $2 and lease = $3 and leased_until > clock_timestamp()
              and exists (select from tenants where id = $1 and may_work(state, lanes.lane))
            "#
                + $lock,
            $lease.tenant.uuid(),
            $lease.lane,
            $lease.token,
        )
    };
}

impl TenantScope {
    /// Shows the lease: locks its lane row, or refuses.
    pub(super) async fn show(&mut self, lease: &Lease) -> Result<()> {
        let held = held!("-- show_lease", "for update", lease).fetch_optional(&mut *self.tx).await?;
        held.map(|_| ()).ok_or(StoreError::LeaseLost)
    }

    /// Whether the lease holds, without locking its lane.
    pub(super) async fn holds(&mut self, lease: &Lease) -> Result<()> {
        let held = held!("-- holds_lease", "", lease).fetch_optional(&mut *self.tx).await?;
        held.map(|_| ()).ok_or(StoreError::LeaseLost)
    }

    /// Which attempt of its job a lease's holder is at, counted since the job last came forward.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt(&mut self, lease: &Lease) -> Result<i32> {
        Ok(sqlx::query_scalar!(
            "-- attempt\nselect attempts from jobs where tenant_id = $1 and id = $2",
            lease.tenant.uuid(),
            lease.job.uuid()
        )
        .fetch_one(&mut *self.tx)
        .await?)
    }

    /// The job has made progress: attempts used up by crashes before it are forgiven.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forgive_attempts(&mut self, lease: &Lease) -> Result<()> {
        sqlx::query!("-- forgive_attempts\nupdate jobs set attempts = 1 where id = $1 and attempts > 1", lease.job.uuid())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Ends a job and frees its lane, in the transaction that holds its results.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_job(&mut self, lease: &Lease, end: &JobEnd) -> Result<()> {
        let (state, at, error, counted) = match end {
            JobEnd::Done => (3_i16, None, None, true),
            JobEnd::Again { at } => (1, Some(*at), None, false),
            JobEnd::Retry { at, error } => (1, Some(*at), Some(error.as_str()), true),
            JobEnd::Failed { error } => (4, None, Some(error.as_str()), true),
            JobEnd::Blocked { at, error } => (1, Some(*at), Some(error.as_str()), false),
            JobEnd::Cancelled => (5, None, None, true),
        };
        // The lane was locked by the statement before this one, so that what is read here of its jobs is as it is; this job's own
        // time is put beside it, since the statement does not see what it does itself.
        sqlx::query!(
            r#"-- end_job
            with ended as (
              update jobs
              set state = case when hurried and $4::smallint = 3 then 1 else $4::smallint end,
                run_at = case when hurried then now() else coalesce($5, run_at) end, error = $6,
                attempts = case when $7 and not hurried then attempts else 0 end,
                finished_at = case when $4::smallint > 3 or $4::smallint = 3 and not hurried then now() end
              where tenant_id = $1 and id = $3 and state = 2
              returning case when state <= 2 then run_at end as run_at
            )
            update lanes
            set lease = null, leased_by = null, leased_until = '-infinity', ready = false, due_at = least(
              (select run_at from ended),
              coalesce((
                select min(run_at) from jobs
                where jobs.tenant_id = lanes.tenant_id and jobs.lane = lanes.lane and jobs.id <> $3 and state <= 2
              ), 'infinity')
            )
            where tenant_id = $1 and lane = $2 and lease = $8"#,
            lease.tenant.uuid(),
            lease.lane,
            lease.job.uuid(),
            state,
            at,
            error,
            counted,
            lease.token,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

//! Claiming work: a turn, then a lane, then a job, each its own statement, so that each sees the world as it is once the
//! former is held. As one statement the inner select would see the snapshot from before the lock and give a job twice.

use std::time::Duration;

use uuid::Uuid;

use super::{Lease, QueueScope, Result, Store};
use crate::ids::{JobId, TenantId};

/// A job to do now.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The right to do it.
    pub lease: Lease,
    /// The job's kind, as stored.
    pub kind: String,
    /// The job's ids, as stored.
    pub payload: serde_json::Value,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// How many there may be without progress.
    pub max_attempts: i32,
    /// The attempts are used up: clean up and end it as failed instead of trying again.
    pub exhausted: bool,
    /// An operator has asked to stop it: clean up and end it as cancelled.
    pub cancelled: bool,
}

/// Turns passed over in one claim, because somebody else holds their lanes just now, before giving up until the next poll.
const PASSES: usize = 16;
/// Crashes allowed while a used-up job is being cleaned up, before the queue ends it by itself.
const CLEAN_UPS: i32 = 3;

impl Store {
    /// The next due job of a kind that this program knows, leased for `ttl`; none when nothing is due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self, worker: &str, ttl: Duration, kinds: &[String]) -> Result<Option<Claim>> {
        let mut scope = self.queue().await?;
        scope.promote().await?;
        scope.commit().await?;
        let mut passes = 0;
        while passes < PASSES {
            let mut scope = self.queue().await?;
            let Some(turn) = scope.next_turn().await? else { return Ok(None) };
            let look = scope.look(&turn, worker, ttl, kinds).await?;
            scope.commit().await?;
            match look {
                Look::Claimed(claim) => return Ok(Some(claim)),
                // One that is ready less: however many there are, it comes to an end.
                Look::PutToRest => {}
                Look::PassedOver => passes += 1,
            }
        }
        Ok(None)
    }
}

struct Turn {
    tenant: TenantId,
    ceiling: i16,
    /// The tenant's.
    state: i16,
}

/// What came of a turn.
enum Look {
    Claimed(Claim),
    /// There was nothing to do in a lane, or for the tenant; it is not ready any more.
    PutToRest,
    /// What is ready is held by somebody else.
    PassedOver,
}

impl QueueScope {
    /// Marks lanes whose time has come, and their tenants' turns.
    async fn promote(&mut self) -> Result<()> {
        let due = sqlx::query!(
            r#"-- due_lanes
            select tenant_id, lane
            from lanes
            where not ready and due_at <= now()
            order by due_at
            limit 1000
            for update skip locked"#,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        if due.is_empty() {
            return Ok(());
        }
        // A statement of its own: joined to the one above, the server would read all lanes, since it expects a thousand of them.
        let (tenants, lanes): (Vec<Uuid>, Vec<String>) = due.into_iter().map(|row| (row.tenant_id, row.lane)).unzip();
        sqlx::query!(
            r#"-- promote_lanes
            update lanes
            set ready = true
            from unnest($1::uuid[], $2::text[]) as due (tenant_id, lane)
            where lanes.tenant_id = due.tenant_id and lanes.lane = due.lane"#,
            &tenants,
            &lanes,
        )
        .execute(&mut *self.tx)
        .await?;
        // Two promoters may mark the same turns: they lock them in one order, so that they never wait for each other in a ring.
        sqlx::query!(
            r#"-- promote_turns
            with held as (
              select tenant_id, ready
              from turns
              where tenant_id = any($1)
              order by tenant_id
              for update
            )
            update turns
            set ready = true
            from held
            where turns.tenant_id = held.tenant_id and not held.ready"#,
            &tenants,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The turn that has waited longest among tenants below their ceiling, locked. Turns of tenants that may not work are
    /// among them, so that they can be put to rest: else each claim would read past all of them.
    async fn next_turn(&mut self) -> Result<Option<Turn>> {
        let row = sqlx::query!(
            r#"-- next_turn
            select turns.tenant_id as "tenant: TenantId", tenants.ceiling, tenants.state
            from turns
            join tenants on tenants.id = turns.tenant_id
            where turns.ready
              and tenants.ceiling > (
                select count(*) from lanes
                where lanes.tenant_id = turns.tenant_id and lanes.lease is not null and lanes.leased_until > now()
              )
            order by turns.served_at, turns.tenant_id
            limit 1
            for update of turns skip locked"#,
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|row| Turn { tenant: row.tenant, ceiling: row.ceiling, state: row.state }))
    }

    async fn look(&mut self, turn: &Turn, worker: &str, ttl: Duration, kinds: &[String]) -> Result<Look> {
        let Some(lane) = self.next_lane(turn).await? else { return self.pass_over(turn).await };
        let Some(job) = self.next_job(turn.tenant, &lane, kinds).await? else {
            return self.put_lane_to_rest(turn.tenant, &lane, kinds).await;
        };
        let token = self.lease(turn.tenant, &lane, worker, ttl).await?;
        Ok(Look::Claimed(Claim {
            lease: Lease { tenant: turn.tenant, lane, job: job.id, token },
            kind: job.kind,
            payload: job.payload,
            attempt: job.attempts,
            max_attempts: job.max_attempts,
            exhausted: job.attempts > job.max_attempts,
            cancelled: job.cancelled,
        }))
    }

    /// The tenant's ready lane that has waited longest, locked. The ceiling is asked again: the count that chose the
    /// turn may be from before the lock.
    async fn next_lane(&mut self, turn: &Turn) -> Result<Option<String>> {
        Ok(sqlx::query_scalar!(
            r#"-- next_lane
            select lane
            from lanes
            where tenant_id = $1
              and ready
              and leased_until <= now()
              and may_work($3, lane)
              and $2::smallint > (
                select count(*) from lanes other
                where other.tenant_id = $1 and other.lease is not null and other.leased_until > now()
              )
            order by served_at, lane
            limit 1
            for update skip locked"#,
            turn.tenant.uuid(),
            turn.ceiling,
            turn.state,
        )
        .fetch_optional(&mut *self.tx)
        .await?)
    }

    /// Sends a turn without a lane to the back; it stays ready only while a ready lane is left that somebody holds just now. The tenant's
    /// state is asked again: it may have changed while the turn was being locked, and a tenant that is resumed finds its turn ready.
    async fn pass_over(&mut self, turn: &Turn) -> Result<Look> {
        let ready = sqlx::query_scalar!(
            r#"-- pass_over
            update turns
            set served_at = clock_timestamp(), ready = exists (
              select from lanes
              join tenants on tenants.id = lanes.tenant_id
              where lanes.tenant_id = turns.tenant_id and lanes.ready and may_work(tenants.state, lanes.lane)
            )
            where tenant_id = $1
            returning ready"#,
            turn.tenant.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(if ready { Look::PassedOver } else { Look::PutToRest })
    }

    /// The first due job of a locked lane. One that is still running is an orphan of a lapsed lease: it is taken up again,
    /// unless it crashes its worker even while being cleaned up; then it is ended here, where nothing of it runs.
    async fn next_job(&mut self, tenant: TenantId, lane: &str, kinds: &[String]) -> Result<Option<JobRow>> {
        loop {
            // The state is asked outside too: that is what is looked at again when somebody cancels the job at this moment.
            let row = sqlx::query_as!(
                JobRow,
                r#"-- next_job
                update jobs
                set state = case when attempts < max_attempts + $4 then 2 else 4 end,
                  finished_at = case when attempts < max_attempts + $4 then null else now() end,
                  error = case when attempts < max_attempts + $4 then error else 'every attempt ended without an answer' end,
                  attempts = attempts + 1, hurried = false
                where tenant_id = $1 and state <= 2 and id = (
                  select id
                  from jobs
                  where tenant_id = $1 and lane = $2 and state <= 2 and run_at <= now() and kind = any($3)
                  order by run_at, id
                  limit 1
                )
                returning id as "id: JobId", kind, payload, attempts, max_attempts, cancelled, state = 4 as "is_poison!""#,
                tenant.uuid(),
                lane,
                kinds,
                CLEAN_UPS,
            )
            .fetch_optional(&mut *self.tx)
            .await?;
            if !row.as_ref().is_some_and(|row| row.is_poison) {
                return Ok(row);
            }
        }
    }

    /// Nothing is due in this lane: it sleeps until its first open job. Jobs of a newer program's kinds are left alone
    /// and looked at again in a minute.
    async fn put_lane_to_rest(&mut self, tenant: TenantId, lane: &str, kinds: &[String]) -> Result<Look> {
        sqlx::query!(
            r#"-- put_lane_to_rest
            update lanes
            set ready = false, due_at = coalesce((
              select min(case when kind = any($3) then run_at else greatest(run_at, now() + interval '1 minute') end)
              from jobs
              where jobs.tenant_id = lanes.tenant_id and jobs.lane = lanes.lane and state <= 2
            ), 'infinity')
            where tenant_id = $1 and lane = $2"#,
            tenant.uuid(),
            lane,
            kinds,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(Look::PutToRest)
    }

    /// The tenant's turn goes to the back; it stays ready only while another lane is.
    async fn lease(&mut self, tenant: TenantId, lane: &str, worker: &str, ttl: Duration) -> Result<Uuid> {
        let token = Uuid::new_v4();
        sqlx::query!(
            r#"-- lease
            with turn as (
              update turns
              set served_at = clock_timestamp(),
                ready = exists (select from lanes where lanes.tenant_id = $1 and lanes.lane <> $2 and lanes.ready)
              where tenant_id = $1
            )
            update lanes
            set lease = $3, leased_by = $4, ready = false, served_at = clock_timestamp(),
              leased_until = clock_timestamp() + make_interval(secs => $5),
              due_at = clock_timestamp() + make_interval(secs => $5)
            where tenant_id = $1 and lane = $2"#,
            tenant.uuid(),
            lane,
            token,
            worker,
            ttl.as_secs_f64(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(token)
    }
}

struct JobRow {
    id: JobId,
    kind: String,
    payload: serde_json::Value,
    attempts: i32,
    max_attempts: i32,
    cancelled: bool,
    is_poison: bool,
}

//! Why the claim is several statements.

use oktually_core::store::JobEnd;
use uuid::Uuid;

use crate::store::Ground;
use crate::store::ground::somewhere;

/// A claim that looks right: one statement, with `for update skip locked`. It can be held up between its snapshot and its
/// lock, as a busy server does by itself.
const ONE_STATEMENT: &str = "with taken as (
    update lanes
    set lease = gen_random_uuid(), leased_until = now() + interval '1 minute'
    where (tenant_id, lane) = (
      select tenant_id, lane
      from lanes
      where leased_until <= now()
        and exists (select from jobs where jobs.tenant_id = lanes.tenant_id and jobs.lane = lanes.lane and state <= 2 and run_at <= now())
        and pg_advisory_xact_lock_shared(7) is not null
      order by served_at
      limit 1
      for update skip locked
    )
    returning tenant_id, lane
  )
  update jobs
  set state = 2
  from taken
  where jobs.tenant_id = taken.tenant_id and jobs.id = (
    select id from jobs due
    where due.tenant_id = taken.tenant_id and due.lane = taken.lane and state <= 2 and run_at <= now()
    order by run_at, id
    limit 1
  )
  returning jobs.id";

#[tokio::test]
async fn as_one_statement_a_claim_gives_out_a_job_that_is_done() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    #[expect(clippy::disallowed_methods, reason = "a transaction behind the scenes")]
    let mut holds_up = ground.db.owner.begin_with("begin; select pg_advisory_xact_lock(7)").await.unwrap();
    let owner = ground.db.owner.clone();
    let late = tokio::spawn(async move { sqlx::query_scalar::<_, Uuid>(ONE_STATEMENT).fetch_optional(&owner).await.unwrap() });
    let waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
    super::hands::wait_for(&ground, waits, 1).await;
    // Meanwhile a worker does the job from beginning to end.
    let claim = ground.claim().await.unwrap();
    ground.end(&claim, &JobEnd::Done).await;
    sqlx::query("select 1").execute(&mut *holds_up).await.unwrap();
    holds_up.commit().await.unwrap();

    assert_eq!(late.await.unwrap(), Some(claim.lease.job.uuid()), "the inner select saw the job as it was before");
    assert_eq!(ground.job(claim.lease.job).await.0, 2, "what was done is running again");
}

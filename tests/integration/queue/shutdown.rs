//! A worker that is told to stop brings its job to a safe point and hands the lease back.

use std::time::Duration;

use oktually_core::{store::JobEnd, work::Job};

use super::hands::{wait_for, worker};
use crate::store::Ground;
use crate::store::ground::{operator, somewhere};

#[tokio::test]
async fn a_lease_that_is_handed_back_is_free_at_once_and_counts_no_attempt() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    for _ in 0..10 {
        let claim = ground.claim().await.expect("nobody waits for a lease to lapse");
        assert_eq!(claim.attempt, 1);
        let mut scope = ground.db.worker.queue().await.unwrap();
        scope.hand_back(&claim.lease).await.unwrap();
        scope.commit().await.unwrap();
        assert_eq!(ground.job(claim.lease.job).await, (1, 0, None));
    }
}

#[tokio::test]
async fn work_queued_while_a_lease_is_held_is_not_lost_when_it_is_handed_back() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = oktually_core::ids::ConnectionId::new();
    for _ in 0..2 {
        ground.enqueue(acme, &crate::store::ground::in_lane(connection)).await;
    }
    let claim = ground.claim().await.unwrap();
    let mut scope = ground.db.worker.queue().await.unwrap();
    scope.hand_back(&claim.lease).await.unwrap();
    scope.commit().await.unwrap();
    for _ in 0..2 {
        let claim = ground.claim().await.unwrap();
        ground.end(&claim, &JobEnd::Done).await;
    }
}

#[tokio::test]
async fn a_worker_that_stops_in_the_middle_of_a_long_job_leaves_it_to_the_next_one_at_once() {
    const ROWS: i64 = 60_000;
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground
        .owner(&format!(
            "insert into audit (tenant_id, id, actor, act) select '{}', gen_random_uuid(), 'test', 'act' from generate_series(1, {ROWS})",
            acme.uuid()
        ))
        .await;
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.shred_tenant(acme, &operator()).await.unwrap();
    scope.commit().await.unwrap();
    ground.enqueue(acme, &Job::EraseTenant {}).await;

    let first = worker(&ground, Duration::from_millis(50));
    while ground.count("select count(*) from audit").await > ROWS - 5_000 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    first.stop().await;
    let left = ground.count("select count(*) from audit").await;
    assert!(left > 0, "the worker was stopped too late for this test to tell anything");
    let job: (i16, i32, bool) = sqlx::query_as("select state, attempts, lease is null from jobs join lanes using (tenant_id, lane)")
        .fetch_one(&ground.db.owner)
        .await
        .unwrap();
    assert_eq!(job, (1, 0, true), "queued, no attempt counted, and its lane is free");

    let second = worker(&ground, Duration::from_millis(50));
    wait_for(&ground, "select count(*) from jobs where state = 3", 1).await;
    second.stop().await;
    assert_eq!(ground.count("select count(*) from audit").await, 0);
}

#[tokio::test]
async fn a_worker_that_stops_claims_nothing_more() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let worker = worker(&ground, Duration::from_millis(20));
    tokio::time::sleep(Duration::from_millis(100)).await;
    worker.stop().await;
    ground.enqueue(acme, &Job::RewrapDataKeys {}).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(ground.count("select count(*) from jobs where state = 1 and attempts = 0").await, 1);
    assert_eq!(ground.count("select count(*) from lanes where lease is not null").await, 0);
}

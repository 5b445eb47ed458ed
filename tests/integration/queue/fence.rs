//! Results are written only by who can show its lease when it writes them.

use std::time::Duration;

use oktually_core::store::{Actor, JobEnd, StoreError};
use serde_json::json;

use crate::store::Ground;
use crate::store::ground::{finish, operator, somewhere};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_late_worker_leaves_nothing_behind() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let late = ground.claim_for(SHORT).await.unwrap();
    tokio::time::sleep(SHORT).await;
    let next = ground.claim().await.unwrap();
    // It wakes up while the next one works, and again when the next one is done.
    assert!(matches!(ground.db.worker.tenant_for(&late.lease).await, Err(StoreError::LeaseLost)));
    ground.end(&next, &JobEnd::Done).await;
    assert!(matches!(finish(&ground.db.worker, &late, &JobEnd::Failed { error: "late".to_owned() }).await, Err(StoreError::LeaseLost)));
    assert_eq!(ground.job(next.lease.job).await, (3, 2, None));
}

#[tokio::test]
async fn a_late_worker_cannot_hand_back_what_is_another_workers_now() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let late = ground.claim_for(SHORT).await.unwrap();
    tokio::time::sleep(SHORT).await;
    let next = ground.claim().await.unwrap();
    let mut scope = ground.db.worker.queue().await.unwrap();
    scope.hand_back(&late.lease).await.unwrap();
    scope.commit().await.unwrap();
    ground.end(&next, &JobEnd::Done).await;
}

#[tokio::test]
async fn who_shows_its_lease_in_time_keeps_the_lane_until_it_commits() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim_for(SHORT).await.unwrap();
    let mut scope = ground.db.worker.tenant_for(&claim.lease).await.unwrap();
    tokio::time::sleep(SHORT * 2).await;
    assert!(ground.claim().await.is_none(), "the lease has lapsed, and the lane is locked by what is being written");
    scope.record(&Actor::Service, "test.result", None, json!({})).await.unwrap();
    scope.end_job(&claim.lease, &JobEnd::Done).await.unwrap();
    scope.commit().await.unwrap();
    assert!(ground.claim().await.is_none());
    assert_eq!(ground.count("select count(*) from audit where act = 'test.result'").await, 1);
}

#[tokio::test]
async fn results_and_done_are_one_commit() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim_for(SHORT).await.unwrap();
    let mut scope = ground.db.worker.tenant_for(&claim.lease).await.unwrap();
    scope.record(&Actor::Service, "test.result", None, json!({})).await.unwrap();
    scope.end_job(&claim.lease, &JobEnd::Done).await.unwrap();
    // The worker dies before the commit.
    drop(scope);
    assert_eq!(ground.count("select count(*) from audit where act = 'test.result'").await, 0);
    tokio::time::sleep(SHORT).await;
    assert_eq!(ground.claim().await.unwrap().lease.job, claim.lease.job);
}

#[tokio::test]
async fn a_claim_made_before_its_tenant_was_suspended_fails_at_its_fence_and_goes_on_after() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim_for(SHORT).await.unwrap();
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.suspend_tenant(acme, &operator()).await.unwrap();
    scope.commit().await.unwrap();

    assert!(matches!(ground.db.worker.tenant_for(&claim.lease).await, Err(StoreError::LeaseLost)));
    let mut queue = ground.db.worker.queue().await.unwrap();
    assert!(!queue.renew(&claim.lease, SHORT).await.unwrap(), "the heartbeat tells the job to stop");
    queue.commit().await.unwrap();
    tokio::time::sleep(SHORT).await;
    for _ in 0..3 {
        assert!(ground.claim().await.is_none(), "its lanes stop");
    }

    let mut scope = ground.db.api.operator().await.unwrap();
    scope.resume_tenant(acme, &operator()).await.unwrap();
    scope.commit().await.unwrap();
    let next = ground.claim().await.expect("it goes on where it stood");
    assert_eq!(next.lease.job, claim.lease.job);
    ground.end(&next, &JobEnd::Done).await;
}

#[tokio::test]
async fn work_that_comes_in_while_a_tenant_is_suspended_waits_for_its_return() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.suspend_tenant(acme, &operator()).await.unwrap();
    scope.commit().await.unwrap();
    for _ in 0..3 {
        ground.enqueue(acme, &somewhere()).await;
        assert!(ground.claim().await.is_none());
    }
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.resume_tenant(acme, &operator()).await.unwrap();
    scope.commit().await.unwrap();
    for _ in 0..3 {
        assert!(ground.claim().await.is_some());
    }
}

#[tokio::test]
async fn of_a_tenant_that_is_being_deleted_only_the_erasing_is_done() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let running = ground.claim().await.unwrap();
    for _ in 0..3 {
        ground.enqueue(acme, &somewhere()).await;
    }
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.shred_tenant(acme, &operator()).await.unwrap();
    scope.commit().await.unwrap();
    assert!(matches!(ground.db.worker.tenant_for(&running.lease).await, Err(StoreError::LeaseLost)));
    assert!(ground.claim().await.is_none());

    ground.enqueue(acme, &oktually_core::work::Job::EraseTenant {}).await;
    let claim = ground.claim().await.expect("the erasing is done");
    assert_eq!(claim.kind, "erase_tenant");
    assert!(ground.claim().await.is_none());
    ground.db.worker.tenant_for(&claim.lease).await.expect("and its lease is good");
}

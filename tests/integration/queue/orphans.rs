//! A worker that dies leaves its lease to lapse; the next claim takes the job up again. Nobody sweeps.

use std::time::Duration;

use oktually_core::store::{JobEnd, StoreError};

use crate::store::Ground;
use crate::store::ground::{LONG, finish, somewhere};

const SHORT: Duration = Duration::from_millis(200);

async fn renew(ground: &Ground, claim: &oktually_core::store::Claim) -> bool {
    let mut scope = ground.db.worker.queue().await.unwrap();
    let held = scope.renew(&claim.lease, LONG).await.unwrap();
    scope.commit().await.unwrap();
    held
}

#[tokio::test]
async fn the_job_of_a_dead_worker_is_claimed_again_when_its_lease_lapses() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let dead = ground.claim_for(SHORT).await.unwrap();
    assert!(ground.claim().await.is_none(), "the lease holds");
    tokio::time::sleep(SHORT).await;
    let next = ground.claim().await.expect("the claim itself is the recovery");
    assert_eq!((next.lease.job, next.attempt), (dead.lease.job, 2), "a crash counts as an attempt");
    ground.end(&next, &JobEnd::Done).await;
    assert_eq!(ground.job(dead.lease.job).await, (3, 2, None));
}

#[tokio::test]
async fn a_renewed_lease_holds_longer_than_it_was_given_for() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim_for(SHORT).await.unwrap();
    assert!(renew(&ground, &claim).await);
    tokio::time::sleep(SHORT * 2).await;
    assert!(ground.claim().await.is_none());
    ground.end(&claim, &JobEnd::Done).await;
}

#[tokio::test]
async fn a_lapsed_lease_cannot_be_renewed_even_when_nobody_has_taken_the_lane() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim_for(SHORT).await.unwrap();
    tokio::time::sleep(SHORT * 2).await;
    assert!(!renew(&ground, &claim).await);
    assert!(matches!(finish(&ground.db.worker, &claim, &JobEnd::Done).await, Err(StoreError::LeaseLost)));
}

#[tokio::test]
async fn an_orphan_is_taken_up_before_younger_jobs_of_its_lane() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = oktually_core::ids::ConnectionId::new();
    ground.enqueue(acme, &crate::store::ground::in_lane(connection)).await;
    let dead = ground.claim_for(SHORT).await.unwrap();
    ground.enqueue(acme, &crate::store::ground::in_lane(connection)).await;
    tokio::time::sleep(SHORT).await;
    assert_eq!(ground.claim().await.unwrap().lease.job, dead.lease.job);
}

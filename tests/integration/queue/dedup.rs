//! The same work is queued once.

use oktually_core::{ids::ConnectionId, store::JobEnd, work::Job};

use crate::store::Ground;
use crate::store::ground::{in_an_hour, somewhere};

#[tokio::test]
async fn work_that_is_queued_already_is_not_queued_again() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = somewhere();
    for _ in 0..3 {
        ground.enqueue(acme, &job).await;
    }
    assert_eq!(ground.count("select count(*) from jobs").await, 1);
    let claim = ground.claim().await.unwrap();
    ground.enqueue(acme, &job).await;
    assert_eq!(ground.count("select count(*) from jobs").await, 1, "nor while it runs");
    ground.end(&claim, &JobEnd::Done).await;
    // It may have read what was changed by whoever queued it while it ran.
    let again = ground.claim().await.expect("it runs once more");
    assert_eq!((again.lease.job, again.attempt), (claim.lease.job, 1));
    ground.end(&again, &JobEnd::Done).await;
    assert!(ground.claim().await.is_none());
    assert_eq!(ground.stuck_lanes().await, [""; 0]);
    ground.enqueue(acme, &job).await;
    assert_eq!(ground.count("select count(*) from jobs").await, 2, "once it has ended, it is new work");
    assert!(ground.claim().await.is_some());
}

#[tokio::test]
async fn work_that_is_queued_for_later_is_not_done_sooner_by_a_repetition() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = Job::KeepCurrent { connection: ConnectionId::new() };
    ground.enqueue_at(acme, &job, Some(in_an_hour())).await;
    ground.enqueue(acme, &job).await;
    assert!(ground.claim().await.is_none());
    assert_eq!(ground.stuck_lanes().await, [""; 0]);
    ground.let_time_pass().await;
    assert!(ground.claim().await.is_some());
}

#[tokio::test]
async fn the_same_text_in_another_kind_or_tenant_is_other_work() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    for tenant in [acme, zeta] {
        ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
        ground.enqueue(tenant, &Job::ResealTenant {}).await;
    }
    assert_eq!(ground.count("select count(*) from jobs").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_queue_the_same_work_at_once_one_does() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = somewhere();
    futures::future::join_all((0..16).map(|_| ground.enqueue(acme, &job))).await;
    assert_eq!(ground.count("select count(*) from jobs").await, 1);
}

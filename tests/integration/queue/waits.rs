//! A wait gives the turn back and costs nothing; a failure is counted.

use oktually_core::{ids::ConnectionId, store::JobEnd, work::Job};
use time::OffsetDateTime;

use crate::store::Ground;
use crate::store::ground::{in_an_hour, in_lane, somewhere};

#[tokio::test]
async fn a_job_that_waits_frees_its_lane_and_counts_no_attempt() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    let waits = in_lane(connection);
    ground.enqueue(acme, &waits).await;
    for _ in 0..30 {
        let claim = ground.claim().await.unwrap();
        assert_eq!((claim.attempt, claim.exhausted), (1, false));
        ground.end(&claim, &JobEnd::Again { at: in_an_hour() }).await;
        assert!(ground.claim().await.is_none(), "its time has not come");
        ground.let_time_pass().await;
    }
    assert_eq!(ground.count("select count(*) from jobs").await, 1, "one row for ever");
}

#[tokio::test]
async fn while_one_job_waits_another_of_its_lane_is_done() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    let (waits, other) = (in_lane(connection), in_lane(connection));
    ground.enqueue(acme, &waits).await;
    let claim = ground.claim().await.unwrap();
    ground.enqueue(acme, &other).await;
    ground.end(&claim, &JobEnd::Again { at: in_an_hour() }).await;
    let claim = ground.claim().await.unwrap();
    assert_eq!(claim.payload, other.payload());
    ground.end(&claim, &JobEnd::Done).await;
    assert!(ground.claim().await.is_none());
    assert_eq!(ground.stuck_lanes().await, [""; 0]);
}

#[tokio::test]
async fn a_failure_is_counted_and_tried_again_at_its_time() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    for attempt in 1..=3 {
        let claim = ground.claim().await.unwrap();
        assert_eq!(claim.attempt, attempt);
        ground.end(&claim, &JobEnd::Retry { at: in_an_hour(), error: "Okta answered 503".to_owned() }).await;
        assert!(ground.claim().await.is_none());
        assert_eq!(ground.job(claim.lease.job).await, (1, attempt, Some("Okta answered 503".to_owned())));
        ground.let_time_pass().await;
    }
    let claim = ground.claim().await.unwrap();
    ground.end(&claim, &JobEnd::Done).await;
    assert_eq!(ground.job(claim.lease.job).await, (3, 4, None));
}

#[tokio::test]
async fn a_waiting_job_that_is_hurried_is_due_at_once() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = somewhere();
    ground.enqueue_at(acme, &job, Some(in_an_hour())).await;
    hurry(&ground, acme, &job).await;
    assert_eq!(ground.claim().await.unwrap().payload, job.payload());
}

#[tokio::test]
async fn a_job_that_goes_to_wait_while_it_is_hurried_is_due_at_once() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = somewhere();
    ground.enqueue(acme, &job).await;
    let claim = ground.claim().await.unwrap();
    // The worker has written that it waits, and not yet committed.
    let mut worker = ground.db.worker.tenant_for(&claim.lease).await.unwrap();
    worker.end_job(&claim.lease, &JobEnd::Again { at: in_an_hour() }).await.unwrap();
    let (hurried, _) = tokio::join!(hurry(&ground, acme, &job), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        worker.commit().await.unwrap();
    });
    let () = hurried;
    assert_eq!(ground.claim().await.expect("it is due").payload, job.payload());
}

#[tokio::test]
async fn a_job_that_is_hurried_while_it_runs_goes_on_at_once_and_then_as_it_says() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = somewhere();
    ground.enqueue(acme, &job).await;
    let claim = ground.claim().await.unwrap();
    // Somebody changed what it has read already, and wants the change to count now.
    hurry(&ground, acme, &job).await;
    ground.end(&claim, &JobEnd::Again { at: in_an_hour() }).await;
    let claim = ground.claim().await.expect("it is due");
    ground.end(&claim, &JobEnd::Again { at: in_an_hour() }).await;
    assert!(ground.claim().await.is_none(), "it was hurried once");
}

#[tokio::test]
async fn a_job_that_waits_behind_another_is_not_forgotten_when_it_is_hurried() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    let (first, waits) = (in_lane(connection), in_lane(connection));
    ground.enqueue(acme, &first).await;
    let claim = ground.claim().await.unwrap();
    ground.enqueue_at(acme, &waits, Some(in_an_hour())).await;
    // Hurried, and not yet committed, when the lane is given back.
    let mut hurrying = ground.db.api.tenant(acme).await.unwrap();
    hurrying.hurry(&waits).await.unwrap();
    let ((), ()) = tokio::join!(ground.end(&claim, &JobEnd::Done), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        hurrying.commit().await.unwrap();
    });
    assert_eq!(ground.stuck_lanes().await, [""; 0]);
    assert_eq!(ground.claim().await.expect("it is due").payload, waits.payload());
}

async fn hurry(ground: &Ground, tenant: oktually_core::ids::TenantId, job: &Job) {
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    scope.hurry(job).await.unwrap();
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn a_time_in_the_past_is_now() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim().await.unwrap();
    ground.end(&claim, &JobEnd::Again { at: OffsetDateTime::UNIX_EPOCH }).await;
    assert!(ground.claim().await.is_some());
}

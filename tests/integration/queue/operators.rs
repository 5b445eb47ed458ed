//! What operators do to jobs.

use oktually_core::{
    ids::{ConnectionId, JobId},
    store::{Claim, JobEnd, JobFilter, JobState, OperatorScope, Result, StoreError},
    work::Job,
};

use crate::store::Ground;
use crate::store::ground::{in_an_hour, in_lane, somewhere};

async fn failed(ground: &Ground) -> Claim {
    let claim = ground.claim().await.unwrap();
    ground.end(&claim, &JobEnd::Failed { error: "Okta refused".to_owned() }).await;
    claim
}

async fn act(ground: &Ground, act: impl AsyncFnOnce(&mut OperatorScope) -> Result<()>) -> Result<()> {
    let mut scope = ground.db.api.operator().await?;
    act(&mut scope).await?;
    scope.commit().await
}

#[tokio::test]
async fn a_failed_job_is_retried_with_all_its_attempts() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let id = failed(&ground).await.lease.job;
    assert_eq!(ground.job(id).await, (4, 1, Some("Okta refused".to_owned())));
    assert!(ground.claim().await.is_none());
    act(&ground, async |scope| scope.retry_job(id).await).await.unwrap();
    let claim = ground.claim().await.unwrap();
    assert_eq!((claim.lease.job, claim.attempt), (id, 1));
    ground.end(&claim, &JobEnd::Done).await;
    let again = act(&ground, async |scope| scope.retry_job(id).await).await;
    assert!(matches!(again, Err(StoreError::Conflict("job_state"))), "it is done: {again:?}");
}

#[tokio::test]
async fn a_job_is_not_retried_beside_the_same_work() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = somewhere();
    ground.enqueue(acme, &job).await;
    let id = failed(&ground).await.lease.job;
    ground.enqueue(acme, &job).await;
    let retried = act(&ground, async |scope| scope.retry_job(id).await).await;
    assert!(matches!(retried, Err(StoreError::Conflict("job_queued"))), "{retried:?}");
}

#[tokio::test]
async fn a_queued_job_is_cancelled_and_a_running_one_is_not() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    ground.enqueue(acme, &in_lane(connection)).await;
    ground.enqueue_at(acme, &in_lane(connection), Some(in_an_hour())).await;
    let running = ground.claim().await.unwrap();
    let filter = JobFilter { tenant: Some(acme), state: Some(JobState::Queued) };
    let queued = ground.db.api.operator().await.unwrap().jobs(filter, None, 10).await.unwrap();
    assert_eq!(queued.len(), 1);
    let refused = act(&ground, async |scope| scope.cancel_job(running.lease.job).await).await;
    assert!(matches!(refused, Err(StoreError::Conflict("job_state"))));
    act(&ground, async |scope| scope.cancel_job(queued[0].id).await).await.unwrap();
    ground.end(&running, &JobEnd::Done).await;
    let claim = ground.claim().await.expect("it is due at once, to be cleaned up after");
    assert!(claim.lease.job == queued[0].id && claim.cancelled, "{claim:?}");
    ground.end(&claim, &JobEnd::Cancelled).await;
    assert!(ground.claim().await.is_none());
    act(&ground, async |scope| scope.retry_job(queued[0].id).await).await.unwrap();
    let claim = ground.claim().await.expect("what was cancelled can be taken up again");
    assert!(!claim.cancelled, "{claim:?}");
}

#[tokio::test]
async fn a_job_that_does_not_exist_is_not_found() {
    let ground = Ground::new().await;
    for done in [
        act(&ground, async |scope| scope.retry_job(JobId::new()).await).await,
        act(&ground, async |scope| scope.cancel_job(JobId::new()).await).await,
    ] {
        assert!(matches!(done, Err(StoreError::NotFound("job"))));
    }
}

#[tokio::test]
async fn what_keeps_a_tenant_in_order_cannot_be_cancelled() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    for job in [Job::KeepCurrent { connection: ConnectionId::new() }, Job::RewrapDataKeys {}, Job::EraseTenant {}] {
        ground.enqueue(acme, &job).await;
    }
    for job in ground.db.api.operator().await.unwrap().jobs(JobFilter::default(), None, 10).await.unwrap() {
        let refused = act(&ground, async |scope| scope.cancel_job(job.id).await).await;
        assert!(matches!(refused, Err(StoreError::Conflict("job_kind"))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_job_that_is_cancelled_while_it_is_being_claimed_is_not_run() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    let id = ground.db.api.operator().await.unwrap().jobs(JobFilter::default(), None, 1).await.unwrap()[0].id;
    let mut cancelling = ground.db.api.operator().await.unwrap();
    cancelling.cancel_job(id).await.unwrap();
    let (claim, ()) = tokio::join!(ground.claim(), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        cancelling.commit().await.unwrap();
    });
    // It is claimed to be given up, or not before the next look.
    let claim = match claim {
        Some(claim) => claim,
        None => ground.claim().await.expect("it is due"),
    };
    assert!(claim.lease.job == id && claim.cancelled, "{claim:?}");
}

#[tokio::test]
async fn a_job_that_is_retried_while_its_lane_is_given_back_is_not_forgotten() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    ground.enqueue(acme, &in_lane(connection)).await;
    let id = failed(&ground).await.lease.job;
    ground.enqueue(acme, &in_lane(connection)).await;
    let other = ground.claim().await.unwrap();
    let mut retrying = ground.db.api.operator().await.unwrap();
    retrying.retry_job(id).await.unwrap();
    let ((), ()) = tokio::join!(ground.end(&other, &JobEnd::Done), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        retrying.commit().await.unwrap();
    });
    assert_eq!(ground.stuck_lanes().await, [""; 0]);
    assert_eq!(ground.claim().await.expect("it is due").lease.job, id);
}

#[tokio::test]
async fn the_figures_tell_what_is_due_waits_runs_and_failed() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &somewhere()).await;
    failed(&ground).await;
    for _ in 0..3 {
        ground.enqueue(acme, &somewhere()).await;
    }
    ground.enqueue_at(acme, &somewhere(), Some(in_an_hour())).await;
    ground.claim().await.unwrap();
    let figures = ground.db.api.operator().await.unwrap().queue_figures().await.unwrap();
    assert_eq!((figures.due, figures.waiting, figures.leased, figures.failed), (2, 1, 1, 1));
    assert!((0..5).contains(&figures.oldest_due_seconds));
}

//! A job that takes its worker down with it ends as failed.

use std::time::Duration;

use oktually_core::{
    ids::ConnectionId,
    store::{Claim, JobEnd},
    work::Job,
};

use super::hands::worker;
use crate::store::Ground;
use crate::store::ground::{claim, in_lane};

const SHORT: Duration = Duration::from_millis(30);

/// Claims and dies, as often as it is let.
async fn crash(ground: &Ground) -> Option<Claim> {
    let claim = claim(&ground.db.worker, SHORT).await.unwrap();
    tokio::time::sleep(SHORT + Duration::from_millis(10)).await;
    claim
}

#[tokio::test]
async fn crashes_use_the_attempts_up_and_then_the_job_is_only_cleaned_up_after() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let job = in_lane(ConnectionId::new());
    ground.enqueue(acme, &job).await;
    for attempt in 1..=job.max_attempts() {
        let claim = crash(&ground).await.unwrap();
        assert_eq!((claim.attempt, claim.exhausted), (attempt, false));
    }
    let last = ground.claim().await.unwrap();
    assert!(last.exhausted, "the attempts are used up");
    ground.end(&last, &JobEnd::Failed { error: "every attempt ended without an answer".to_owned() }).await;
    assert_eq!(ground.job(last.lease.job).await.0, 4);
    assert!(ground.claim().await.is_none());
}

#[tokio::test]
async fn a_job_that_crashes_even_its_cleaning_up_is_ended_by_the_queue_and_its_lane_goes_on() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    let (poison, innocent) = (in_lane(connection), in_lane(connection));
    ground.enqueue(acme, &poison).await;
    ground.enqueue(acme, &innocent).await;
    let mut crashes = 0;
    let next = loop {
        let claim = crash(&ground).await.unwrap();
        if claim.payload == innocent.payload() {
            break claim;
        }
        crashes += 1;
        assert!(crashes < 20, "it goes on for ever");
    };
    assert_eq!(crashes, poison.max_attempts() + 3);
    let ended: (i16, Option<String>) = sqlx::query_as("select state, error from jobs where id <> $1")
        .bind(next.lease.job.uuid())
        .fetch_one(&ground.db.owner)
        .await
        .unwrap();
    assert_eq!(ended, (4, Some("every attempt ended without an answer".to_owned())));
}

#[tokio::test]
async fn a_worker_ends_a_job_whose_attempts_are_used_up_without_running_it() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &Job::ResealTenant {}).await;
    ground.owner("update jobs set attempts = max_attempts").await;
    let worker = worker(&ground, Duration::from_millis(50));
    super::hands::wait_for(&ground, "select count(*) from jobs where state = 4 and error like 'every attempt%'", 1).await;
    worker.stop().await;
    assert_eq!(ground.count("select count(*) from data_keys").await, 1, "it was not run");
}

#[tokio::test]
async fn a_job_in_a_form_that_cannot_be_read_fails_and_says_so() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.enqueue(acme, &in_lane(ConnectionId::new())).await;
    ground.owner("update jobs set payload = '{\"connection\": 7}'").await;
    let worker = worker(&ground, Duration::from_millis(50));
    super::hands::wait_for(&ground, "select count(*) from jobs where state = 4 and error like '%stored form%'", 1).await;
    worker.stop().await;
}

//! Many claim, queue, hurry, retry and cancel at once: every job ends, and no lane is forgotten.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use oktually_core::{
    ids::{ConnectionId, TenantId},
    store::{JobEnd, JobFilter, JobState},
    work::Job,
};
use time::OffsetDateTime;
use tokio::task::JoinSet;

use super::hands::wait_for;
use crate::store::Ground;
use crate::store::ground::{LONG, claim, finish, in_lane};

const TENANTS: usize = 6;
const LANES: usize = 3;
const QUEUERS: usize = 6;
const JOBS: usize = 50;

fn soon() -> OffsetDateTime {
    OffsetDateTime::now_utc() + time::Duration::milliseconds(rand::random_range(0..40))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_all_do_everything_at_once() {
    let ground = Arc::new(Ground::new().await);
    let mut lanes: Vec<(TenantId, ConnectionId)> = Vec::new();
    for n in 0..TENANTS {
        let tenant = ground.tenant(&format!("tenant {n}")).await;
        lanes.extend((0..LANES).map(|_| (tenant, ConnectionId::new())));
    }
    let queued = Arc::new(AtomicI64::new(0));
    let mut queuers = JoinSet::new();
    for _ in 0..QUEUERS {
        queuers.spawn(queue(Arc::clone(&ground), lanes.clone(), Arc::clone(&queued)));
    }
    let mut claimers = JoinSet::new();
    for _ in 0..8 {
        claimers.spawn(work(Arc::clone(&ground)));
    }
    let mut meddlers = JoinSet::new();
    for _ in 0..2 {
        meddlers.spawn(meddle(Arc::clone(&ground)));
    }
    while let Some(done) = queuers.join_next().await {
        done.unwrap();
    }
    meddlers.shutdown().await;
    // What meddlers cancelled last is taken up again, so that everything can end.
    let cancelled = JobFilter { tenant: None, state: Some(JobState::Cancelled) };
    for job in ground.db.api.operator().await.unwrap().jobs(cancelled, None, 10_000).await.unwrap() {
        let mut scope = ground.db.api.operator().await.unwrap();
        scope.retry_job(job.id).await.unwrap();
        scope.commit().await.unwrap();
    }
    wait_for(&ground, "select count(*) from jobs where state = 3", queued.load(Ordering::SeqCst)).await;
    claimers.shutdown().await;
    assert_eq!(ground.count("select count(*) from jobs where state <> 3").await, 0);
    assert_eq!(ground.count("select count(*) from lanes where lease is not null or due_at < 'infinity' and not ready").await, 0);
}

async fn queue(ground: Arc<Ground>, lanes: Vec<(TenantId, ConnectionId)>, queued: Arc<AtomicI64>) {
    for _ in 0..JOBS {
        let (tenant, connection) = lanes[rand::random_range(0..lanes.len())];
        let job = in_lane(connection);
        let later = rand::random_bool(0.3);
        ground.enqueue_at(tenant, &job, later.then(|| OffsetDateTime::now_utc() + time::Duration::hours(1))).await;
        if later {
            hurry(&ground, tenant, &job).await;
        }
        queued.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..8))).await;
    }
}

async fn hurry(ground: &Ground, tenant: TenantId, job: &Job) {
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    scope.hurry(job).await.unwrap();
    scope.commit().await.unwrap();
}

/// Does jobs, and sometimes waits with one, fails with one, or hands one back.
async fn work(ground: Arc<Ground>) {
    let store = &ground.db.worker;
    loop {
        let Some(claim) = claim(store, LONG).await.unwrap() else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        match rand::random_range(0..10) {
            0 => {
                let mut scope = store.queue().await.unwrap();
                scope.hand_back(&claim.lease).await.unwrap();
                scope.commit().await.unwrap();
            }
            1 => finish(store, &claim, &JobEnd::Again { at: soon() }).await.unwrap(),
            // Attempts are not what is tried here.
            2 if claim.attempt < 3 => finish(store, &claim, &JobEnd::Retry { at: soon(), error: "once more".to_owned() }).await.unwrap(),
            _ => finish(store, &claim, &JobEnd::Done).await.unwrap(),
        }
    }
}

/// Cancels what is queued and takes up again what is cancelled.
async fn meddle(ground: Arc<Ground>) {
    loop {
        for state in [JobState::Queued, JobState::Cancelled] {
            let jobs = ground.db.api.operator().await.unwrap().jobs(JobFilter { tenant: None, state: Some(state) }, None, 5).await.unwrap();
            for job in jobs {
                let mut scope = ground.db.api.operator().await.unwrap();
                let done = if state == JobState::Queued { scope.cancel_job(job.id).await } else { scope.retry_job(job.id).await };
                // Another was quicker: then there is nothing to commit.
                if done.is_ok() {
                    scope.commit().await.unwrap();
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

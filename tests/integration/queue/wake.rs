//! Work that is queued wakes a worker; a slow poll lies below.

use std::time::{Duration, Instant};

use oktually_core::work::Job;

use super::hands::{wait_for, worker};
use crate::store::Ground;

const NEVER: Duration = Duration::from_secs(600);
const DONE: &str = "select count(*) from jobs where state = 3";

/// The median of some waits from the commit that queued a job to its end.
async fn usual_wait(ground: &Ground, tenant: oktually_core::ids::TenantId) -> Duration {
    let before = ground.count(DONE).await;
    let mut waits = Vec::new();
    for n in 1..=9 {
        let begun = Instant::now();
        ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
        wait_for(ground, DONE, before + n).await;
        waits.push(begun.elapsed());
    }
    waits.sort();
    waits[waits.len() / 2]
}

#[tokio::test]
async fn a_worker_hears_of_new_work_at_once() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let worker = worker(&ground, NEVER);
    // It listens from a moment after its start; work that was there before is found by the first look.
    ground.enqueue(acme, &Job::RewrapDataKeys {}).await;
    wait_for(&ground, "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'", 1).await;
    wait_for(&ground, DONE, 1).await;
    let wait = usual_wait(&ground, acme).await;
    assert!(wait < Duration::from_millis(500), "{wait:?}");
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_that_was_not_told_finds_the_work_by_its_poll() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let worker = worker(&ground, Duration::from_millis(200));
    for n in 1..=3 {
        ground
            .owner(&format!(
                "insert into lanes (tenant_id, lane, due_at) values ('{0}', 'keys', now()) on conflict (tenant_id, lane) do update set due_at = now();
                 insert into jobs (tenant_id, id, lane, kind) values ('{0}', gen_random_uuid(), 'keys', 'rewrap_data_keys')",
                acme.uuid()
            ))
            .await;
        let begun = Instant::now();
        wait_for(&ground, DONE, n).await;
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    }
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_whose_connections_are_cut_hears_again() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let worker = worker(&ground, Duration::from_millis(300));
    ground.enqueue(acme, &Job::RewrapDataKeys {}).await;
    wait_for(&ground, DONE, 1).await;
    ground
        .owner(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'oktually_test%' and datname = current_database()",
        )
        .await;
    for n in 2..=4 {
        ground.enqueue(acme, &Job::RewrapDataKeys {}).await;
        wait_for(&ground, DONE, n).await;
    }
    worker.stop().await;
}

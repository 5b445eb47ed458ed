//! Turns go round between tenants, however many lanes one of them has.

use std::{collections::HashMap, time::Duration};

use oktually_core::{ids::TenantId, store::JobEnd};

use crate::store::Ground;
use crate::store::ground::{LONG, claim, finish, somewhere};

/// One tenant with 50 lanes of work, and four with one.
async fn one_large_and_four_small() -> (Ground, TenantId, Vec<TenantId>) {
    let ground = Ground::new().await;
    let large = ground.tenant("large").await;
    for _ in 0..50 {
        let lane = somewhere();
        fill(&ground, large, &lane.lane().to_string(), 8).await;
    }
    let mut small = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let tenant = ground.tenant(name).await;
        fill(&ground, tenant, &somewhere().lane().to_string(), 80).await;
        small.push(tenant);
    }
    (ground, large, small)
}

async fn fill(ground: &Ground, tenant: TenantId, lane: &str, jobs: i32) {
    ground
        .owner(&format!(
            "insert into lanes (tenant_id, lane, due_at) values ('{0}', '{lane}', now());
             insert into jobs (tenant_id, id, lane, kind) select '{0}', gen_random_uuid(), '{lane}', 'collect_org' from generate_series(1, {jobs})",
            tenant.uuid()
        ))
        .await;
}

#[tokio::test]
async fn a_tenant_with_fifty_lanes_gets_no_more_turns_than_one_with_one() {
    let (ground, large, small) = one_large_and_four_small().await;
    let mut turns: HashMap<TenantId, i32> = HashMap::new();
    for _ in 0..250 {
        let claim = ground.claim().await.expect("there is work for all");
        *turns.entry(claim.lease.tenant).or_default() += 1;
        ground.end(&claim, &JobEnd::Done).await;
    }
    assert_eq!(turns[&large], 50, "{turns:?}");
    assert!(small.iter().all(|tenant| turns[tenant] == 50), "{turns:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_are_as_even_when_many_workers_ask_at_once() {
    let (ground, large, small) = one_large_and_four_small().await;
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = ground.db.worker.clone();
        workers.spawn(async move {
            let mut turns: Vec<TenantId> = Vec::new();
            while turns.len() < 60 {
                // A lane that was freed a moment ago may not be marked yet: that is no turn.
                let Some(claim) = claim(&store, LONG).await.unwrap() else { continue };
                tokio::time::sleep(Duration::from_millis(2)).await;
                finish(&store, &claim, &JobEnd::Done).await.unwrap();
                turns.push(claim.lease.tenant);
            }
            turns
        });
    }
    let mut turns: HashMap<TenantId, i32> = HashMap::new();
    for tenant in workers.join_all().await.into_iter().flatten() {
        *turns.entry(tenant).or_default() += 1;
    }
    let least = small.iter().map(|tenant| turns[tenant]).min().unwrap();
    let all: i32 = turns.values().sum();
    // A small tenant's only lane is busy while its job runs, and then a worker that would stand idle serves the large one:
    // nobody loses a turn by that. A fifth of the turns is 48.
    assert!(
        least >= 42 && turns[&large] <= 72,
        "of {all} turns the large tenant got {}, the others {least} at least: {turns:?}",
        turns[&large]
    );
}

#[tokio::test]
async fn a_newcomer_does_not_wait_for_a_burst_of_another_tenant() {
    let (ground, ..) = one_large_and_four_small().await;
    for _ in 0..20 {
        let claim = ground.claim().await.unwrap();
        ground.end(&claim, &JobEnd::Done).await;
    }
    let newcomer = ground.tenant("newcomer").await;
    ground.enqueue(newcomer, &somewhere()).await;
    assert_eq!(ground.claim().await.unwrap().lease.tenant, newcomer);
}

#[tokio::test]
async fn a_tenant_without_work_does_not_save_turns_up() {
    let ground = Ground::new().await;
    let (busy, idle) = (ground.tenant("busy").await, ground.tenant("idle").await);
    fill(&ground, busy, &somewhere().lane().to_string(), 100).await;
    ground.enqueue(idle, &somewhere()).await;
    for _ in 0..60 {
        let claim = ground.claim().await.unwrap();
        ground.end(&claim, &JobEnd::Done).await;
    }
    fill(&ground, idle, &somewhere().lane().to_string(), 30).await;
    let mut turns = Vec::new();
    for _ in 0..20 {
        let claim = ground.claim().await.unwrap();
        turns.push(claim.lease.tenant);
        ground.end(&claim, &JobEnd::Done).await;
    }
    assert_eq!(turns.iter().filter(|tenant| **tenant == idle).count(), 10, "it is first, and from then on they alternate");
    assert_eq!(turns[0], idle);
}

#[tokio::test]
async fn the_lanes_of_a_tenant_take_turns_too() {
    let ground = Ground::new().await;
    let tenant = ground.tenant("acme").await;
    let (long, short) = (somewhere().lane().to_string(), somewhere().lane().to_string());
    fill(&ground, tenant, &long, 20).await;
    fill(&ground, tenant, &short, 5).await;
    let mut lanes = Vec::new();
    for _ in 0..10 {
        let claim = ground.claim().await.unwrap();
        lanes.push(claim.lease.lane.clone());
        ground.end(&claim, &JobEnd::Done).await;
    }
    assert_eq!(lanes.iter().filter(|lane| **lane == short).count(), 5, "{lanes:?}");
}

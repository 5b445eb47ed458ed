//! Many workers in processes of their own, some killed and some stalled: each job's result is there exactly once.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use oktually_core::ids::ConnectionId;
use tokio::process::{Child, Command};

use crate::store::Ground;
use crate::store::ground::in_lane;

const WORKERS: usize = 6;
const LEASE_MS: u64 = 400;
const KILLS: usize = 25;
const SMALL_TENANTS: usize = 8;
/// One tenant with this many lanes beside small ones with one each.
const LARGE: usize = 24;
const JOBS_EACH: usize = 20;

/// A worker's process, killed with SIGKILL when it is dropped.
fn hand(ground: &Ground, name: usize, poison: &str) -> Child {
    let (_, url) = ground.db.urls();
    Command::new(env!("CARGO_BIN_EXE_queue-hand"))
        .args(["claims", &url, &format!("hand-{name}"), &LEASE_MS.to_string(), poison])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("a process")
}

async fn filled() -> (Ground, String) {
    let ground = Ground::new().await;
    ground
        .owner(
            "create table occupied (entry uuid primary key, tenant_id uuid, lane text, job uuid, worker text,
               begun_at timestamptz default clock_timestamp(), held_until timestamptz, ended_at timestamptz, how text);
             grant select, insert, update on occupied to oktually_test_worker",
        )
        .await;
    let large = ground.tenant("large").await;
    for _ in 0..LARGE {
        fill(&ground, large, ConnectionId::new()).await;
    }
    for n in 0..SMALL_TENANTS {
        let tenant = ground.tenant(&format!("small {n}")).await;
        fill(&ground, tenant, ConnectionId::new()).await;
    }
    // Attempts are not what is tried here, but for the job that takes every worker down.
    ground.owner("update jobs set max_attempts = 1000").await;
    let poison = in_lane(ConnectionId::new());
    ground.enqueue(ground.tenant("poisoned").await, &poison).await;
    (ground, poison.lane().to_string())
}

async fn fill(ground: &Ground, tenant: oktually_core::ids::TenantId, connection: ConnectionId) {
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    for _ in 0..JOBS_EACH {
        scope.enqueue(&in_lane(connection)).await.unwrap();
    }
    scope.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_stalled_workers_leave_each_result_exactly_once() {
    let (ground, poison) = filled().await;
    let jobs = ground.count("select count(*) from jobs").await;
    let mut hands: Vec<Child> = (0..WORKERS).map(|n| hand(&ground, n, &poison)).collect();
    let (begun, mut kills, mut deaths) = (Instant::now(), 0, 0);
    while ground.count("select count(*) from jobs where state <= 2").await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(180), "{:?} are left", left(&ground).await);
        tokio::time::sleep(Duration::from_millis(rand::random_range(40..160))).await;
        if kills < KILLS {
            hands[rand::random_range(0..WORKERS)].start_kill().ok();
            kills += 1;
        }
        for (n, slot) in hands.iter_mut().enumerate() {
            if slot.try_wait().unwrap().is_some() {
                deaths += 1;
                *slot = hand(&ground, WORKERS * (deaths + 1) + n, &poison);
            }
        }
    }
    let seconds = begun.elapsed().as_secs_f32();
    drop(hands);
    each_result_is_there_once(&ground, jobs).await;
    no_lane_was_occupied_twice(&ground).await;
    nothing_is_left(&ground).await;
    turns_were_fair(&ground).await;
    let refused = ground.count("select count(*) from occupied where how = 'refused'").await;
    let orphans = ground.count("select count(*) from occupied where how is null").await;
    assert!(
        deaths >= kills.min(KILLS) / 2 && refused > 0 && orphans > 0,
        "{deaths} deaths, {refused} refused, {orphans} orphans: nothing was tried"
    );
    eprintln!("{jobs} jobs in {seconds:.1} s: {deaths} workers died, {orphans} jobs were left by one, {refused} late results were refused");
}

async fn left(ground: &Ground) -> Vec<(String, i16, i32)> {
    sqlx::query_as("select lane, state, attempts from jobs where state <= 2").fetch_all(&ground.db.owner).await.unwrap()
}

async fn each_result_is_there_once(ground: &Ground, jobs: i64) {
    assert_eq!(ground.count("select count(*) from audit where act = 'test.result'").await, jobs);
    assert_eq!(ground.count("select count(distinct target) from audit where act = 'test.result'").await, jobs);
    // All are done, but for the one that took its workers down.
    let failed: Vec<(i32, i32)> =
        sqlx::query_as("select attempts, max_attempts from jobs where state = 4").fetch_all(&ground.db.owner).await.unwrap();
    assert!(matches!(failed[..], [(attempts, allowed)] if attempts > allowed), "{failed:?}");
    assert_eq!(ground.count("select count(*) from jobs where state = 3").await, jobs - 1);
}

/// From its claim until its end, or until its lease lapsed, a worker had the lane for itself.
async fn no_lane_was_occupied_twice(ground: &Ground) {
    let twice: Vec<(String, String, String)> = sqlx::query_as(
        "select one.lane, one.worker, other.worker
         from occupied one
         join occupied other on other.tenant_id = one.tenant_id and other.lane = one.lane and other.entry > one.entry
         where tstzrange(one.begun_at, greatest(one.begun_at, coalesce(one.ended_at, one.held_until)))
            && tstzrange(other.begun_at, greatest(other.begun_at, coalesce(other.ended_at, other.held_until)))",
    )
    .fetch_all(&ground.db.owner)
    .await
    .unwrap();
    assert_eq!(twice, []);
}

async fn nothing_is_left(ground: &Ground) {
    assert_eq!(left(ground).await, []);
    assert_eq!(ground.count("select count(*) from lanes where lease is not null").await, 0);
    assert_eq!(ground.stuck_lanes().await, [""; 0]);
}

/// While everybody had work, the large tenant's 24 lanes brought it no more turns than the others had with one, but for
/// those that nobody else could take: a small tenant's lane is busy while it is worked on, or until its dead worker's lease lapses.
async fn turns_were_fair(ground: &Ground) {
    let turns: Vec<(String, i64)> = sqlx::query_as(
        "select name, count(*)
         from (select tenant_id from occupied order by begun_at limit $1) first
         join tenants on tenants.id = first.tenant_id
         where name <> 'poisoned'
         group by name
         order by 2 desc",
    )
    .bind((SMALL_TENANTS * JOBS_EACH / 2) as i64)
    .fetch_all(&ground.db.owner)
    .await
    .unwrap();
    let all: i64 = turns.iter().map(|(_, count)| count).sum();
    let large = turns.iter().find(|(name, _)| name == "large").map_or(0, |(_, count)| *count);
    assert_eq!(turns.len(), SMALL_TENANTS + 1, "{turns:?}");
    assert!(large * 4 < all, "one tenant of {} got {large} of the first {all} turns: {turns:?}", turns.len());
}

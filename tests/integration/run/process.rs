//! Workers in processes of their own, killed with SIGKILL or stopped in their tracks.

use std::{process::Stdio, time::Duration};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use oktually_tests::{TestOkta, eventually, succeeded};
use tokio::process::Child;

use super::{
    kill::{IN_FLIGHT, about_to_run, org, requests_later, undisturbed},
    picture::{Picture, closed_versions},
};

const LEASE: Duration = Duration::from_millis(1_000);

/// A worker's process over a test's database and orgs; it ends with its handle.
fn process(okta: &TestOkta, lease: Duration) -> Child {
    okta.worker_process(env!("CARGO_BIN_EXE_worker"), lease).stderr(Stdio::null()).spawn().expect("a process")
}

fn signal(child: &Child, signal: Signal) {
    let pid = child.id().expect("it runs").cast_signed();
    kill(Pid::from_raw(pid), signal).expect("it can be told");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_killed_in_mid_run_leave_it_to_the_next_as_it_stands() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, least) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let mut kills = 0;
    while tenant.newest_run(connection).await.unwrap().state.is_active() {
        let mut worker = process(&okta, LEASE);
        let requests = if kills < 4 { 13 } else { u64::MAX - org.journal_len() };
        requests_later(&org, &tenant, connection, requests).await;
        worker.kill().await.unwrap();
        kills += 1;
    }
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
    let made = org.journal_len();
    assert!(made <= least + kills * IN_FLIGHT, "{made} requests; undisturbed {least}, and {kills} kills");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_starves_until_its_lease_lapses_writes_nothing_when_it_wakes() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let starved = process(&okta, LEASE);
    requests_later(&org, &tenant, connection, 20).await;
    signal(&starved, Signal::SIGSTOP);
    let second = process(&okta, LEASE);
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    signal(&starved, Signal::SIGCONT);
    // Whatever it had under way is answered and refused; then it takes new work like anybody.
    tokio::time::sleep(LEASE).await;
    assert_eq!(tenant.newest_run(connection).await.unwrap().revision, run.revision);
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
    drop((starved, second));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_asked_to_end_hands_its_lane_back() {
    let okta = TestOkta::start(vec![org()]).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let mut worker = process(&okta, Duration::from_secs(3_600));
    requests_later(&org, &tenant, connection, 10).await;
    // Waiting for a process closes its input, which would end it at once.
    let input = worker.stdin.take();
    signal(&worker, Signal::SIGTERM);
    let status = worker.wait().await.unwrap();
    assert!(status.success(), "{status}");
    drop(input);
    let leased: Vec<String> = sqlx::query_scalar("select concat_ws(' ', lane, leased_by, leased_until) from lanes where lease is not null")
        .fetch_all(&okta.db.owner)
        .await
        .unwrap();
    assert_eq!(leased, [""; 0]);
    let worker = process(&okta, LEASE);
    eventually("the next goes on at once", async || tenant.newest_run(connection).await.filter(|run| !run.state.is_active())).await;
    drop(worker);
}

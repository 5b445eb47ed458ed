//! A scan of an org whose limits are tight, alone: the time that it takes, against the least that the limits allow.
//!
//! `cargo bench -p oktually-tests --bench limited` with `DATABASE_URL` of a server for tests. Ends with an error if it takes more than 1.05
//! times the critical path, is refused for a limit, or takes more than its share.

use std::{process::ExitCode, time::Duration};

use okta_sim::{Org, OrgSpec};
use oktually_core::store::{ConnectionChange, Run};
use oktually_tests::{OktaTenant, TestOkta, succeeded};
use tokio::process::Child;

/// Users of the org, unless others are asked for.
const USERS: u64 = 10_000;
/// How much of a Workforce org's limits there is: the share of the busiest bucket lasts for a fourth of the work.
const PART: f64 = 0.15;
/// What the product takes of the limit shown to it, in percent, and what it leaves.
const SHARE: u32 = 50;
const RESERVE: u32 = 2;
const LEASE: Duration = Duration::from_secs(30);
/// How much longer than the critical path it may take.
const LONGEST: f64 = 1.05;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
async fn main() -> ExitCode {
    let users = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(USERS);
    let wide = scan(users, 10_000.0).await;
    let limited = scan(users, PART).await;
    let critical = limited.windows.as_secs_f64() + wide.seconds;
    let ratio = limited.seconds / critical;
    println!("{users} users, {} requests, {SHARE} % of what is shown", limited.requests);
    for (bucket, taken, may) in &limited.most {
        println!("{bucket:>32}: at most {taken:>4} of {may:>4} in a window");
    }
    println!("{} refused; without limits {:.1} s", limited.refused, wide.seconds);
    println!("critical path {critical:.1} s, took {:.1} s, ratio {ratio:.3}", limited.seconds);
    let kept = limited.most.iter().all(|(_, taken, may)| taken <= may);
    if kept && limited.refused == 0 && ratio <= LONGEST { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Measured {
    seconds: f64,
    requests: i32,
    refused: u64,
    /// What the windows of the busiest bucket take at least.
    windows: Duration,
    /// For each bucket, the most that was taken in a window, and what may be.
    most: Vec<(&'static str, u64, u64)>,
}

/// One org, scanned once. What the verification took before counts in the first windows, and so it is measured with it.
async fn scan(users: u64, part: f64) -> Measured {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(users).limit_multiplier(part)]).await;
    let acme = okta.sim.org("acme");
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    let mut scope = tenant.scope().await;
    let half = ConnectionChange { share_percent: Some(SHARE as i16), ..ConnectionChange::default() };
    scope.change_connection(connection, None, &half).await.expect("the share is changed");
    scope.commit().await.expect("it is kept");
    let _worker = worker(&okta);
    tenant.submit(connection, &acme).await;
    let run = ended(&tenant, connection).await;
    assert!(succeeded(&run), "{run:?}");
    let seconds = (run.finished_at.expect("it ended") - run.started_at.expect("it began")).as_seconds_f64();
    let windows = acme.critical_path(SHARE, RESERVE, Duration::ZERO);
    Measured { seconds, requests: run.requests, refused: refused(&acme), windows, most: most(&acme) }
}

async fn ended(tenant: &OktaTenant, connection: oktually_core::ids::ConnectionId) -> Run {
    loop {
        match tenant.newest_run(connection).await {
            Some(run) if !run.state.is_active() => return run,
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

fn refused(org: &Org) -> u64 {
    org.counts().iter().filter(|count| count.status == 429).map(|count| count.requests).sum()
}

fn most(org: &Org) -> Vec<(&'static str, u64, u64)> {
    let may = |limit: u32| u64::from((limit * SHARE / 100).min(limit.saturating_sub(RESERVE)).max(1));
    org.most_taken().into_iter().map(|(bucket, window)| (bucket, window.taken, may(window.limit))).collect()
}

fn worker(okta: &TestOkta) -> Child {
    okta.worker_process(env!("CARGO_BIN_EXE_worker"), LEASE).spawn().expect("a process")
}

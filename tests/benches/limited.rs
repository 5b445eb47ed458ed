//! Scans of orgs whose limits are tight, each alone in its org, at three shares: the time that they take, against the least that the
//! limits allow.
//!
//! `cargo bench -p oktually-tests --bench limited` with `DATABASE_URL` of a server for tests. Ends with an error if a scan takes more than
//! 1.05 times the critical path, is refused for a limit, or takes more than its share.
//!
//! The critical path is what the limits alone make necessary, by the simulator's journal: a bucket that `taken` requests were drawn from,
//! of which a window may hold `each`, needs `⌈taken ÷ each⌉` windows, and the last of them can be used up as soon as it opens. So a scan
//! takes at least one window's length for each but the last of the bucket that needs most. What the scan's own work takes (its first
//! pages, its last ones, the database) is not in it, nor that a reset is told to the second only: both must fit in the five percent.

use std::{process::ExitCode, time::Duration};

use futures::future::join_all;
use okta_sim::{Org, OrgSpec};
use oktually_core::store::{ConnectionChange, Run};
use oktually_tests::{OktaTenant, TestOkta, succeeded};
use tokio::process::Child;

/// Users of the org, unless others are asked for.
const USERS: u64 = 10_000;
/// What the product takes of the limits shown to it, in percent.
const SHARES: [u32; 3] = [50, 75, 90];
/// How much of a Workforce org's limits a percent of the share is taken of, so that each share lasts for a fourth of the work in the busiest
/// bucket.
const PART: f64 = 0.15 * 50.0;
/// What the product leaves.
const RESERVE: u32 = 2;
const LEASE: Duration = Duration::from_secs(30);
/// How much longer than the critical path it may take.
const LONGEST: f64 = 1.05;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
async fn main() -> ExitCode {
    let users = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(USERS);
    let spec = |share: u32| OrgSpec::new(name(share)).users(users).limit_multiplier(PART / f64::from(share));
    let okta = TestOkta::start(SHARES.map(spec).into()).await;
    let _worker = worker(&okta);
    let mut missed = false;
    for limited in join_all(SHARES.map(|share| scan(&okta, share))).await {
        let Limited { share, seconds, requests, refused, windows, most } = &limited;
        println!("{share} % of what is shown: {users} users, {requests} requests, {refused} refused");
        for (bucket, taken, may) in most {
            println!("{bucket:>32}: at most {taken:>4} of {may:>4} in a window");
        }
        println!("critical path {:.1} s, took {seconds:.1} s, ratio {:.3}", windows.as_secs_f64(), limited.ratio());
        missed |= !limited.is_good();
    }
    if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// One scan, as it went.
struct Limited {
    share: u32,
    seconds: f64,
    requests: i32,
    refused: u64,
    /// The critical path.
    windows: Duration,
    /// For each bucket, the most that was taken in a window, and what may be.
    most: Vec<(&'static str, u64, u64)>,
}

impl Limited {
    fn ratio(&self) -> f64 {
        self.seconds / self.windows.as_secs_f64()
    }

    fn is_good(&self) -> bool {
        self.most.iter().all(|(_, taken, may)| taken <= may) && self.refused == 0 && self.ratio() <= LONGEST
    }
}

fn name(share: u32) -> String {
    format!("share-{share}")
}

/// The org of a share, scanned once. What the verification took before counts in the first windows, and so it is measured with it.
async fn scan(okta: &TestOkta, share: u32) -> Limited {
    let org = okta.sim.org(&name(share));
    let tenant = okta.tenant(&name(share)).await;
    let connection = tenant.connect(&name(share)).await;
    let mut scope = tenant.scope().await;
    let change = ConnectionChange { share_percent: Some(share as i16), ..ConnectionChange::default() };
    scope.change_connection(connection, None, &change).await.expect("the share is changed");
    scope.commit().await.expect("it is kept");
    tenant.submit(connection, &org).await;
    let run = ended(&tenant, connection).await;
    assert!(succeeded(&run), "{run:?}");
    let seconds = (run.finished_at.expect("it ended") - run.started_at.expect("it began")).as_seconds_f64();
    let windows = org.critical_path(share, RESERVE, Duration::ZERO);
    Limited { share, seconds, requests: run.requests, refused: refused(&org), windows, most: most(&org, share) }
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

fn most(org: &Org, share: u32) -> Vec<(&'static str, u64, u64)> {
    let may = |limit: u32| u64::from((limit * share / 100).min(limit.saturating_sub(RESERVE)).max(1));
    org.most_taken().into_iter().map(|(bucket, window)| (bucket, window.taken, may(window.limit))).collect()
}

fn worker(okta: &TestOkta) -> Child {
    okta.worker_process(env!("CARGO_BIN_EXE_worker"), LEASE).spawn().expect("a process")
}

//! A whole scan by a worker in a process of its own: requests against the least possible, time, memory and processor.
//!
//! `cargo bench -p oktually-tests --bench scan -- 10000 100000` with `DATABASE_URL` of a server for tests.

use std::time::{Duration, Instant};

use nix::{
    sys::{
        resource::{UsageWho, getrusage},
        signal::{Signal, kill},
        time::TimeValLike,
    },
    unistd::Pid,
};
use okta_sim::{Flaw, OrgSpec};
use oktually_tests::{TestOkta, succeeded};
use tokio::process::Child;

/// Users of the org, unless others are asked for.
const USERS: u64 = 100_000;
const LEASE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() {
    let asked: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![USERS] } else { asked };
    row(["users", "requests", "least", "seconds", "findings", "peak MiB", "processor s"].map(str::to_owned));
    for users in sizes {
        row(scan(users).await);
    }
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn row(cells: [String; 7]) {
    println!("{}", cells.map(|cell| format!("{cell:>12}")).concat());
}

/// One org, all flaws that go together, scanned once. Limits are shown but wide, so that the time is our own.
async fn scan(users: u64) -> [String; 7] {
    let org = Flaw::together().fold(OrgSpec::new("acme").users(users).limit_multiplier(10_000.0), |org, flaw| org.flaw(flaw.id));
    let okta = TestOkta::start(vec![org]).await;
    let acme = okta.sim.org("acme");
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    let version = tenant.submit(connection, &acme).await;
    let worker = worker(&okta);
    tenant.judged(connection, version).await;
    let verification = acme.journal_len();
    let begun = Instant::now();
    let run = loop {
        match tenant.newest_run(connection).await {
            Some(run) if !run.state.is_active() => break run,
            _ => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    };
    let seconds = begun.elapsed().as_secs_f64();
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(acme.violation_count(), 0, "{:?}", acme.violations());
    let peak = peak_kib(worker.id().expect("it runs"));
    let (requests, least) = (run.requests, acme.least_requests());
    assert!(verification <= 20, "{verification} requests to verify");
    [
        users.to_string(),
        requests.to_string(),
        least.to_string(),
        format!("{seconds:.1}"),
        tenant.findings(connection).await.len().to_string(),
        format!("{:.1}", peak as f64 / 1024.0),
        format!("{:.1}", processor_seconds(worker).await),
    ]
}

fn worker(okta: &TestOkta) -> Child {
    okta.worker_process(env!("CARGO_BIN_EXE_worker"), LEASE).spawn().expect("a process")
}

/// The most memory that a process has had resident (`VmHWM` of proc_pid_status(5)).
fn peak_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("Linux says so");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

/// Ends the worker in order and gives the processor time that it took.
async fn processor_seconds(mut worker: Child) -> f64 {
    let before = children_seconds();
    // Waiting for a process closes its input, which would end it at once.
    let input = worker.stdin.take();
    kill(Pid::from_raw(worker.id().expect("it runs").cast_signed()), Signal::SIGTERM).expect("it can be told");
    worker.wait().await.expect("it ends");
    drop(input);
    children_seconds() - before
}

/// User and system time of the processes that have been waited for.
fn children_seconds() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    (usage.user_time().num_milliseconds() + usage.system_time().num_milliseconds()) as f64 / 1_000.0
}

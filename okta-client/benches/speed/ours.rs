//! This client: as a process that reads, and what that process cost.

use std::{process::Stdio, time::Instant};

use futures::{StreamExt, TryStreamExt, stream};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use okta_client::{
    ApiToken, ClientSettings, Egress, EgressSettings, OktaClient,
    api::{factors, logs, roles, users},
};
use okta_sim::{Org, Sim};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use tokio::process::Command;

use crate::measured::{Measured, Work};

/// The argument that makes a process of the client out of this program.
pub(crate) const AS_CLIENT: &str = "as-client";

/// Starts the process, and counts what it asked for.
pub(crate) async fn measure(sim: &Sim, org: &Org, work: Work) -> Measured {
    org.reset();
    let numbers = [work.users, work.looked_into, work.events].map(|number| number.to_string());
    let process = Command::new(std::env::current_exe().expect("this program"))
        .args([AS_CLIENT, &sim.gateway_url(), &sim.ca_file().to_string_lossy(), &org.host(), &org.token()])
        .args(numbers)
        .stderr(Stdio::inherit())
        .output()
        .await
        .expect("a process");
    assert!(process.status.success(), "the client ended with {}", process.status);
    Measured::of("okta-client", &String::from_utf8_lossy(&process.stdout), org.journal_len(), org.connections())
}

/// Reads, as the service does, with the settings it has, and prints what that cost.
#[expect(clippy::print_stdout, reason = "whoever started the process reads its account from there")]
pub(crate) async fn read([gateway, ca_file, host, token]: [String; 4], work: Work) {
    let egress = EgressSettings { proxy: Some(gateway.parse().expect("an address")), source: None, ca_file: Some(ca_file.into()) };
    let egress = Egress::new(&egress).expect("a way out");
    let (credential, _) = ApiToken::parse(&token).expect("a token");
    let client = OktaClient::new(&egress, host.parse().expect("an org"), credential, ClientSettings::default());
    let (begun, ready) = (Instant::now(), processor_seconds());
    let (users, factors, roles) = people(client.clone(), work.looked_into).await;
    let between = processor_seconds();
    let events = log(client, work.events).await;
    let told = json!({
        "users": users, "factors": factors, "roles": roles, "events": events, "people_seconds": between - ready,
        "events_seconds": processor_seconds() - between, "elapsed_seconds": begun.elapsed().as_secs_f64(), "peak_mib": peak_mib(),
    });
    println!("{told}");
}

/// All users, and the factors and roles of the first `looked_into`.
async fn people(client: OktaClient, looked_into: u64) -> (usize, usize, usize) {
    let mut ids = Vec::new();
    let mut pages = std::pin::pin!(client.pages(users::list(), None));
    while let Some(page) = pages.try_next().await.expect("users") {
        ids.extend(page.items.into_iter().map(|user| user.id));
    }
    let count = ids.len();
    let both = stream::iter(ids.into_iter().take(looked_into as usize))
        .map(|id| {
            let client = client.clone();
            async move {
                let (factors, roles) = (factors::of_user(&id), roles::of_user(&id));
                let both = tokio::try_join!(client.page(&factors, None), client.page(&roles, None));
                both.map(|(factors, roles)| (factors.items.len(), roles.items.len())).expect("factors and roles")
            }
        })
        .buffer_unordered(4);
    let (factors, roles) = both.fold((0, 0), |sum, one| async move { (sum.0 + one.0, sum.1 + one.1) }).await;
    (count, factors, roles)
}

/// So many entries of the log, a page at a time.
async fn log(client: OktaClient, events: u64) -> usize {
    let now = OffsetDateTime::now_utc();
    let mut pages = std::pin::pin!(client.pages(logs::between(now - Duration::DAY, now), None));
    let mut seen = 0;
    while seen < events as usize {
        let page = pages.next().await.expect("the log has more").expect("a page");
        assert!(page.unreadable.is_empty() && page.items.iter().all(|event| event.published.is_some()));
        seen += page.items.len();
    }
    seen
}

/// User and system time of this process.
pub(crate) fn processor_seconds() -> f64 {
    seconds_of(UsageWho::RUSAGE_SELF)
}

/// The same of the processes that it started, and that have ended.
pub(crate) fn children_s_seconds() -> f64 {
    seconds_of(UsageWho::RUSAGE_CHILDREN)
}

fn seconds_of(who: UsageWho) -> f64 {
    let usage = getrusage(who).expect("the system counts");
    (usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6
}

/// The most memory that this process has had resident (`VmHWM` of proc_pid_status(5)).
pub(crate) fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("Linux says so");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).expect("a number") / 1024.0
}

//! What the simulator itself costs, so that it is never the simulator that is measured: per request under load, against what the
//! client takes for the same kind of request.

use std::{net::SocketAddr, path::Path};

use okta_sim::{Org, OrgSpec, Sim};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    floor::Floor,
    load,
    measured::{Measured, Work},
    ours::{self, children_s_seconds, peak_mib, processor_seconds},
};

/// Users of an org as large as they come.
const MANY: u64 = 1_000_000;

/// One kind of request: processor time for one, at the client, at the load that throws away what it gets, here, and at a server that
/// answers with the same bytes always, as many as here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Served {
    what: &'static str,
    client_seconds: f64,
    load_seconds: f64,
    simulator_seconds: f64,
    floor_seconds: f64,
}

impl Served {
    pub(crate) fn times(&self) -> f64 {
        self.client_seconds / self.simulator_seconds
    }

    pub(crate) fn words(&self) -> String {
        let micros = |seconds: f64| format!("{:.0} µs", seconds * 1e6);
        format!(
            "{}: {} of processor time, the client {} ({:.1} times); one that throws it away {}, a server whose answer is there already {}",
            self.what,
            micros(self.simulator_seconds),
            micros(self.client_seconds),
            self.times(),
            micros(self.load_seconds),
            micros(self.floor_seconds)
        )
    }
}

/// Factors and roles of users, pages of users and of the log: what the client asked for, `client` in the org and `listed` in a large one.
pub(crate) async fn measure(sim: &Sim, acme: &Org, work: Work, client: &Measured, listed: &Measured) -> Vec<Served> {
    let pages = work.events / 1000;
    let now = OffsetDateTime::now_utc();
    let written = |time: OffsetDateTime| time.replace_nanosecond(0).ok().and_then(|time| time.format(&Rfc3339).ok()).expect("a time");
    let log = (0..pages).map(|page| {
        let since = now - Duration::DAY + Duration::minutes(7 * page as i64);
        format!("/api/v1/logs?limit=1000&sortOrder=ASCENDING&since={}&until={}", written(since), written(now))
    });
    // Not every number is that of an ordinary user; the lower ones are.
    let user = |number: u64| acme.user_id(1 + number % (work.users / 2));
    let looked_into =
        (0..work.looked_into).flat_map(|number| ["factors", "roles"].map(|what| format!("/api/v1/users/{}/{what}", user(number))));
    let users = (0..pages * 10).map(|number| format!("/api/v1/users?limit=200&after={}", user(4 * number)));
    let roles = (0..work.looked_into * 2).map(|number| format!("/api/v1/users/{}/roles", user(number)));
    let each = client.people_seconds / (client.requests - pages) as f64;
    let kinds = [
        ("factors or roles of a user", looked_into.collect::<Vec<_>>(), each),
        ("an empty list", roles.collect(), each),
        ("a page of 200 users", users.collect(), listed.people_seconds / listed.requests as f64),
        ("a page of 1,000 log entries", log.collect(), client.events_seconds / pages as f64),
    ];
    let mut served = Vec::new();
    for (what, paths, client_seconds) in kinds {
        let sent = acme.bytes_sent();
        let (simulator_seconds, load_seconds) = under_load(sim.direct_address(), sim.ca_file(), acme, &paths).await;
        let floor = Floor::of(((acme.bytes_sent() - sent) / paths.len() as u64) as usize).await;
        let (floor_seconds, _) = under_load(floor.address, floor.ca_file.path(), acme, &paths).await;
        served.push(Served { what, client_seconds, load_seconds, simulator_seconds, floor_seconds });
    }
    served
}

/// What one of these requests costs this process, and what it costs the load.
async fn under_load(address: SocketAddr, ca_file: &Path, acme: &Org, paths: &[String]) -> (f64, f64) {
    let before = (processor_seconds(), children_s_seconds());
    load::put_on(address, ca_file, acme, paths).await;
    let each = |seconds: f64| seconds / paths.len() as f64;
    (each(processor_seconds() - before.0), each(children_s_seconds() - before.1))
}

/// The most that this process, the simulator, had resident: before and after many users were listed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    few: u64,
    before_mib: f64,
    after_mib: f64,
}

impl Memory {
    pub(crate) fn grown_mib(&self) -> f64 {
        self.after_mib - self.before_mib
    }

    pub(crate) fn words(&self) -> String {
        let Self { few, before_mib, after_mib } = self;
        format!("{before_mib:.0} MiB at the peak with an org of {few} users, {after_mib:.0} MiB when {MANY} had been listed")
    }
}

/// Lists an org of a million users beside the one that has been served; gives also what that cost the client.
pub(crate) async fn memory(sim: &Sim, few: u64) -> (Memory, Measured) {
    let before_mib = peak_mib();
    let large = sim.add_org(OrgSpec::new("large").users(MANY).limit_multiplier(10_000.0));
    let listed = ours::measure(sim, &large, Work { users: MANY, looked_into: 0, events: 0 }).await;
    assert_eq!(listed.seen[0], large.truth().users - large.truth().users_by_status["DEPROVISIONED"], "not all were listed");
    (Memory { few, before_mib, after_mib: peak_mib() }, listed)
}

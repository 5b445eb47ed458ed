//! What reading an org costs: by this client, and by Okta's own SDKs for Python and Node.js, on the same work, against the same
//! simulator, each in a process of its own.
//!
//! `cargo bench -p okta-client --bench speed`. It fails where a goal is missed. The SDKs are installed into a temporary folder, or
//! used from the one that `OKTA_SDKS` names (`tests/readers/install.sh FOLDER`); without them, their part is skipped and says so.

mod floor;
mod goals;
mod load;
mod measured;
mod ours;
mod server;
mod theirs;

use okta_sim::{OrgSpec, Sim, SimSettings};

use crate::measured::Work;

/// The work: users listed, of how many of them the factors and roles are read, and entries of the log.
const WORK: Work = Work { users: 10_000, looked_into: 9_500, events: 100_000 };

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // On one thread, like the SDKs: what two of them spend on waking each other is no part of reading.
    let alone = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // The same program is the client's process, and the load's, so that only their own work is counted there.
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [ours::AS_CLIENT, gateway, ca_file, host, token, users, looked_into, events] => {
            let [users, looked_into, events] = [users, looked_into, events].map(|number| number.parse().expect("a number"));
            let settings = [gateway, ca_file, host, token].map(str::to_owned);
            let runtime = alone();
            // As the service reads: in a task, beside the connection's own.
            let reading = runtime.spawn(ours::read(settings, Work { users, looked_into, events }));
            return runtime.block_on(reading).expect("it reads");
        }
        [load::AS_LOAD, address, ca_file, token] => return alone().block_on(load::run(address, ca_file, token)),
        _ => {}
    }
    let missed = tokio::runtime::Runtime::new().expect("a runtime").block_on(bench());
    if !missed.is_empty() {
        say(format!("\nMISSED\n  {}", missed.join("\n  ")));
        std::process::exit(1);
    }
}

async fn bench() -> Vec<String> {
    // Limits that are shown and never reached: without any, the client would feel its way.
    let spec = OrgSpec::new("acme").users(WORK.users).events_per_day(2 * WORK.events).limit_multiplier(10_000.0);
    let sim = Sim::start(SimSettings { orgs: vec![spec], ..SimSettings::default() }).await.expect("a simulator");
    let acme = sim.org("acme");
    say(format!("{} users, {} × (factors + roles), {} entries of the log", WORK.users, WORK.looked_into, WORK.events));
    say(measured::heading());
    let client = ours::measure(&sim, &acme, WORK).await;
    say(client.row());
    // Before the load, which holds many pages at once.
    let (memory, listed) = server::memory(&sim, WORK.users).await;
    let served = server::measure(&sim, &acme, WORK, &client, &listed).await;
    let plain = sim.serve_plain("acme", 0).await.expect("a port");
    let sdks = theirs::measure(&acme, &plain, WORK).await;
    for sdk in &sdks {
        say(format!("{}   {:.1} times the client's processor time", sdk.row(), sdk.processor_seconds() / client.processor_seconds()));
    }
    say(format!("The simulator, which is to serve {} times what the client can consume:", goals::SERVED_TIMES));
    for served in &served {
        say(format!("  {}", served.words()));
    }
    say(format!("The simulator's memory: {}.", memory.words()));
    goals::missed(&client, &sdks, &served, &memory)
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn say(line: String) {
    println!("{line}");
}

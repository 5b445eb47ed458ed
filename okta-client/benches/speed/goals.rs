//! What the client promises, and whether this run keeps it.

use crate::{
    measured::Measured,
    server::{Memory, Served},
};

/// Processor time for a hundred thousand entries of the log, fetched and decoded, in seconds.
const LOG_SECONDS: f64 = 1.5;
const MOST_CONNECTIONS: u64 = 4;
const PEAK_MIB: f64 = 64.0;
/// How many times the client's processor time the SDKs for Python and for Node.js take at least.
const TIMES: [(&str, f64); 2] = [("SDK for Python", 10.0), ("SDK for Node.js", 5.0)];
/// How many times what the client can consume the simulator is to serve, on the same number of cores: it may not be the simulator
/// that is measured.
pub(crate) const SERVED_TIMES: f64 = 5.0;
/// What it does serve at least, with some room for a noisy machine: nearly twice what the client can consume of small answers, three
/// times of long pages. Five times is not to be had of small answers: a server whose answer is there already, through TLS and HTTP/2
/// alone, takes a quarter to a third of what the client takes for one, as the bench prints beside.
const SERVED_TIMES_REACHED: f64 = 1.5;
/// By how much the simulator may grow for a hundred times as many users.
const GROWN_MIB: f64 = 32.0;

/// The goals that were missed, in words.
pub(crate) fn missed(client: &Measured, sdks: &[Measured], served: &[Served], memory: &Memory) -> Vec<String> {
    let mut missed = Vec::new();
    let mut goal = |kept: bool, words: String| {
        if !kept {
            missed.push(words);
        }
    };
    goal(client.events_seconds <= LOG_SECONDS, format!("the log took {:.2} s of processor time, not {LOG_SECONDS}", client.events_seconds));
    goal(client.connections <= MOST_CONNECTIONS, format!("{} connections, not {MOST_CONNECTIONS}", client.connections));
    goal(client.peak_mib < PEAK_MIB, format!("{:.0} MiB at the peak, not less than {PEAK_MIB}", client.peak_mib));
    for sdk in sdks {
        goal(sdk.seen == client.seen, format!("the {} saw {:?}, the client {:?}", sdk.name, sdk.seen, client.seen));
        let (_, least) = TIMES.iter().find(|(name, _)| *name == sdk.name).expect("each SDK has its goal");
        let times = sdk.processor_seconds() / client.processor_seconds();
        goal(times >= *least, format!("the {} took {times:.1} times the client's processor time, not {least}", sdk.name));
    }
    for served in served {
        goal(served.times() >= SERVED_TIMES_REACHED, format!("the simulator takes for {}, not {SERVED_TIMES_REACHED}", served.words()));
    }
    goal(memory.grown_mib() <= GROWN_MIB, format!("the simulator grew by {:.0} MiB, not {GROWN_MIB}", memory.grown_mib()));
    missed
}

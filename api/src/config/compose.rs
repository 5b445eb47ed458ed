//! docker-compose.yml gives each process the settings that concern it: what is left out there would be ignored in silence.

use std::collections::BTreeSet;

use clap::{Args, Command};

use super::Config;

/// Settings of a private server, or whose secret is in a file or needs none, or that a proxy in front makes needless: of no process there.
const OF_NONE: [&str; 10] = [
    "OKTUALLY_DATABASE_URL",
    "OKTUALLY_WORKER_DATABASE_URL",
    "OKTUALLY_OWNER_DATABASE_URL",
    "OKTUALLY_KEYRING",
    "OKTUALLY_DATA_DIR",
    "OKTUALLY_POSTGRES_BIN",
    "OKTUALLY_TLS_CERT",
    "OKTUALLY_TLS_KEY",
    "OKTUALLY_OWNER_DATABASE_URL_FILE",
    "OKTUALLY_EGRESS_PROXY_FILE",
];
/// What only a worker reads.
const NOT_OF_THE_API: [&str; 8] = [
    "OKTUALLY_WORKER_DATABASE_URL_FILE",
    "OKTUALLY_EGRESS_PROXY",
    "OKTUALLY_EGRESS_SOURCE",
    "OKTUALLY_EGRESS_CA_FILE",
    "OKTUALLY_EGRESS_CHECK_URL",
    "OKTUALLY_WORKER_SLOTS",
    "OKTUALLY_LEASE_SECONDS",
    "OKTUALLY_POLL_SECONDS",
];
/// What only the API reads, and another way out than the gateway.
const NOT_OF_THE_WORKER: [&str; 11] = [
    "OKTUALLY_PUBLIC_URL",
    "OKTUALLY_LISTEN",
    "OKTUALLY_OPERATOR_LISTEN",
    "OKTUALLY_TRUSTED_PROXIES",
    "OKTUALLY_REQUESTS_PER_KEY",
    "OKTUALLY_REQUESTS_PER_ADDRESS",
    "OKTUALLY_INTAKE_LINK_HOURS",
    "OKTUALLY_DEFAULT_SHARE_PERCENT",
    "OKTUALLY_DEFAULT_SCHEDULE_HOURS",
    "OKTUALLY_EGRESS_SOURCE",
    "OKTUALLY_EGRESS_CA_FILE",
];

/// The variables that a service of the composition is given.
fn given(service: &str) -> BTreeSet<String> {
    let text = include_str!("../../../docker-compose.yml");
    let lines = text.lines().skip_while(|line| *line != format!("  {service}:")).skip(1);
    let own = lines.take_while(|line| line.is_empty() || line.starts_with("    "));
    let names = own.filter_map(|line| line.trim().strip_prefix("- OKTUALLY_")?.split('=').next().map(|name| format!("OKTUALLY_{name}")));
    names.collect()
}

fn all_but(others: &[&str]) -> BTreeSet<String> {
    let command = Config::augment_args(Command::new("oktually"));
    let all = command.get_arguments().filter_map(|argument| Some(argument.get_env()?.to_str()?.to_owned())).collect::<Vec<_>>();
    for name in OF_NONE.iter().chain(others) {
        assert!(all.iter().any(|known| known == name), "{name} is no setting");
    }
    all.into_iter().filter(|name| !OF_NONE.contains(&name.as_str()) && !others.contains(&name.as_str())).collect()
}

#[test]
fn the_composition_gives_each_process_every_setting_that_concerns_it() {
    assert_eq!(given("api"), all_but(&NOT_OF_THE_API));
    assert_eq!(given("worker"), all_but(&NOT_OF_THE_WORKER));
}

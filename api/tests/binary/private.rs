//! A whole service of one process, with a database of its own.

use std::{fs, os::unix::fs::PermissionsExt};

use super::harness::Program;

/// The number of the database's process, while there is one.
fn server_pid(program: &Program) -> Option<String> {
    let text = fs::read_to_string(program.file("data/postgres/cluster/postmaster.pid")).ok()?;
    text.lines().next().map(str::to_owned)
}

#[test]
fn it_starts_by_itself_and_on_sigterm_stops_from_the_outside_in_with_its_database() {
    let program = Program::new();
    let mut all = program.start(&["all"]);
    all.ready();
    assert_eq!(fs::metadata(program.file("data/keyring")).unwrap().permissions().mode() & 0o777, 0o600);
    all.says("a keyring was made in");
    // Commands join the server that runs, and leave it running.
    program.done(&["operators", "add", "ada"]);
    assert!(server_pid(&program).is_some());
    assert_eq!(all.operators("/readyz"), 200);

    let ended = all.terminate();
    assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{ended:?}");
    let at = |words: &str| ended.err.find(words).unwrap_or_else(|| panic!("{words}: {}", ended.err));
    assert!(at(" ends") < at("stopped the private PostgreSQL") && at("stopped the private PostgreSQL") < at(" stopped\n"), "{ended:?}");
    assert_eq!(server_pid(&program), None);

    // The next command starts the server for itself, finds what was kept, and stops it again.
    let operators = program.json(&["operators", "list", "--json"]);
    assert_eq!(operators[0]["name"], "ada");
    assert_eq!(server_pid(&program), None);
}

#[test]
fn what_a_kill_left_behind_is_taken_over_by_the_next_start() {
    let program = Program::new();
    let mut first = program.start(&["all"]);
    first.ready();
    let made = program.json(&["tenants", "create", "Acme", "--json"]);
    first.kill();
    let left = server_pid(&program).expect("nobody stopped it");

    let mut second = program.start(&["all"]);
    second.ready();
    second.says("adopted the private PostgreSQL");
    assert_eq!(server_pid(&program), Some(left));
    assert_eq!(program.json(&["tenants", "list", "--json"])[0]["id"], made["tenant"]);
    assert_eq!(second.terminate().code, 0);
    assert_eq!(server_pid(&program), None);
}

#[test]
fn a_command_is_run_against_the_kept_database_and_its_exit_code_is_ours() {
    let program = Program::new();
    program.done(&["operators", "add", "ada"]);
    let ended = program.run(&["postgres", "--", "sh", "-c", "echo $DATABASE_URL; exit 7"]);
    assert_eq!(ended.code, 7, "{ended:?}");
    assert!(ended.out.starts_with("postgres://oktually:") && ended.out.contains("/oktually?host="), "{ended:?}");
    assert_eq!(server_pid(&program), None);
    assert_eq!(program.json(&["operators", "list", "--json"])[0]["name"], "ada");
    assert!(program.refused(&["postgres", "--", "no-such-program"]).contains("no-such-program could not be started"));
    assert_eq!(program.run(&["postgres"]).code, 2);
}

#[test]
fn a_throwaway_database_lies_where_nobody_could_foresee_and_is_gone_afterwards() {
    let program = Program::new();
    let ended = program.run(&["postgres", "--throwaway", "--", "sh", "-c", "echo $PGHOST"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let started = ended.err.lines().find(|line| line.contains("started a private PostgreSQL")).unwrap();
    let cluster = started.split(" in ").nth(1).unwrap().split(',').next().unwrap();
    assert!(!fs::exists(cluster).unwrap() && !fs::exists(ended.out.trim()).unwrap(), "{ended:?}");
    let again = program.run(&["postgres", "--throwaway", "--", "true"]);
    assert_eq!(again.code, 0);
    assert!(!again.err.contains(cluster), "another name each time: {}", again.err);
}

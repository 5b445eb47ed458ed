//! A marked secret in every setting that holds one comes out nowhere.

use base64::{Engine, prelude::BASE64_STANDARD};
use oktually_core::postgres::Login;

use super::harness::{Ended, Given, Program, key_line};

const MARK: &str = "hunter2hunter2";
/// The settings that hold a secret.
const SECRETS: [&str; 5] =
    ["OKTUALLY_DATABASE_URL", "OKTUALLY_WORKER_DATABASE_URL", "OKTUALLY_OWNER_DATABASE_URL", "OKTUALLY_KEYRING", "OKTUALLY_EGRESS_PROXY"];

fn unmarked(ended: &Ended) {
    let header = BASE64_STANDARD.encode(format!("us:{MARK}"));
    for text in [&ended.out, &ended.err] {
        assert!(!text.contains(MARK) && !text.contains(&header), "{ended:?}");
    }
}

/// A program with such values, none of which leads anywhere.
fn marked(value: impl Fn(&str) -> String) -> Program {
    let mut program = Program::new();
    for name in SECRETS {
        program.set(name, value(name));
    }
    program
}

fn well_formed(name: &str) -> String {
    match name {
        "OKTUALLY_KEYRING" => format!("{},{MARK}", key_line()),
        "OKTUALLY_EGRESS_PROXY" => format!("http://us:{MARK}@127.0.0.1:9"),
        _ => format!("postgres://us:{MARK}@127.0.0.1:9/oktually"),
    }
}

#[test]
fn no_help_no_listing_of_settings_and_no_mistake_tells_a_secret() {
    let program = marked(well_formed);
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["work", "-h"],
        &["keys", "rotate", "--help"],
        &["help"],
        &["settings"],
        &["openapi"],
        &["--version"],
        &[],
        &["serv"],
        &["serve", "--no-such-option"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--lease-seconds", "1"],
        &["serve", "--egress-proxy", MARK],
        &["serve", "--database-url", MARK],
        &["serve", "--keyring", MARK],
        &["serve", "--egress-source", "192.0.2.1"],
        &["serve", "--egress-proxy-file", "/nowhere"],
        &["serve", "--keyring-file", "/nowhere"],
        &["serve", "--database-url-file", "/nowhere"],
    ] {
        unmarked(&program.run(arguments));
    }
    let help = program.run(&["serve", "--help"]);
    assert!(help.code == 0 && help.out.contains("--egress-proxy-file <FILE>") && !help.out.contains("--egress-proxy <"), "{help:?}");
}

#[test]
fn values_that_cannot_be_used_are_refused_without_being_repeated() {
    type Spoil = fn(&str) -> String;
    let spoils: [Spoil; 4] = [
        |_| MARK.to_owned(),
        |name| format!("{}:{MARK}", well_formed(name)),
        |name| well_formed(name).replace("://", &format!(":{MARK}//")),
        |name| well_formed(name).replace(":9", &format!(":{MARK}")),
    ];
    for spoil in spoils {
        let all = marked(spoil);
        unmarked(&all.run(&["postgres", "--", "true"]));
        for arguments in [&["serve"][..], &["work"], &["all"], &["migrate"], &["operators", "list"]] {
            let ended = all.run(arguments);
            assert!(ended.code != 0, "{arguments:?}: {ended:?}");
            unmarked(&ended);
        }
        // Each by itself, where the others would have been refused first.
        for name in SECRETS {
            let program = marked(|other| if other == name { spoil(name) } else { well_formed(other).replace(&format!(",{MARK}"), "") });
            for arguments in [&["work"][..], &["migrate"]] {
                unmarked(&program.run(arguments));
            }
        }
    }
}

#[test]
fn a_service_that_starts_and_one_that_cannot_keep_their_secrets_to_themselves() {
    let mut given = Given::migrated();
    given.owner(&format!("alter role oktually_api password '{MARK}'; alter role oktually_worker password '{MARK}'"));
    let url = |login: Login| {
        let url = given.url(login);
        let (start, place) = (url.split_once("://").unwrap().0, url.split_once('@').unwrap().1);
        format!("{start}://{}:{MARK}@{place}", login.role())
    };
    let (api, worker) = (url(Login::Api), url(Login::Worker));
    for name in ["OKTUALLY_DATABASE_URL_FILE", "OKTUALLY_WORKER_DATABASE_URL_FILE"] {
        given.program.unset(name);
    }
    given.program.set("OKTUALLY_DATABASE_URL", api);
    given.program.set("OKTUALLY_WORKER_DATABASE_URL", worker);
    given.program.set("OKTUALLY_EGRESS_PROXY", format!("http://us:{MARK}@127.0.0.1:9"));
    given.program.set("OKTUALLY_LOG", "trace");
    given.program.set("OKTUALLY_EGRESS_CHECK_URL", "https://ip.example.com/ip");
    let mut all = given.program.start(&["all"]);
    all.ready();
    // The gateway is asked, with its password, and is not there.
    let mut patience = 200;
    while given.number("select count(*) from egress_checks where detail is not null") == 0 {
        patience -= 1;
        assert!(patience > 0, "{}", all.log());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    all.says("no work is claimed, because traffic does not leave from an advertised address");
    unmarked(&all.terminate());
    assert_eq!(given.number(&format!("select count(*) from egress_checks where detail like '%{MARK}%'")), 0);
    given.owner("alter role oktually_api password 'another'");
    let ended = given.program.run(&["serve"]);
    assert!(ended.code == 1 && ended.err.contains("the database could not be reached"), "{ended:?}");
    unmarked(&ended);
}

//! A database that somebody else runs: who may log in as what, and what is said otherwise.

use oktually_core::postgres::Login;

use super::harness::{Given, key_line};

#[test]
fn the_owner_migrates_and_the_services_logins_do_the_rest() {
    let given = Given::migrated();
    assert_eq!(given.migrate(), "The database is up to date.\n", "again");
    let program = &given.program;
    let mut serve = program.start(&["serve"]);
    serve.ready();
    let mut work = program.start(&["work"]);
    work.says(" begins");
    let tenant = program.json(&["tenants", "create", "Acme", "--json"])["tenant"].as_str().unwrap().to_owned();
    // Something that only a worker can do.
    program.done(&["keys", "rotate", "--data", &tenant]);
    let mut patience = 400;
    while given.number("select count(*) from data_keys") < 2 {
        patience -= 1;
        assert!(patience > 0, "{}", work.log());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    for running in [work, serve] {
        let ended = running.terminate();
        assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{ended:?}");
        assert!(ended.err.trim_end().ends_with("stopped") && !ended.err.contains("PostgreSQL"), "{ended:?}");
    }
    let mut all = program.start(&["all"]);
    all.ready();
    all.says(" begins");
    assert_eq!(all.terminate().code, 0);
}

#[test]
fn a_login_that_may_do_too_much_or_too_little_is_refused_with_the_one_to_use() {
    let mut given = Given::migrated();
    given.owner(
        "create role past login noinherit bypassrls password 'p'; create role stranger login noinherit password 'p';
         grant oktually_tenant, oktually_operator, oktually_signer to past",
    );
    let (owner, api, worker) = (given.url(Login::Owner), given.url(Login::Api), given.url(Login::Worker));
    let (past, stranger) = (given.url_of("past", "p"), given.url_of("stranger", "p"));
    let api_for = " OKTUALLY_DATABASE_URL (or OKTUALLY_DATABASE_URL_FILE) is for the login oktually_api, which `oktually migrate` makes";
    for (url, why) in [
        (&owner, "the login oktually is a superuser"),
        (&past, "the login past may bypass row-level security"),
        (&stranger, "the login stranger may not become oktually_tenant and oktually_operator and oktually_signer, which the API must"),
        (&worker, "the login oktually_worker may become oktually_opener and oktually_queue, which the API must not"),
    ] {
        let file = given.program.write("some-url", url);
        given.program.set("OKTUALLY_DATABASE_URL_FILE", file);
        for command in [&["serve"][..], &["operators", "list"]] {
            let said = given.program.refused(command);
            assert!(said.contains(&format!("refusing to start: {why}.{api_for}")), "{said}");
        }
    }
    given.program.set("OKTUALLY_DATABASE_URL_FILE", given.program.write("some-url", &api));
    for (url, why) in [
        (&owner, "the login oktually is a superuser"),
        (&api, "the login oktually_api may not become oktually_opener and oktually_queue, which a worker must"),
    ] {
        let file = given.program.write("other-url", url);
        given.program.set("OKTUALLY_WORKER_DATABASE_URL_FILE", file);
        for command in ["work", "all"] {
            let said = given.program.refused(&[command]);
            assert!(said.contains(&format!("refusing to start: {why}. OKTUALLY_WORKER_DATABASE_URL (or")), "{said}");
        }
    }
    given.program.unset("OKTUALLY_WORKER_DATABASE_URL_FILE");
    assert!(given.program.refused(&["work"]).contains("set OKTUALLY_WORKER_DATABASE_URL_FILE"));
}

#[test]
fn what_is_missing_is_said_with_the_next_step() {
    let mut given = Given::new();
    // Its logins are not made yet.
    assert!(given.program.refused(&["serve"]).contains("was `oktually migrate` run?"));
    assert!(given.program.refused(&["migrate"]).contains("set OKTUALLY_OWNER_DATABASE_URL_FILE or OKTUALLY_OWNER_DATABASE_URL"));
    assert!(given.program.refused(&["postgres", "--", "true"]).contains("set OKTUALLY_OWNER_DATABASE_URL_FILE"));
    given.program.unset("OKTUALLY_EGRESS_PROXY");
    assert!(given.program.refused(&["work"]).contains("the worker does not start without a way out"));
    given.program.unset("OKTUALLY_KEYRING_FILE");
    let ended = given.program.run(&["serve"]);
    assert_eq!(ended.code, 2, "a mistake in the settings is one of the command line");
    assert!(ended.err.contains("OKTUALLY_KEYRING_FILE is needed with a given database"), "{ended:?}");
    given.program.set("OKTUALLY_LISTEN", "0.0.0.0:0");
    given.program.set("OKTUALLY_KEYRING", key_line());
    assert!(given.program.run(&["serve"]).err.contains("set OKTUALLY_TLS_CERT and OKTUALLY_TLS_KEY"));
}

#[test]
fn a_worker_with_another_key_under_a_known_name_claims_nothing_and_says_what_to_do() {
    let mut given = Given::migrated();
    let right = std::fs::read_to_string(given.program.file("keyring")).unwrap();
    let tenant = given.program.json(&["tenants", "create", "Acme", "--json"])["tenant"].as_str().unwrap().to_owned();
    given.program.done(&["keys", "rotate", "--data", &tenant]);
    let (id, other) = (right.split_once(':').unwrap().0, key_line());
    let impostor = format!("{id}:{}", other.split_once(':').unwrap().1);
    given.program.set("OKTUALLY_KEYRING_FILE", given.program.write("impostor", &impostor));

    let mut work = given.program.start(&["work"]);
    let said = work.says("no work is claimed");
    assert!(said.contains(&format!("the keyring lacks the right keys for {id}")) && said.contains("`oktually keys status`"), "{said}");
    work.says(" begins");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(given.number("select count(*) from jobs where state = 1 and attempts = 0"), 1, "{}", work.log());
    assert_eq!(given.number("select count(*) from data_keys"), 1);
    let mut serve = given.program.start(&["serve"]);
    serve.says("this process is not ready");
    assert_eq!((serve.operators("/livez"), serve.operators("/readyz")), (200, 503));
    assert_eq!((work.terminate().code, serve.terminate().code), (0, 0));
    assert!(given.program.refused(&["tenants", "create", "Zeta"]).contains("`oktually keys status` shows them"));
}

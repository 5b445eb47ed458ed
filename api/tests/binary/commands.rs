//! What operators do at the command line.

use std::fs;

use super::harness::Given;

#[test]
fn operators_are_added_listed_and_revoked() {
    let given = Given::migrated();
    let program = &given.program;
    let ada = program.json(&["operators", "add", "ada", "--json"]);
    assert!(ada["key"].as_str().unwrap().len() > 40, "{ada}");
    let told = program.done(&["operators", "add", "grace"]);
    assert!(told.contains("operator  grace") && told.contains("The key is not shown again."), "{told}");
    let taken = program.refused(&["operators", "add", "ada"]);
    assert!(taken.contains("there is an operator of that name; revoke them first, or choose another name"), "{taken}");
    assert_eq!(program.done(&["operators", "revoke", "ada"]), "The key of ada opens nothing any more.\n");
    let list = program.json(&["operators", "list", "--json"]);
    let told: Vec<_> = list.as_array().unwrap().iter().map(|row| (row["name"].as_str().unwrap(), row["revoked"] == true)).collect();
    assert_eq!(told, [("ada", true), ("grace", false)]);
    assert!(program.done(&["operators", "list"]).contains("revoked"));
    assert!(program.refused(&["operators", "revoke", "nobody"]).contains("`oktually operators list` shows all"));
    assert_eq!(given.number("select count(*) from operator_audit"), 3);
}

#[test]
fn a_tenant_is_created_suspended_resumed_and_deleted() {
    let given = Given::migrated();
    let program = &given.program;
    let made = program.json(&["tenants", "create", "Acme", "--json"]);
    let tenant = made["tenant"].as_str().unwrap();
    assert!(made["key"].as_str().unwrap().len() > 40 && made["role"] == "owner", "{made}");
    let state = || program.json(&["tenants", "list", "--json"])[0]["state"].as_str().unwrap().to_owned();
    assert_eq!(state(), "active");
    assert_eq!(program.done(&["tenants", "suspend", tenant]), format!("{tenant} is suspended.\n"));
    assert_eq!(state(), "suspended");
    assert_eq!(program.done(&["tenants", "resume", tenant]), format!("{tenant} is served again.\n"));
    assert_eq!(state(), "active");
    assert!(program.json(&["tenants", "key", tenant, "--json"])["key"] != made["key"]);

    let said = program.refused(&["tenants", "delete", tenant, "--yes-delete", "Zeta"]);
    assert!(said.contains("`oktually tenants list` shows it"), "{said}");
    assert_eq!(program.run(&["tenants", "delete", tenant]).code, 2, "not without its name");
    assert!(program.done(&["tenants", "delete", tenant, "--yes-delete", "Acme"]).contains("its secrets are unreadable"));
    assert_eq!(given.number("select count(*) from data_keys"), 0);
    assert!(program.refused(&["tenants", "resume", tenant]).contains("the tenant's state does not allow this"));
    let nobody = "ten_00000000000070008000000000000000";
    assert!(program.refused(&["tenants", "suspend", nobody]).contains("`oktually tenants list` shows all"));
    let ended = program.run(&["tenants", "suspend", "acme"]);
    assert_eq!(ended.code, 2, "{ended:?}");
}

#[test]
fn jobs_are_listed_cancelled_and_tried_again() {
    let given = Given::migrated();
    let program = &given.program;
    let tenant = program.json(&["tenants", "create", "Acme", "--json"])["tenant"].as_str().unwrap().to_owned();
    program.done(&["keys", "rotate", "--data", &tenant]);
    let jobs = |arguments: &[&str]| program.json(&[&["jobs", "list", "--json"][..], arguments].concat()).as_array().unwrap().clone();
    let job = jobs(&["--tenant", &tenant])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(program.json(&["jobs", "figures", "--json"])["due"], 1);
    assert!(program.refused(&["jobs", "cancel", &job]).contains("is not cancelled"), "a tenant is kept in order by it");
    assert!(program.refused(&["jobs", "retry", &job]).contains("one that failed or was cancelled tried again"));
    given.owner("update jobs set state = 4, finished_at = now(), error = 'it went wrong', kind = 'collect_org'");
    assert_eq!(jobs(&["--failed"])[0]["error"], "it went wrong");
    assert!(program.done(&["jobs", "list"]).contains("it went wrong"));
    assert_eq!(program.done(&["jobs", "retry", &job]), format!("{job} is queued.\n"));
    assert_eq!((jobs(&[])[0]["state"].as_str(), jobs(&["--failed"]).len()), (Some("queued"), 0));
    assert!(program.done(&["jobs", "cancel", &job]).contains("the next worker that sees it ends it"));
    assert_eq!(given.number("select count(*) from jobs where cancelled"), 1);
    assert!(program.refused(&["jobs", "cancel", "job_00000000000070008000000000000000"]).contains("there is no such job"));
}

#[test]
fn a_generated_key_can_be_put_into_the_keyring() {
    let mut given = Given::migrated();
    let line = given.program.done(&["keys", "generate"]);
    let keyring = fs::read_to_string(given.program.file("keyring")).unwrap();
    given.program.done(&["tenants", "create", "Acme"]);
    given.program.set("OKTUALLY_KEYRING_FILE", given.program.write("both", &format!("{line}{keyring}")));
    let status = given.program.done(&["keys", "status"]);
    assert!(status.contains(keyring.split_once(':').unwrap().0) && status.contains("yes"), "{status}");
    given.program.set("OKTUALLY_KEYRING_FILE", given.program.write("lost", &line));
    assert!(given.program.done(&["keys", "status"]).contains("NO: what it wraps does not open"));
}

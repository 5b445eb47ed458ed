//! Processes that start at the same moment over a folder in which there is nothing yet.

use std::{fs, time::Duration};

use super::harness::Program;

#[test]
fn serve_work_and_commands_that_start_together_all_come_up_with_one_keyring() {
    let program = Program::new();
    let mut serve = program.start(&["serve"]);
    let mut work = program.start(&["work"]);
    let commands: Vec<_> = (0..3).map(|n| program.begin(&["tenants", "create", &format!("tenant {n}")])).collect();
    for command in commands {
        let ended = command.wait();
        assert_eq!(ended.code, 0, "{ended:?}");
    }
    serve.ready();
    work.says(" begins");
    assert_eq!(program.json(&["tenants", "list", "--json"]).as_array().unwrap().len(), 3);
    let keys = program.json(&["keys", "status", "--json"]);
    assert_eq!((keys.as_array().unwrap().len(), &keys[0]["data_keys"]), (1, &3.into()), "{keys}");
    let keyring = fs::read_to_string(program.file("data/keyring")).unwrap();
    assert!(keyring.starts_with(keys[0]["key_id"].as_str().unwrap()));
    // Whichever of the two owns the server, the other one has it as long as it lives.
    assert_eq!(work.terminate().code, 0);
    std::thread::sleep(Duration::from_secs(1));
    serve.ready();
    program.done(&["tenants", "create", "one more"]);
    let ended = serve.terminate();
    assert!(ended.code == 0 && ended.err.contains("stopped the private PostgreSQL"), "{ended:?}");
    assert!(!fs::exists(program.file("data/postgres/cluster/postmaster.pid")).unwrap());
}

#[test]
fn a_service_outlives_the_process_whose_database_it_joined() {
    let program = Program::new();
    let mut first = program.start(&["serve"]);
    first.ready();
    let mut second = program.start(&["serve"]);
    second.ready();
    let ended = first.terminate();
    assert!(ended.code == 0 && ended.err.contains("stopped the private PostgreSQL"), "{ended:?}");
    second.says("it is ours now");
    second.ready();
    assert_eq!(second.terminate().code, 0);
}

//! Processes that start at the same moment over a folder in which there is nothing yet.

use std::fs;

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
    // Whoever owns the server takes it along; the other one ends as well, and in order.
    assert_eq!(work.terminate().code, 0);
    assert_eq!(serve.terminate().code, 0);
}

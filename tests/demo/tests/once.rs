//! The demo as a program runs it: one line of JSON, and an exit code.

use std::process::{Command, Stdio};

use serde_json::{Map, Value};

/// The program that was built beside this test; it starts the service that was built beside both.
fn demo(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_oktually-demo")).args(arguments).stdin(Stdio::null()).output().expect("it is built")
}

fn keys(object: &Map<String, Value>) -> Vec<&str> {
    object.keys().map(String::as_str).collect()
}

#[test]
fn its_last_line_tells_a_program_what_every_run_came_to() {
    let output = demo(&["--once", "--json", "--users", "60"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}: {out}{err}", output.status);
    assert_eq!(out.lines().count(), 1, "nothing else is on standard output: {out}");
    let told: Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(keys(told.as_object().expect("an object")), ["runs", "seconds", "tenants"]);
    assert_eq!(told["tenants"], 2);
    assert!(told["seconds"].as_f64().expect("a number") > 0.0);

    let runs = told["runs"].as_array().expect("a list");
    assert_eq!(runs.len(), 3);
    for run in runs {
        let fields = ["connection", "findings", "kind", "log", "not_evaluated", "requests", "resources", "seconds"];
        assert_eq!(keys(run.as_object().expect("an object")), fields);
        assert!(run["connection"].as_str().expect("an id").starts_with("con_"));
        assert_eq!(run["kind"], "okta");
        assert!(run["log"]["events"].as_u64().expect("a count") > 0, "{run}");
        assert!(run["requests"].as_u64().expect("a count") > 0 && run["seconds"].is_f64() && run["not_evaluated"].is_u64(), "{run}");
        let severities = run["findings"].as_object().expect("an object");
        assert_eq!(keys(severities), ["critical", "high", "info", "low", "medium"]);
        let resources = run["resources"].as_object().expect("an object");
        assert!(resources.values().all(Value::is_u64) && resources["org"] == 1 && resources.contains_key("policy"), "{run}");
        assert!(keys(resources).iter().all(|kind| kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')), "{run}");
    }
    let findings = |n: usize| runs[n]["findings"].as_object().expect("an object").values().filter_map(Value::as_i64).sum::<i64>();
    assert!(findings(0) > 10, "the flawed org has findings");
    assert_eq!((findings(2), &runs[2]["not_evaluated"]), (0, &0.into()), "the well-kept one has none");
    assert!(runs[0]["log"]["detections"].as_u64().expect("a count") >= 3, "{}", runs[0]);
    assert!(runs[0]["resources"]["user"].as_i64().expect("a count") >= 60);
}

#[test]
fn a_mistake_at_its_command_line_is_told_by_its_exit_code() {
    let output = demo(&["--once", "--jsn"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && !output.stderr.is_empty());
}

//! Okta's own SDKs against the simulator: whoever is strict stumbles over one missing field.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use okta_sim::{Org, OrgSpec, Sim};
use serde_json::Value;
use tokio::process::Command;

use crate::client::{get, sim};

/// Runs a reader, and gives what it told.
async fn reader(mut command: Command, url: &str, acme: &Org) -> Value {
    let types: Vec<&str> = acme.truth().policies_by_type.into_keys().collect();
    let output = command.args([url, &acme.token(), "lists"]).env("POLICY_TYPES", types.join(" ")).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The entries of the log between two times, by plain calls.
async fn events(sim: &Sim, acme: &Org, since: &str, until: &str) -> u64 {
    let mut path = format!("/api/v1/logs?since={since}&until={until}&limit=1000&sortOrder=ASCENDING");
    let mut seen = BTreeSet::new();
    loop {
        let reply = get(sim, acme, &path).await;
        seen.extend(reply.list().iter().map(|event| event["uuid"].as_str().unwrap().to_owned()));
        let Some(next) = reply.link("next") else { return seen.len() as u64 };
        path = next[next.find("/api/").unwrap()..].to_owned();
    }
}

#[tokio::test]
#[ignore = "needs Python, Node.js and what their package managers fetch: make check-slow"]
async fn okta_s_own_sdks_see_as_many_objects_as_there_are() {
    let sim = sim([OrgSpec::new("acme").users(500).limit_multiplier(1_000.0)]).await;
    let acme = sim.org("acme");
    let url = sim.serve_plain("acme", 0).await.unwrap();
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../readers");
    let temporary = std::env::temp_dir().join(format!("okta-sdks-{}", std::process::id()));
    let given = std::env::var_os("OKTA_SDKS").map(PathBuf::from);
    let folder = given.clone().unwrap_or_else(|| temporary.clone());
    assert!(Command::new(readers.join("install.sh")).arg(&folder).status().await.unwrap().success());

    let mut python = Command::new(folder.join("python/bin/python"));
    python.arg(readers.join("read.py"));
    let mut node = Command::new("node");
    node.arg(readers.join("read.cjs")).env("NODE_PATH", folder.join("node/node_modules"));
    let truth = acme.truth();
    for (language, command) in [("python", python), ("node", node)] {
        // The script has said why.
        if !folder.join(language).join("ready").exists() {
            continue;
        }
        let told = reader(command, &url, &acme).await;
        let day = events(&sim, &acme, told["since"].as_str().unwrap(), told["until"].as_str().unwrap()).await;
        let kinds = ["users", "groups", "apps", "policies", "events"];
        let seen = kinds.map(|kind| (kind, told[kind].as_u64().unwrap()));
        let there = kinds.into_iter().zip([truth.users, truth.groups, truth.apps_visible, truth.policies, day]).collect::<Vec<_>>();
        assert_eq!(seen[..], there[..], "{language}");
        assert!(day > 2_000, "several pages");
        eprintln!("Okta's SDK for {language} saw {seen:?}, as many as there are");
    }
    if given.is_none() {
        std::fs::remove_dir_all(temporary).unwrap();
    }
}

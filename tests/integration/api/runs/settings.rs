//! Checks as a tenant sets them, and what the next run makes of it.

use oktually_tests::TestApp;
use serde_json::json;

use super::scanned::Scanned;

const SETTINGS: &str = "/v1/checks/token.unused/settings";

#[tokio::test]
async fn a_parameter_changes_what_the_next_run_finds() {
    let scanned = Scanned::of(Scanned::spec().flaw("token.unused")).await;
    let found = scanned.finding("check=token.unused").await;
    assert_eq!(found["evidence"]["token_idle_days"], 14);
    let owner = &scanned.acme.owner;
    let tag = owner.get("/v1/checks/token.unused").await.expect_status(200).header("etag").to_owned();
    let set = owner
        .with("if-match", &tag)
        .put(SETTINGS, &json!({ "enabled": true, "params": { "token_idle_days": 25 } }))
        .await
        .expect_status(200);
    assert_eq!(set.json()["settings"]["params"], json!({ "token_idle_days": 25 }));
    scanned.scan().await;
    assert_eq!(scanned.finding("check=token.unused&state=resolved").await["id"], found["id"]);

    owner.with("if-match", set.header("etag")).put(SETTINGS, &json!({ "enabled": true })).await.expect_status(200);
    scanned.scan().await;
    assert_eq!(scanned.finding("check=token.unused").await["evidence"]["token_idle_days"], 14, "the default holds again");
}

#[tokio::test]
async fn a_check_that_is_switched_off_runs_no_more_and_its_findings_stay() {
    let scanned = Scanned::of(Scanned::spec().flaw("token.unused")).await;
    let before = scanned.finding("check=token.unused").await;
    scanned.acme.owner.with("if-match", "*").put(SETTINGS, &json!({ "enabled": false })).await.expect_status(200);
    let run = scanned.scan().await;
    let checks = scanned.acme.owner.get(&format!("/v1/runs/{}/checks", run["id"].as_str().unwrap())).await.expect_status(200).json();
    assert!(checks["data"].as_array().unwrap().iter().all(|check| check["check"] != "token.unused"), "{checks}");
    let after = scanned.finding("check=token.unused").await;
    assert_eq!((&after["id"], &after["last_seen_at"]), (&before["id"], &before["last_seen_at"]));
}

#[tokio::test]
async fn settings_that_do_not_fit_are_pointed_at() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let owner = acme.owner.with("if-match", "*");
    for (new, pointer) in [
        (json!({ "enabled": true, "params": { "token_idle_days": 0 } }), "/params/token_idle_days"),
        (json!({ "enabled": true, "params": { "token_idle_days": "14" } }), "/params/token_idle_days"),
        (json!({ "enabled": true, "params": { "token_idle_days": null } }), "/params/token_idle_days"),
        (json!({ "enabled": true, "params": { "days": 14 } }), "/params"),
        (json!({ "enabled": true, "params": [14] }), "/params"),
        (json!({ "params": {} }), "/enabled"),
        (json!({ "enabled": "yes" }), "/enabled"),
    ] {
        let problem = owner.put(SETTINGS, &new).await.problem("validation-failed");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{new}: {problem}");
    }
    owner.put("/v1/checks/no.such-check/settings", &json!({ "enabled": true })).await.problem("not-found");
    acme.owner.put(SETTINGS, &json!({ "enabled": true })).await.problem("precondition-required");
    acme.owner.with("if-match", "\"7\"").put(SETTINGS, &json!({ "enabled": true })).await.problem("precondition-failed");
}

#[tokio::test]
async fn settings_are_a_tenants_own() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    acme.owner.with("if-match", "*").put(SETTINGS, &json!({ "enabled": false })).await.expect_status(200);
    let enabled = async |tenant: &oktually_tests::TestTenant| {
        let all = tenant.owner.get("/v1/checks").await.expect_status(200).json();
        let entry = all["data"].as_array().unwrap().iter().find(|entry| entry["id"] == "token.unused").unwrap().clone();
        assert_eq!(entry["settings"], tenant.owner.get("/v1/checks/token.unused").await.json()["settings"]);
        entry["settings"]["enabled"].clone()
    };
    assert_eq!((enabled(&acme).await, enabled(&zeta).await), (json!(false), json!(true)));
}

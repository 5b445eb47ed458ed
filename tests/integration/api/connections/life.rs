//! Connections that are suspended, taken up again, and deleted.

use http::Method;
use oktually_tests::{Answer, TestApp, TestTenant};
use serde_json::json;

use crate::api::things::Things;

async fn act(tenant: &TestTenant, connection: &str, what: &str) -> Answer {
    tenant.owner.send(Method::POST, &format!("/v1/connections/{connection}/{what}"), None).await
}

#[tokio::test]
async fn a_suspended_connection_takes_no_credential_and_starts_no_run_until_it_is_resumed() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    let suspended = act(&acme, &things.connection, "suspend").await.expect_status(200).json();
    assert_eq!(suspended["state"], "suspended");
    let run = acme.owner.get(&format!("/v1/runs/{}", things.run)).await.expect_status(200).json();
    assert!(run["cancel_asked_at"].is_string(), "its run goes on: {run}");

    act(&acme, &things.connection, "suspend").await.problem("conflict");
    act(&acme, &things.connection, "runs").await.problem("conflict");
    let refused = act(&acme, &things.connection, "verify").await.problem("conflict");
    assert_eq!(refused["detail"], "the connection is suspended: resume it first");
    let token = json!({ "org": "https://main.okta.com", "token": crate::api::intake::visitor::TOKEN });
    acme.owner.put(&format!("/v1/connections/{}/credential", things.connection), &token).await.problem("conflict");

    let resumed = act(&acme, &things.connection, "resume").await.expect_status(200).json();
    assert_eq!(resumed["state"], "active");
    act(&acme, &things.connection, "resume").await.problem("conflict");
    act(&acme, &things.connection, "runs").await.expect_status(202);
}

#[tokio::test]
async fn a_connection_without_a_credential_has_nothing_to_run_verify_or_report() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    for what in ["runs", "verify"] {
        let problem = act(&acme, &connection, what).await.problem("conflict");
        assert_eq!(problem["detail"], "the connection has no credential yet");
    }
    acme.owner.get(&format!("/v1/connections/{connection}/setup-report")).await.problem("not-found");
}

#[tokio::test]
async fn a_deleted_connection_takes_everything_with_it_and_leaves_its_org_free() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    acme.owner.delete(&format!("/v1/connections/{}", things.connection)).await.expect_status(204);
    for path in ["/v1/connections/{id}", "/v1/runs/{id}", "/v1/findings/{id}", "/v1/intake-links/{id}", "/v1/connections/{id}/credentials"]
    {
        acme.owner.get(&things.in_path(path)).await.problem("not-found");
    }
    for list in ["/v1/connections", "/v1/runs", "/v1/findings"] {
        assert_eq!(acme.owner.get(list).await.expect_status(200).json()["data"], json!([]), "{list}");
    }
    let job = app.operator.get(&format!("/operator/v1/jobs/{}", things.job)).await.expect_status(200).json();
    assert_eq!(job["state"], "cancelled");
    acme.owner.delete(&format!("/v1/connections/{}", things.connection)).await.problem("not-found");
    acme.owner.post("/v1/connections", &json!({ "name": "Again", "org": "https://main.okta.com" })).await.expect_status(201);
    let acts = acme.owner.get("/v1/audit").await.expect_status(200).json();
    let acts: Vec<_> = acts["data"].as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap()).collect();
    assert_eq!(acts[..2], ["connection.created", "connection.deleted"]);
}

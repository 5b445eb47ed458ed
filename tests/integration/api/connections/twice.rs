//! One org, connected twice.

use okta_sim::OrgSpec;
use oktually_tests::{TestApp, TestTenant, eventually};
use serde_json::json;

use crate::api::intake::visitor::TOKEN;

#[tokio::test]
async fn a_tenant_connects_an_org_once() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    acme.owner.post("/v1/connections", &json!({ "name": "First", "org": "https://acme.okta.com" })).await.expect_status(201);
    acme.owner.post("/v1/connections", &json!({ "name": "Second", "org": "acme.okta.com" })).await.problem("already-exists");
    let second = acme.connection("Second").await;
    let credential = json!({ "org": "https://ACME.okta.com", "token": TOKEN });
    acme.owner.put(&format!("/v1/connections/{second}/credential"), &credential).await.problem("already-exists");
}

#[tokio::test]
async fn two_connections_that_wait_for_the_same_org_do_not_both_get_it() {
    let app = TestApp::start(vec![OrgSpec::new("acme").users(12)]).await;
    let acme = app.tenant("Acme").await;
    let org = app.okta.sim.org("acme");
    let (first, second) = (acme.connection("First").await, acme.connection("Second").await);
    // Neither has the org until a worker has seen it.
    acme.submit(&first, &org.url(), &org.token()).await;
    acme.submit(&second, &org.url(), &org.token()).await;
    let worker = app.okta.worker();
    let mut states = [judged(&acme, &first).await, judged(&acme, &second).await];
    states.sort_unstable();
    let expected = [("accepted", ""), ("rejected", "this org is connected already")];
    assert_eq!(states, expected.map(|(state, words)| (state.to_owned(), words.to_owned())));
    worker.stop().await;
}

#[tokio::test]
async fn two_tenants_connect_the_same_org_and_neither_can_tell() {
    let app = TestApp::start(vec![OrgSpec::new("acme").users(12)]).await;
    let org = app.okta.sim.org("acme");
    let worker = app.okta.worker();
    let mut told = Vec::new();
    for name in ["One", "Two"] {
        let tenant = app.tenant(name).await;
        let new = json!({ "name": "Main", "org": org.url() });
        let made = tenant.owner.post("/v1/connections", &new).await.expect_status(201).json();
        let connection = made["id"].as_str().unwrap().to_owned();
        tenant.submit(&connection, &org.url(), &org.token()).await;
        assert_eq!(judged(&tenant, &connection).await.0, "accepted");
        let credentials = tenant.owner.get(&format!("/v1/connections/{connection}/credentials")).await.expect_status(200).json();
        let seen = tenant.owner.get(&format!("/v1/connections/{connection}")).await.expect_status(200).json();
        told.push((
            seen["state"].clone(),
            seen["org_id"].clone(),
            credentials["data"][0]["version"].clone(),
            credentials["data"][0]["fingerprint"].clone(),
        ));
    }
    let (one, two) = (&told[0], &told[1]);
    assert_eq!((&one.0, &one.1, &one.2), (&two.0, &two.1, &two.2));
    // The same secret has another fingerprint, or two tenants could compare theirs.
    assert_ne!(one.3, two.3);
    worker.stop().await;
}

/// What became of the connection's newest credential, with the words of a refusal.
async fn judged(tenant: &TestTenant, connection: &str) -> (String, String) {
    let path = format!("/v1/connections/{connection}/credentials");
    eventually("a verdict", async || {
        let newest = tenant.owner.get(&path).await.expect_status(200).json()["data"][0].clone();
        let text = |name: &str| newest[name].as_str().unwrap_or_default().to_owned();
        (newest["state"] != "submitted").then(|| (text("state"), text("problem_detail")))
    })
    .await
}

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
async fn a_token_that_is_sent_again_while_it_waits_is_the_one_that_is_there() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let path = format!("/v1/connections/{}/credential", acme.connection("Main").await);
    let put = async |org: &str, token: &str, name: Option<&str>| {
        let body = json!({ "org": org, "token": token, "token_name": name });
        acme.owner.put(&path, &body).await.expect_status(202).json()["credential"].clone()
    };
    let first = put("acme.okta.com", TOKEN, None).await;
    assert_eq!(put("https://ACME.okta.com", &format!(" {TOKEN}\n"), None).await, first);
    let acts = acme.owner.get("/v1/audit").await.expect_status(200).json();
    assert_eq!(acts["data"].as_array().unwrap().iter().filter(|row| row["act"] == "credential.submitted").count(), 1, "{acts}");

    // Anything else about it is another one.
    let mut versions = vec![put("acme.okta.com", TOKEN, Some("oktually")).await["version"].clone()];
    versions.push(put("zeta.okta.com", TOKEN, Some("oktually")).await["version"].clone());
    versions.push(put("zeta.okta.com", &TOKEN.replace("abc", "abd"), Some("oktually")).await["version"].clone());
    sqlx::query("update credentials set state = 3").execute(&app.okta.db.owner).await.unwrap();
    versions.push(put("zeta.okta.com", &TOKEN.replace("abc", "abd"), Some("oktually")).await["version"].clone());
    assert_eq!(versions, [2, 3, 4, 5]);
}

#[tokio::test]
async fn of_very_many_credentials_the_newest_hundred_are_listed() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    acme.submit(&connection, "https://acme.okta.com", TOKEN).await;
    sqlx::query(
        "insert into credentials (tenant_id, connection_id, version, kind, host, data_key, sealed, fingerprint, submitted_through, submitted_by)
         select tenant_id, connection_id, n, kind, host, data_key, sealed, fingerprint, submitted_through, submitted_by
         from credentials, generate_series(2, 150) n",
    )
    .execute(&app.okta.db.owner)
    .await
    .unwrap();
    let list = acme.owner.get(&format!("/v1/connections/{connection}/credentials")).await.expect_status(200).json();
    let versions: Vec<_> = list["data"].as_array().unwrap().iter().map(|row| row["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, (51..=150).rev().collect::<Vec<_>>());
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

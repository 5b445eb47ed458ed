//! Requests that may have arrived, and are sent again.

use std::collections::BTreeSet;

use futures::future::join_all;
use http::Method;
use oktually_core::work::Job;
use oktually_tests::{Answer, TestApp, TestTenant};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::api::things::Things;

async fn connections(tenant: &TestTenant) -> usize {
    tenant.owner.get("/v1/connections").await.expect_status(200).json()["data"].as_array().unwrap().len()
}

fn main() -> Value {
    json!({ "name": "Main" })
}

#[tokio::test]
async fn a_repetition_is_answered_like_the_first_request_and_nothing_is_done_again() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let once = acme.owner.with("idempotency-key", "first of all");
    let first = once.post("/v1/connections", &main()).await.expect_status(201);
    let again = once.post("/v1/connections", &main()).await.expect_status(201);
    assert_eq!((first.json(), first.header("location")), (again.json(), again.header("location")));
    assert_eq!(connections(&acme).await, 1);
}

#[tokio::test]
async fn a_key_with_another_body_is_refused() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let once = acme.owner.with("idempotency-key", "k");
    once.post("/v1/connections", &main()).await.expect_status(201);
    once.post("/v1/connections", &json!({ "name": "Other" })).await.problem("idempotency-mismatch");
    assert_eq!(connections(&acme).await, 1);
}

#[tokio::test]
async fn a_repetition_after_the_tenant_got_a_new_data_key_is_still_the_same_request() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let once = acme.owner.with("idempotency-key", "k");
    let first = once.post("/v1/connections", &main()).await.expect_status(201);
    let mut scope = app.okta.db.api.tenant(acme.id.parse().unwrap()).await.unwrap();
    scope.enqueue(&Job::ResealTenant {}).await.unwrap();
    scope.commit().await.unwrap();
    let worker = app.okta.worker();
    let data_keys = "select count(*) from data_keys";
    while sqlx::query_scalar::<_, i64>(data_keys).fetch_one(&app.okta.db.owner).await.unwrap() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    worker.stop().await;
    let again = once.post("/v1/connections", &main()).await.expect_status(201);
    assert_eq!(first.json(), again.json());
    once.post("/v1/connections", &json!({ "name": "Other" })).await.problem("idempotency-mismatch");
    assert_eq!(connections(&acme).await, 1);
}

#[tokio::test]
async fn an_answer_that_showed_a_secret_is_not_given_again_but_names_what_was_made() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    let once = acme.owner.with("idempotency-key", "k");
    let links = format!("/v1/connections/{connection}/intake-links");
    for (path, body, id) in [
        ("/v1/keys", json!({ "name": "export", "role": "viewer" }), "/key/id"),
        (links.as_str(), json!({ "expires_in_hours": 1 }), "/link/id"),
    ] {
        let made = once.post(path, &body).await.expect_status(201).json();
        let repeated = once.post(path, &body).await.problem("secret-shown-once");
        let instance = repeated["instance"].as_str().unwrap();
        assert!(instance.ends_with(made.pointer(id).unwrap().as_str().unwrap()), "{repeated}");
        acme.owner.get(instance).await.expect_status(200);
    }
    assert_eq!(acme.owner.get("/v1/keys").await.json()["data"].as_array().unwrap().len(), 2, "the first key and one more");
}

#[tokio::test]
async fn every_change_of_a_tenants_things_is_repeated_without_being_done_again() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    let until = (OffsetDateTime::now_utc() + Duration::days(1)).format(&Rfc3339).unwrap();
    let saying = json!({ "reason": "known", "until": until });
    for (path, body, act) in [
        ("/v1/findings/{id}/mute", Some(&saying), "finding.muted"),
        ("/v1/findings/{id}/accept", Some(&saying), "finding.accepted"),
        ("/v1/findings/{id}/reopen", None, "finding.reopened"),
        ("/v1/runs/{id}/cancel", None, "run.cancel_asked"),
        ("/v1/connections/{id}/suspend", None, "connection.suspended"),
        ("/v1/connections/{id}/resume", None, "connection.resumed"),
    ] {
        let once = acme.owner.with("idempotency-key", path);
        let target = things.in_path(path);
        let first = once.send(Method::POST, &target, body).await;
        let again = once.send(Method::POST, &target, body).await;
        assert!([200, 202].contains(&first.status), "{path}: {first:?}");
        let told = |answer: &Answer| (answer.status, answer.json(), answer.header("etag").to_owned(), answer.header("location").to_owned());
        assert_eq!(told(&first), told(&again), "{path}");
        let acts = acme.owner.get("/v1/audit").await.expect_status(200).json();
        assert_eq!(acts["data"].as_array().unwrap().iter().filter(|row| row["act"] == act).count(), 1, "{path}: {acts}");
    }
}

#[tokio::test]
async fn of_many_at_once_one_is_done_and_all_are_answered_alike() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let once = acme.owner.with("idempotency-key", "all at once");
    let body = main();
    let answers = join_all((0..6).map(|_| once.post("/v1/connections", &body))).await;
    let told: BTreeSet<_> = answers.iter().map(|answer| (answer.status, answer.json()["id"].to_string())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told.first().unwrap().0, 201);
    assert_eq!(connections(&acme).await, 1);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    acme.owner.post("/v1/connections", &json!({ "name": "First", "org": "acme.okta.com" })).await.expect_status(201);
    let once = acme.owner.with("idempotency-key", "k");
    let taken = json!({ "name": "Second", "org": "acme.okta.com" });
    once.post("/v1/connections", &taken).await.problem("already-exists");
    once.post("/v1/connections", &taken).await.problem("already-exists");
    once.post("/v1/connections", &json!({ "name": "Second", "org": "zeta.okta.com" })).await.expect_status(201);
}

#[tokio::test]
async fn a_key_is_a_tenants_and_a_paths_own() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    for tenant in [&acme, &zeta] {
        let once = tenant.owner.with("idempotency-key", "k");
        let made = once.post("/v1/connections", &main()).await.expect_status(201).json();
        let links = format!("/v1/connections/{}/intake-links", made["id"].as_str().unwrap());
        once.post(&links, &json!({})).await.expect_status(201);
        assert_eq!(connections(tenant).await, 1);
    }
}

#[tokio::test]
async fn a_key_that_is_empty_or_endless_is_refused() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    for key in ["", &"k".repeat(256)] {
        acme.owner.with("idempotency-key", key).post("/v1/connections", &main()).await.problem("invalid-header");
    }
    assert_eq!(connections(&acme).await, 0);
}

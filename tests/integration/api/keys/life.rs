//! What a key opens, and when it stops.

use std::time::Duration;

use http::Method;
use oktually_api::keys::ApiKey;
use oktually_core::ids::{ApiKeyId, TenantId};
use oktually_tests::{Caller, TestApp, TestTenant};
use secrecy::ExposeSecret;
use uuid::Uuid;

/// Somebody with the key's short-lived token in its place.
async fn with_token(caller: &Caller) -> Caller {
    let answer = caller.send(Method::POST, "/v1/token", None).await.expect_status(200);
    caller.with_key(answer.json()["access_token"].as_str().unwrap())
}

async fn begin() -> (TestApp, TestTenant, [Caller; 2], String) {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let (id, secret) = acme.new_key("analyst").await;
    let key = acme.owner.with_key(&secret);
    let token = with_token(&key).await;
    for caller in [&key, &token] {
        caller.get("/v1/tenant").await.expect_status(200);
    }
    (app, acme, [key, token], id)
}

#[tokio::test]
async fn a_revoked_key_and_its_token_open_nothing_from_the_next_request_on() {
    let (_app, acme, callers, id) = begin().await;
    acme.owner.delete(&format!("/v1/keys/{id}")).await.expect_status(204);
    for caller in &callers {
        caller.get("/v1/tenant").await.problem("unauthenticated");
    }
    let key = acme.owner.get(&format!("/v1/keys/{id}")).await.expect_status(200).json();
    assert!(key["revoked_at"].is_string() && key["last_used_at"].is_string(), "{key}");
    acme.owner.delete(&format!("/v1/keys/{id}")).await.expect_status(204);
}

#[tokio::test]
async fn an_expired_key_and_its_token_open_nothing() {
    let (app, _acme, callers, id) = begin().await;
    let id: ApiKeyId = id.parse().unwrap();
    let past = "update api_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where id = $1";
    sqlx::query(past).bind(id.uuid()).execute(&app.okta.db.owner).await.unwrap();
    for caller in &callers {
        caller.get("/v1/tenant").await.problem("unauthenticated");
    }
}

#[tokio::test]
async fn a_suspended_tenants_keys_wait_and_a_deleted_ones_are_forgotten() {
    let (app, acme, callers, _) = begin().await;
    let tenant = format!("/operator/v1/tenants/{}", acme.id);
    app.operator.send(Method::POST, &format!("{tenant}/suspend"), None).await.expect_status(200);
    for caller in callers.iter().chain([&acme.owner]) {
        caller.get("/v1/tenant").await.problem("tenant-suspended");
    }
    app.operator.send(Method::POST, &format!("{tenant}/resume"), None).await.expect_status(200);
    for caller in &callers {
        caller.get("/v1/tenant").await.expect_status(200);
    }
    app.operator.delete(&tenant).await.expect_status(202);
    for caller in callers.iter().chain([&acme.owner]) {
        caller.get("/v1/tenant").await.problem("unauthenticated");
    }
}

#[tokio::test]
async fn a_guessed_key_is_answered_alike_whatever_was_guessed_right() {
    let (app, acme, _, id) = begin().await;
    let (tenant, key): (TenantId, ApiKeyId) = (acme.id.parse().unwrap(), id.parse().unwrap());
    let guesses =
        [(tenant.uuid(), key.uuid()), (tenant.uuid(), Uuid::now_v7()), (Uuid::now_v7(), key.uuid()), (Uuid::now_v7(), Uuid::now_v7())];
    let mut answers = Vec::new();
    for (tenant, key) in guesses {
        #[expect(clippy::disallowed_methods, reason = "a guess is sent")]
        let guess = ApiKey::generate(tenant, key).text().expose_secret().to_owned();
        let mut document = app.stranger.with_key(&guess).get("/v1/tenant").await.problem("unauthenticated");
        document["request_id"].take();
        answers.push(document);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn the_last_live_key_of_an_owner_stays() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let first = format!("/v1/keys/{}", acme.owner_key);
    acme.somebody("admin").await;
    acme.owner.delete(&first).await.problem("conflict");
    let second = acme.somebody("owner").await;
    second.delete(&first).await.expect_status(204);
    acme.owner.get("/v1/tenant").await.problem("unauthenticated");
}

#[tokio::test]
async fn two_owners_who_revoke_each_other_at_once_do_not_both_succeed() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let (second, secret) = acme.new_key("owner").await;
    let other = acme.owner.with_key(&secret);
    for caller in [&acme.owner, &other] {
        // A key's use is noted once a minute: not just then.
        caller.get("/v1/tenant").await.expect_status(200);
    }
    // Both have looked around before either may write.
    #[expect(clippy::disallowed_methods, reason = "a transaction behind the scenes")]
    let mut held = app.okta.db.owner.begin().await.unwrap();
    sqlx::query("lock table api_keys in share row exclusive mode").execute(&mut *held).await.unwrap();
    let revoke = |caller: Caller, id: &str| {
        let path = format!("/v1/keys/{id}");
        tokio::spawn(async move { caller.delete(&path).await.status })
    };
    let both = (revoke(acme.owner.clone(), &second), revoke(other, &acme.owner_key));
    tokio::time::sleep(Duration::from_millis(500)).await;
    held.commit().await.unwrap();
    let mut statuses = [both.0.await.unwrap(), both.1.await.unwrap()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
}

#[tokio::test]
async fn an_operator_gives_a_new_owners_key_to_a_tenant_that_has_lost_its_own() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let made =
        app.operator.send(Method::POST, &format!("/operator/v1/tenants/{}/owner-keys", acme.id), None).await.expect_status(201).json();
    let owner = app.stranger.with_key(made["secret"].as_str().unwrap());
    owner.delete(&format!("/v1/keys/{}", acme.owner_key)).await.expect_status(204);
    let acts = owner.get("/v1/audit").await.expect_status(200).json();
    let acts: Vec<_> =
        acts["data"].as_array().unwrap().iter().map(|act| (act["act"].as_str().unwrap(), act["actor"].as_str().unwrap())).collect();
    assert!(acts.contains(&("api_key.created", "operator:test")), "the tenant sees who gave it: {acts:?}");
}

//! Operators' requests that may have arrived, and are sent again.

use http::Method;
use oktually_tests::{Caller, TestApp, eventually};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

const TENANTS: &str = "/operator/v1/tenants";

async fn tenants(app: &TestApp) -> Vec<Value> {
    app.operator.get(TENANTS).await.expect_status(200).json()["data"].as_array().unwrap().clone()
}

fn once(app: &TestApp) -> Caller {
    app.operator.with("idempotency-key", "first of all")
}

#[tokio::test]
async fn what_shows_a_secret_is_made_once_and_a_repetition_names_it() {
    let app = TestApp::start(Vec::new()).await;
    let made = once(&app).post(TENANTS, &json!({ "name": "Acme" })).await.expect_status(201);
    let repeated = once(&app).post(TENANTS, &json!({ "name": "Acme" })).await.problem("secret-shown-once");
    assert_eq!(repeated["instance"], made.header("location"));
    assert_eq!(tenants(&app).await.len(), 1);

    let tenant = made.header("location");
    let owner = app.stranger.with_key(made.json()["owner_key"]["secret"].as_str().unwrap());
    let connection = owner.post("/v1/connections", &json!({ "name": "Main" })).await.expect_status(201).json();
    let links = format!("{tenant}/connections/{}/intake-links", connection["id"].as_str().unwrap());
    for path in [format!("{tenant}/owner-keys"), links] {
        let made = once(&app).send(Method::POST, &path, None).await.expect_status(201);
        let repeated = once(&app).send(Method::POST, &path, None).await.problem("secret-shown-once");
        assert_eq!(repeated["instance"], made.header("location"), "{path}");
        owner.get(made.header("location")).await.expect_status(200);
    }
    assert_eq!(owner.get("/v1/keys").await.expect_status(200).json()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_with_another_body_is_refused_and_another_key_is_another_request() {
    let app = TestApp::start(Vec::new()).await;
    once(&app).post(TENANTS, &json!({ "name": "Acme" })).await.expect_status(201);
    once(&app).post(TENANTS, &json!({ "name": "Zeta" })).await.problem("idempotency-mismatch");
    app.operator.with("idempotency-key", "second").post(TENANTS, &json!({ "name": "Acme" })).await.expect_status(201);
    // Other processes know it too.
    let (_, beside) = app.beside_with(|_| {}).await;
    once(&app).at(&beside).post(TENANTS, &json!({ "name": "Acme" })).await.problem("secret-shown-once");
    assert_eq!(tenants(&app).await.len(), 2);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let app = TestApp::start(Vec::new()).await;
    once(&app).post(TENANTS, &json!({ "name": "" })).await.problem("validation-failed");
    let acme = app.tenant("Acme").await;
    let path = format!("{TENANTS}/{}/owner-keys", acme.id);
    sqlx::query("update tenants set state = 3").execute(&app.okta.db.owner).await.unwrap();
    once(&app).send(Method::POST, &path, None).await.problem("conflict");
    sqlx::query("update tenants set state = 1").execute(&app.okta.db.owner).await.unwrap();
    once(&app).send(Method::POST, &path, None).await.expect_status(201);
}

#[tokio::test]
async fn whoever_lost_the_answer_learns_what_was_made_and_makes_no_second() {
    let app = TestApp::start(Vec::new()).await;
    let body = json!({ "name": "Acme" }).to_string();
    let address = app.operator.url().trim_start_matches("http://").to_owned();
    let key = app.operator.header("authorization");
    let request = format!(
        "POST {TENANTS} HTTP/1.1\r\nhost: {address}\r\nauthorization: {key}\r\nidempotency-key: first of all\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut lost = TcpStream::connect(&address).await.unwrap();
    lost.write_all(request.as_bytes()).await.unwrap();
    eventually("the tenant is made", async || (!tenants(&app).await.is_empty()).then_some(())).await;
    drop(lost);

    let repeated = once(&app).post(TENANTS, &json!({ "name": "Acme" })).await.problem("secret-shown-once");
    let all = tenants(&app).await;
    assert_eq!(all.len(), 1);
    assert_eq!(repeated["instance"], format!("{TENANTS}/{}", all[0]["id"].as_str().unwrap()));
    // A new key can be had for it in place of the one that nobody saw.
    let instance = repeated["instance"].as_str().unwrap();
    app.operator.send(Method::POST, &format!("{instance}/owner-keys"), None).await.expect_status(201);
}

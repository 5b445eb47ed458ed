//! Every kind of problem in the catalogue is one that somebody really meets.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{Method, Request};
use http_body_util::BodyExt;
use oktually_api::{
    http::{Base, REQUEST_TIME, TrustedProxies},
    problem::Kind,
};
use oktually_core::secret::{Keyring, generate_keyring};
use oktually_tests::{Answer, TestApp, TestTenant};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tower::ServiceExt;

#[tokio::test]
async fn there_is_no_kind_of_problem_that_nobody_is_ever_answered_with() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    // The one that needs a sender who breaks off.
    assert!(broken_off(&app, &acme).await.contains(r#""code":"request-timeout""#));
    // The one that needs a sender on another machine.
    assert!(past_the_proxies().await.contains(r#""code":"https-required""#));
    let mut met = vec!["request-timeout", "https-required"];
    for part in [asked_wrongly(&app, &acme).await, not_allowed(&app, &acme).await, our_side(&app, &acme).await] {
        for (code, answer) in part {
            answer.problem(code);
            met.push(code);
        }
    }
    met.sort_unstable();
    let mut all: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    all.sort_unstable();
    assert_eq!(met, all);
}

/// Codes, and the answers that should have them.
type Met = Vec<(&'static str, Answer)>;

/// What was sent is not as it should be.
async fn asked_wrongly(app: &TestApp, acme: &TestTenant) -> Met {
    let owner = &acme.owner;
    let connection = acme.connection("Main").await;
    let path = format!("/v1/connections/{connection}");
    let send = |kind: &'static str, text: String| owner.send_text(Method::POST, "/v1/connections", kind, text);
    let once = owner.with("idempotency-key", "k");
    once.post("/v1/connections", &json!({ "name": "Once" })).await.expect_status(201);
    vec![
        ("invalid-json", send("application/json", "{".to_owned()).await),
        ("unsupported-media-type", send("text/plain", "{}".to_owned()).await),
        ("too-large", send("application/json", " ".repeat(70_000)).await),
        ("validation-failed", owner.post("/v1/connections", &json!({})).await),
        ("invalid-path", owner.get("/v1/connections/%FF").await),
        ("not-found", owner.get("/v1/connections/con_0").await),
        ("invalid-query", owner.get("/v1/runs?conection=1").await),
        ("invalid-cursor", owner.get("/v1/runs?cursor=1").await),
        ("invalid-header", owner.with("idempotency-key", "").post("/v1/connections", &json!({ "name": "Other" })).await),
        ("idempotency-mismatch", once.post("/v1/connections", &json!({ "name": "Other" })).await),
        ("precondition-required", owner.patch(&path, &json!({ "name": "Other" })).await),
        ("precondition-failed", owner.with("if-match", "\"999\"").patch(&path, &json!({ "name": "Other" })).await),
        ("unknown-path", app.stranger.get("/v1/nowhere").await),
        ("method-not-allowed", owner.delete("/v1/tenant").await),
    ]
}

/// Who asked may not, or things do not stand so.
async fn not_allowed(app: &TestApp, acme: &TestTenant) -> Met {
    let owner = &acme.owner;
    let zeta = app.tenant("Zeta").await;
    app.operator.send(Method::POST, &format!("/operator/v1/tenants/{}/suspend", zeta.id), None).await.expect_status(200);
    let org = |name: &str| json!({ "name": name, "org": "acme.okta.com" });
    owner.post("/v1/connections", &org("First")).await.expect_status(201);
    let once = owner.with("idempotency-key", "k");
    let key = json!({ "name": "export", "role": "viewer" });
    once.post("/v1/keys", &key).await.expect_status(201);
    let hurried = app.beside_with(|setup| setup.settings.requests_per_key = 1).await.0;
    let hurried = owner.at(&hurried);
    hurried.get("/v1/tenant").await.expect_status(200);
    vec![
        ("unauthenticated", app.stranger.get("/v1/tenant").await),
        ("forbidden", acme.somebody("viewer").await.post("/v1/connections", &org("Second")).await),
        ("tenant-suspended", zeta.owner.get("/v1/tenant").await),
        ("conflict", owner.send(Method::POST, &format!("/v1/connections/{}/runs", acme.connection("Idle").await), None).await),
        ("already-exists", owner.post("/v1/connections", &org("Second")).await),
        ("secret-shown-once", once.post("/v1/keys", &key).await),
        ("too-many-requests", hurried.get("/v1/tenant").await),
    ]
}

/// Something is wrong with the service, or with what it needs.
#[expect(clippy::disallowed_methods, reason = "no scope keeps a table to itself")]
async fn our_side(app: &TestApp, acme: &TestTenant) -> Met {
    let another = Arc::new(Keyring::parse(&generate_keyring()).unwrap());
    let (_, unready) = app.beside_with(|setup| setup.keyring = another).await;
    let (slow, _) = app.beside_with(|setup| setup.base.request_time = Duration::from_millis(100)).await;
    sqlx::query("alter table check_settings rename to mislaid").execute(&app.okta.db.owner).await.unwrap();
    let broken = acme.owner.get("/v1/checks").await;
    sqlx::query("alter table mislaid rename to check_settings").execute(&app.okta.db.owner).await.unwrap();
    // A table that somebody else keeps to themselves.
    let mut owner = app.okta.db.owner.begin().await.unwrap();
    sqlx::query("lock table api_keys in access exclusive mode").execute(&mut *owner).await.unwrap();
    let waited = acme.owner.at(&slow).get("/v1/tenant").await;
    owner.rollback().await.unwrap();
    vec![("unavailable", unready.get("/readyz").await), ("took-too-long", waited), ("internal", broken)]
}

/// The answer to whoever speaks plain HTTP past the proxies.
async fn past_the_proxies() -> String {
    let trusted = TrustedProxies::new(["192.0.2.1/32".parse().unwrap()]);
    let base = Base { https: true, trusted, for_proxies: true, addresses: None, request_time: REQUEST_TIME };
    let stranger = ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 4711)));
    let request = Request::get("/v1/tenant").extension(stranger).body(Body::empty()).unwrap();
    let answer = base.around(Router::new()).oneshot(request).await.unwrap();
    String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// The answer to a body whose chunks end in nonsense.
async fn broken_off(app: &TestApp, acme: &TestTenant) -> String {
    let address = app.stranger.url().trim_start_matches("http://");
    let key = acme.owner.header("authorization");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST /v1/connections HTTP/1.1\r\nhost: {address}\r\nauthorization: {key}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\nzz\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

//! Short-lived tokens, good ones and forged ones.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::Method;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode, jwk::JwkSet};
use oktually_api::jwt::SigningKey;
use oktually_tests::{Caller, PUBLIC_URL, TestApp, TestTenant};
use serde_json::{Value, json};

async fn token(tenant: &TestTenant) -> String {
    let answer = tenant.owner.send(Method::POST, "/v1/token", None).await.expect_status(200).json();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(600)));
    answer["access_token"].as_str().unwrap().to_owned()
}

async fn published(app: &TestApp) -> JwkSet {
    serde_json::from_value(app.stranger.get("/.well-known/jwks.json").await.expect_status(200).json()).unwrap()
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
}

fn put_together(header: &Value, claims: &Value, signature: &str) -> String {
    let text = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", text(header), text(claims))
}

#[tokio::test]
async fn anybody_can_verify_a_token_with_the_published_keys() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let token = token(&acme).await;
    let keys = published(&app).await;
    let kid = decode_header(&token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).expect("its key is published")).unwrap();
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&["oktually:tenant"]);
    rules.set_issuer(&[PUBLIC_URL]);
    let claims = decode::<Value>(&token, &key, &rules).unwrap().claims;
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 600);
    assert_eq!(claims["role"], "owner");
    acme.owner.with_key(&token).get("/v1/tenant").await.expect_status(200);
}

#[tokio::test]
async fn all_processes_accept_each_others_tokens_and_cursors() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    for name in ["One", "Two"] {
        acme.connection(name).await;
    }
    let token = token(&acme).await;
    let cursor = acme.owner.get("/v1/connections?limit=1").await.expect_status(200).json()["next_cursor"].as_str().unwrap().to_owned();
    let there = app.beside().await.with_key(&token);
    assert_ne!(there.url(), app.stranger.url());
    let page = there.get(&format!("/v1/connections?limit=1&cursor={cursor}")).await.expect_status(200).json();
    assert_eq!(page["data"][0]["name"], "Two");
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    let (good, others) = (token(&acme).await, token(&zeta).await);
    let (header, claims) = (part(&good, 0), part(&good, 1));
    let signature = good.rsplit('.').next().unwrap();
    let with = |of: &Value, name: &str, value: Value| {
        let mut changed = of.clone();
        changed[name] = value;
        changed
    };
    let keys = published(&app).await;
    let public = serde_json::to_value(&keys.keys[0]).unwrap();
    let x = public["x"].as_str().unwrap();
    let hs256 = |secret: &[u8]| {
        let header = Header { kid: header["kid"].as_str().map(str::to_owned), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let by_another = |kid: &Value| {
        let another = EncodingKey::from_ed_der(&*SigningKey::generate().unwrap().pkcs8());
        let header = Header { kid: kid.as_str().map(str::to_owned), ..Header::new(Algorithm::EdDSA) };
        encode(&header, &claims, &another).unwrap()
    };
    for (what, forged) in [
        ("alg none", put_together(&with(&header, "alg", json!("none")), &claims, "")),
        ("alg none with the signature", put_together(&with(&header, "alg", json!("none")), &claims, signature)),
        ("HS256 with the public key's bytes", hs256(&BASE64_URL_SAFE_NO_PAD.decode(x).unwrap())),
        ("HS256 with the public key's text", hs256(x.as_bytes())),
        ("HS256 with the published key", hs256(public.to_string().as_bytes())),
        ("another's key under our kid", by_another(&header["kid"])),
        ("an unknown kid", by_another(&json!("0198c5f2-a0b0-7c3e-9d2f-4a6b8c0d1e2f"))),
        ("no kid", by_another(&Value::Null)),
        ("another tenant", put_together(&header, &with(&claims, "ten", part(&others, 1)["ten"].clone()), signature)),
        ("a later end", put_together(&header, &with(&claims, "exp", json!(4_102_444_800_u64)), signature)),
        ("another's signature", put_together(&header, &claims, others.rsplit('.').next().unwrap())),
        ("no signature", put_together(&header, &claims, "")),
        ("nothing", "..".to_owned()),
    ] {
        let answer = acme.owner.with_key(&forged).get("/v1/tenant").await;
        assert_eq!(answer.status, 401, "{what}");
        answer.problem("unauthenticated");
    }
    acme.owner.with_key(&good).get("/v1/tenant").await.expect_status(200);
}

#[tokio::test]
async fn a_token_is_not_exchanged_for_another() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let renewed = |caller: Caller, path: &'static str| async move {
        let first = caller.send(Method::POST, path, None).await.expect_status(200).json();
        let caller = caller.with_key(first["access_token"].as_str().unwrap());
        let refused = caller.send(Method::POST, path, None).await.problem("unauthenticated");
        assert_eq!(refused["detail"], "a token cannot be exchanged for another: send the key itself");
        caller
    };
    renewed(acme.owner.clone(), "/v1/token").await.get("/v1/tenant").await.expect_status(200);
    renewed(app.operator.clone(), "/operator/v1/token").await.get("/operator/v1/queue").await.expect_status(200);
}

#[tokio::test]
async fn a_tenant_never_reaches_another_with_its_token() {
    let app = TestApp::start(Vec::new()).await;
    let (acme, zeta) = (app.tenant("Acme").await, app.tenant("Zeta").await);
    let connection = zeta.connection("Main").await;
    let caller = acme.owner.with_key(&token(&acme).await);
    caller.get(&format!("/v1/connections/{connection}")).await.problem("not-found");
}

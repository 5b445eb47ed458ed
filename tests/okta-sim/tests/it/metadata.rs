use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use okta_sim::{ClientSpec, Dpop, OrgSpec};
use serde_json::Value;

use crate::client::{get_with, sim};
use crate::oauth::client::bearer;

const PATHS: [&str; 3] = ["/oauth2/v1/keys", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

#[tokio::test]
async fn what_a_server_tells_of_itself_needs_no_credential_and_counts_against_nothing() {
    let sim = sim([OrgSpec::new("acme").limit_multiplier(0.001)]).await;
    let acme = sim.org("acme");
    for path in PATHS {
        for _ in 0..5 {
            let reply = get_with(&sim, &acme, path, &[]).await;
            assert_eq!(reply.status, 200, "{path}");
            assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("x-rate-limit")), "{path}");
        }
    }
    let about = get_with(&sim, &acme, PATHS[1], &[]).await.json();
    assert_eq!((&about["issuer"], &about["jwks_uri"]), (&"https://acme.okta.com".into(), &"https://acme.okta.com/oauth2/v1/keys".into()));
    assert!(about["userinfo_endpoint"].is_string());
    assert!(get_with(&sim, &acme, PATHS[2], &[]).await.json().get("userinfo_endpoint").is_none());
}

#[tokio::test]
async fn access_tokens_are_signed_with_a_published_key() {
    let sim = sim([OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored))]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), "okta.users.read").await;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let header: Value = serde_json::from_slice(&bytes(signed.split('.').next().unwrap())).unwrap();
    let keys = get_with(&sim, &acme, PATHS[0], &[]).await.json();
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let point = [vec![4], bytes(key["x"].as_str().unwrap()), bytes(key["y"].as_str().unwrap())].concat();
    let key = aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED, point);
    key.verify(signed.as_bytes(), &bytes(signature)).unwrap();
}

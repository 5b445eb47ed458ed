//! What the token endpoint gives, to whom, and what it costs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::Method;
use okta_sim::{Algorithm, ClientSpec, Dpop, Fault, FaultKind, OrgSpec};
use serde_json::{Value, json};

use super::client::{Prover, TOKEN, ask, basic, bearer, bound, call, claims, endpoint, form};
use crate::client::{get_with, send, sim};

const SCOPE: &str = "okta.users.read okta.groups.read";

#[tokio::test]
async fn every_algorithm_gets_a_token() {
    let spec = Algorithm::ALL.into_iter().fold(OrgSpec::new("acme"), |spec, algorithm| {
        spec.client(ClientSpec::service_app(algorithm.name()).algorithm(algorithm).dpop(Dpop::Ignored))
    });
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    for algorithm in Algorithm::ALL {
        let client = acme.client(algorithm.name());
        assert!(client.id().starts_with("0oa"));
        assert!(client.private_pem().contains("PRIVATE KEY"));
        assert!(client.private_jwk().contains(&client.key_id()));
        let reply = ask(&sim, &acme, &form(&client.assertion(), SCOPE), &[]).await;
        let body = reply.json();
        assert_eq!((reply.status, &body["token_type"], &body["expires_in"]), (200, &json!("Bearer"), &json!(3_600)), "{algorithm:?}");
        assert_eq!(body["scope"], "okta.groups.read okta.users.read");
        assert_eq!(reply.header("dpop-nonce"), None);
        assert_eq!(call(&sim, &acme, "/api/v1/users?limit=1", body["access_token"].as_str().unwrap()).await.status, 200);
    }
}

#[tokio::test]
async fn an_integration_gets_a_token_for_its_secret_and_not_for_a_former_one() {
    let sim = sim([OrgSpec::new("acme").integration("scanner"), OrgSpec::new("other").seed(9).integration("scanner")]).await;
    let (acme, other) = (sim.org("acme"), sim.org("other"));
    let scanner = acme.client("scanner");
    let bare = [("grant_type", "client_credentials".to_owned()), ("scope", SCOPE.to_owned())];
    let former = basic(&scanner.id(), &scanner.secret());
    assert_eq!(ask(&sim, &acme, &bare, &[("authorization", &former)]).await.status, 200);
    assert_eq!(ask(&sim, &other, &bare, &[("authorization", &former)]).await.status, 401, "a client of another org");
    assert_ne!(other.client("scanner").secret(), scanner.secret());
    scanner.rotate_secret();
    assert_eq!(ask(&sim, &acme, &bare, &[("authorization", &former)]).await.status, 401);
    let renewed = basic(&scanner.id(), &scanner.secret());
    assert_eq!(ask(&sim, &acme, &bare, &[("authorization", &renewed)]).await.status, 200);
    let as_token = get_with(&sim, &acme, "/api/v1/org", &[("authorization", &format!("SSWS {}", scanner.secret()))]).await;
    assert_eq!((as_token.status, as_token.code()), (401, "E0000011".to_owned()));
}

#[tokio::test]
async fn a_token_call_is_no_write_and_draws_from_its_own_bucket_whatever_becomes_of_it() {
    let sim = sim([OrgSpec::new("acme").service_app("app")]).await;
    let acme = sim.org("acme");
    let app = acme.client("app");
    let prover = Prover::new();
    let token = bound(&sim, &acme, &app, &prover, SCOPE).await;
    assert_eq!(token.split('.').count(), 3);
    let journal = acme.journal();
    assert_eq!(journal, ["POST acme.okta.com /oauth2/v1/token 400", "POST acme.okta.com /oauth2/v1/token 200"]);
    assert_eq!(journal.iter().map(|entry| entry.remaining).collect::<Vec<_>>(), [Some(149), Some(148)]);
    assert_eq!((acme.violation_count(), acme.token_calls(), acme.access_tokens()), (0, 2, 1));
    let wrong = send(&sim, &acme.host(), Method::GET, TOKEN, &[]).await.unwrap();
    assert_eq!((wrong.status, wrong.code()), (405, "E0000022".to_owned()));
    let bare = send(&sim, &acme.host(), Method::POST, TOKEN, &[]).await.unwrap();
    assert_eq!((bare.status, bare.body.len()), (411, 0));
}

#[tokio::test]
async fn an_exhausted_bucket_refuses_tokens_too() {
    let spec = OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored)).limit_multiplier(0.01);
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    assert_eq!(ask(&sim, &acme, &form(&acme.client("app").assertion(), SCOPE), &[]).await.status, 200);
    let refused = ask(&sim, &acme, &form(&acme.client("app").assertion(), SCOPE), &[]).await;
    assert_eq!((refused.status, refused.code(), refused.header("retry-after")), (429, "E0000047".to_owned(), None));
    assert_eq!(refused.header("x-rate-limit-remaining"), Some("0"));
}

#[tokio::test]
async fn a_token_says_what_it_is_for_whom_and_to_which_key_it_is_bound() {
    let plain = ClientSpec::service_app("plain").dpop(Dpop::Ignored);
    let sim = sim([OrgSpec::new("acme").service_app("app").client(plain)]).await;
    let acme = sim.org("acme");
    let (app, prover) = (acme.client("app"), Prover::new());
    let token = bound(&sim, &acme, &app, &prover, SCOPE).await;
    let part = |token: &str, at: usize| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
    };
    assert_eq!(part(&token, 0)["typ"], "application/okta-internal-at+jwt");
    let claims = part(&token, 1);
    assert_eq!(claims["scp"], json!(["okta.groups.read", "okta.users.read"]));
    assert_eq!((&claims["cid"], &claims["sub"]), (&json!(app.id()), &json!(app.id())));
    assert_eq!((&claims["iss"], &claims["aud"], &claims["ver"]), (&json!(acme.url()), &json!(acme.url()), &json!(1)));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_600);
    assert!(claims["jti"].as_str().unwrap().starts_with("AT."));
    // The thumbprint of RFC 7638: the members that matter, in the order of the alphabet.
    let jwk = prover.0.public_jwk();
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let thumbprint = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, canonical.as_bytes());
    assert_eq!(claims["cnf"], json!({"jkt": URL_SAFE_NO_PAD.encode(thumbprint)}));
    let plain = bearer(&sim, &acme, &acme.client("plain"), SCOPE).await;
    assert_eq!(part(&plain, 1).get("cnf"), None);
    assert_ne!(part(&plain, 1)["jti"], claims["jti"]);
}

#[tokio::test]
async fn a_secret_with_any_character_is_read_as_a_form_encodes_it() {
    const AWKWARD: &str = "a+b/c=d%20e:f&g~h01234567";
    let sim = sim([OrgSpec::new("acme").client(ClientSpec::integration_with_secret("scanner", AWKWARD).dpop(Dpop::Ignored))]).await;
    let acme = sim.org("acme");
    let scanner = acme.client("scanner");
    let bare = [("grant_type", "client_credentials".to_owned()), ("scope", SCOPE.to_owned())];
    let encoded: String = url::form_urlencoded::byte_serialize(AWKWARD.as_bytes()).collect();
    assert_eq!(ask(&sim, &acme, &bare, &[("authorization", &basic(&scanner.id(), &encoded))]).await.status, 200);
    assert_eq!(ask(&sim, &acme, &bare, &[("authorization", &basic(&scanner.id(), AWKWARD))]).await.status, 401, "it is not sent as it is");
}

#[tokio::test]
async fn any_refusal_of_okta_s_list_can_be_played() {
    let sim = sim([OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored))]).await;
    let acme = sim.org("acme");
    acme.fault(Fault::new(TOKEN).kind(FaultKind::Oauth(401, "invalid_client".into(), "The client JWKSet is invalid.".into())));
    let reply = ask(&sim, &acme, &form(&acme.client("app").assertion(), SCOPE), &[]).await;
    assert_eq!((reply.status, &reply.json()["error_description"]), (401, &json!("The client JWKSet is invalid.")));
}

#[tokio::test]
async fn scopes_can_be_narrowed_granted_and_taken_away() {
    let spec = ClientSpec::service_app("app").dpop(Dpop::Ignored).scopes(["okta.users.read"]);
    let sim = sim([OrgSpec::new("acme")
        .client(spec.clone())
        .client(ClientSpec::service_app("narrow").dpop(Dpop::Ignored).scopes(["okta.users.read"]).narrowing())])
    .await;
    let acme = sim.org("acme");
    let app = acme.client("app");
    assert_eq!(ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[]).await.json()["error"], "invalid_scope");
    app.grant_scope("okta.groups.read");
    assert_eq!(ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[]).await.status, 200);
    let narrow = ask(&sim, &acme, &form(&acme.client("narrow").assertion(), SCOPE), &[]).await;
    assert_eq!((narrow.status, &narrow.json()["scope"]), (200, &json!("okta.users.read")));
}

#[tokio::test]
async fn an_overloaded_endpoint_says_so() {
    let sim = sim([OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored))]).await;
    let acme = sim.org("acme");
    acme.fault(Fault::new(TOKEN).kind(FaultKind::TemporarilyUnavailable));
    let reply = ask(&sim, &acme, &form(&acme.client("app").assertion(), SCOPE), &[]).await;
    assert_eq!((reply.status, &reply.json()["error"]), (400, &json!("temporarily_unavailable")));
    assert_eq!(ask(&sim, &acme, &form(&acme.client("app").assertion(), SCOPE), &[]).await.status, 200);
}

#[tokio::test]
async fn an_assertion_may_name_its_audience_in_a_list() {
    let sim = sim([OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored))]).await;
    let acme = sim.org("acme");
    let app = acme.client("app");
    let mut listed = claims(&acme, &app);
    listed["aud"] = json!([endpoint(&acme)]);
    assert_eq!(ask(&sim, &acme, &form(&super::client::sign(&app, &listed), SCOPE), &[]).await.status, 200);
}

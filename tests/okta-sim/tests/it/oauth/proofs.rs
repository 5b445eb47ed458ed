//! Proofs of possession: each fault by its text, at the token endpoint and at resources.

use okta_sim::{ClientSpec, Dpop, OrgSpec};
use serde_json::{Value, json};

use super::client::{Prover, ask, bearer, bound, call, call_bound, endpoint, form, now};
use crate::client::{Reply, get_with, sim};

const SCOPE: &str = "okta.users.read";

fn text(reply: &Reply) -> String {
    format!("{} {} {}", reply.status, reply.json()["error"].as_str().unwrap(), reply.json()["error_description"].as_str().unwrap())
}

#[tokio::test]
async fn each_fault_of_a_proof_is_refused_in_its_own_words() {
    let sim = sim([OrgSpec::new("acme").service_app("app")]).await;
    let acme = sim.org("acme");
    let app = acme.client("app");
    let prover = Prover::new();
    let address = endpoint(&acme);
    let first = ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[("dpop", &prover.prove("POST", &address, None, None))]).await;
    assert_eq!(text(&first), "400 use_dpop_nonce Authorization server requires nonce in DPoP proof.");
    let nonce = first.header("dpop-nonce").unwrap();
    let changed = |name: &str, value: Value| {
        let mut claims = prover.claims("POST", &address, Some(nonce), None);
        claims[name] = value;
        prover.sign(&claims)
    };
    let headed = |header: Value| prover.0.sign(&header, &prover.claims("POST", &address, Some(nonce), None));
    let mut private = prover.header();
    private["jwk"] = prover.0.private_jwk(None);
    let other = Prover::new();
    let used = prover.prove("POST", &address, Some(nonce), None);
    assert_eq!(ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[("dpop", &used)]).await.status, 200);
    let rows = [
        ("no proof".to_owned(), "The DPoP proof JWT cannot be parsed."),
        (headed(json!({"typ": "JWT", "jwk": prover.0.public_jwk()})), "'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
        (
            headed(json!({"typ": "dpop+jwt", "alg": "HS256", "jwk": prover.0.public_jwk()})),
            "The DPoP proof JWT signature algorithm is invalid.",
        ),
        (headed(private), "The DPoP proof JWT cannot be parsed."),
        (prover.0.sign(&other.header(), &prover.claims("POST", &address, Some(nonce), None)), "The DPoP proof JWT signature is invalid."),
        (changed("htm", json!("GET")), "'htm' claim in the DPoP proof JWT is invalid."),
        (changed("htu", json!(format!("{address}?x=1"))), "'htu' claim in the DPoP proof JWT is invalid."),
        (changed("iat", json!("now")), "'iat' claim in the DPoP proof JWT is invalid."),
        (changed("jti", Value::Null), "'jti' claim in the DPoP proof JWT is invalid."),
        (changed("exp", json!(now() - 1)), "The DPoP proof JWT is expired."),
        (changed("iat", json!(now() + 60)), "The DPoP proof JWT is issued in the future."),
        (changed("iat", json!(now() - 400)), "The DPoP proof JWT is issued more than five minutes in the past."),
        (used, "The DPoP proof JWT has already been used."),
    ];
    for (proof, expected) in rows {
        let reply = ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[("dpop", &proof)]).await;
        assert_eq!(text(&reply), format!("400 invalid_dpop_proof {expected}"));
    }
    let missing = ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[]).await;
    assert_eq!(text(&missing), "400 invalid_dpop_proof The DPoP proof JWT header is missing.");
    let proofs = [prover.prove("POST", &address, Some(nonce), None), prover.prove("POST", &address, Some(nonce), None)];
    let twice = ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[("dpop", &proofs[0]), ("dpop", &proofs[1])]).await;
    assert_eq!(text(&twice), "400 invalid_dpop_proof Multiple DPoP proof JWT headers are not allowed.");
}

#[tokio::test]
async fn an_assertion_is_spent_also_where_only_the_nonce_was_missing() {
    let sim = sim([OrgSpec::new("acme").service_app("app")]).await;
    let acme = sim.org("acme");
    let prover = Prover::new();
    let assertion = acme.client("app").assertion();
    let first = ask(&sim, &acme, &form(&assertion, SCOPE), &[("dpop", &prover.prove("POST", &endpoint(&acme), None, None))]).await;
    let proof = prover.prove("POST", &endpoint(&acme), first.header("dpop-nonce"), None);
    let second = ask(&sim, &acme, &form(&assertion, SCOPE), &[("dpop", &proof)]).await;
    assert_eq!(text(&second), "401 invalid_client The client_assertion token has already been used.");
}

#[tokio::test]
async fn a_nonce_is_good_for_its_day_and_three_more_and_each_token_brings_the_newest() {
    let sim = sim([OrgSpec::new("acme").service_app("app")]).await;
    let acme = sim.org("acme");
    let app = acme.client("app");
    let prover = Prover::new();
    let token = |nonce: Option<String>| {
        let (sim, acme, app, prover) = (&sim, &acme, &app, &prover);
        async move {
            let proof = prover.prove("POST", &endpoint(acme), nonce.as_deref(), None);
            ask(sim, acme, &form(&app.assertion(), SCOPE), &[("dpop", &proof)]).await
        }
    };
    let nonce = token(None).await.header("dpop-nonce").unwrap().to_owned();
    acme.rotate_nonces(3);
    let renewed = token(Some(nonce.clone())).await;
    assert_eq!(renewed.status, 200);
    assert_ne!(renewed.header("dpop-nonce"), Some(nonce.as_str()));
    acme.rotate_nonces(1);
    let late = token(Some(nonce)).await;
    assert_eq!(late.json()["error"], "use_dpop_nonce");
    assert_eq!(token(late.header("dpop-nonce").map(str::to_owned)).await.status, 200);
}

#[tokio::test]
async fn a_bound_token_opens_nothing_without_its_own_proof() {
    let sim = sim([OrgSpec::new("acme").service_app("app")]).await;
    let acme = sim.org("acme");
    let (prover, other) = (Prover::new(), Prover::new());
    let token = bound(&sim, &acme, &acme.client("app"), &prover, SCOPE).await;
    assert_eq!(call_bound(&sim, &acme, "/api/v1/users?limit=3", &token, &prover).await.list().len(), 3);
    let address = format!("{}/api/v1/users", acme.url());
    let rows = [
        (prover.prove("POST", &address, None, Some(&token)), "'htm' claim in the DPoP proof JWT is invalid."),
        (prover.prove("GET", &format!("{address}?limit=3"), None, Some(&token)), "'htu' claim in the DPoP proof JWT is invalid."),
        (prover.prove("GET", &address, None, None), "'ath' claim in the DPoP proof does not match the presented access_token."),
        (prover.prove("GET", &address, None, Some("other")), "'ath' claim in the DPoP proof does not match the presented access_token."),
        (other.prove("GET", &address, None, Some(&token)), "The access_token is not bound to the provided DPoP proof."),
    ];
    let authorization = format!("DPoP {token}");
    for (proof, expected) in rows {
        let reply = get_with(&sim, &acme, "/api/v1/users?limit=3", &[("authorization", &authorization), ("dpop", &proof)]).await;
        assert_eq!(text(&reply), format!("400 invalid_dpop_proof {expected}"));
    }
    let proof = prover.prove("GET", &address, None, Some(&token));
    let headers = [("authorization", authorization.as_str()), ("dpop", proof.as_str())];
    assert_eq!(get_with(&sim, &acme, "/api/v1/users?limit=1", &headers).await.status, 200);
    let again = get_with(&sim, &acme, "/api/v1/users?limit=2", &headers).await;
    assert_eq!(text(&again), "400 invalid_dpop_proof The DPoP proof JWT has already been used.");
    let bare = get_with(&sim, &acme, "/api/v1/users", &[("authorization", &authorization)]).await;
    assert_eq!(text(&bare), "400 invalid_request The resource request requires a DPoP proof.");
    let plain = call(&sim, &acme, "/api/v1/users", &token).await;
    assert_eq!(
        text(&plain),
        "400 invalid_request The resource request must use the DPoP authentication scheme when using a DPoP bound token."
    );
}

#[tokio::test]
async fn who_need_not_prove_possession_may_and_who_is_not_looked_at_gets_a_plain_token() {
    let spec = OrgSpec::new("acme")
        .client(ClientSpec::service_app("offered").dpop(Dpop::Offered))
        .client(ClientSpec::service_app("ignored").dpop(Dpop::Ignored));
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    let (offered, ignored, prover) = (acme.client("offered"), acme.client("ignored"), Prover::new());
    bearer(&sim, &acme, &offered, SCOPE).await;
    bound(&sim, &acme, &offered, &prover, SCOPE).await;
    let proof = prover.prove("POST", &endpoint(&acme), None, None);
    let reply = ask(&sim, &acme, &form(&ignored.assertion(), SCOPE), &[("dpop", &proof)]).await;
    assert_eq!((&reply.json()["token_type"], reply.header("dpop-nonce")), (&json!("Bearer"), None));
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    let unbound = call_bound(&sim, &acme, "/api/v1/users", &token, &prover).await;
    assert_eq!(unbound.status, 401);
    assert!(unbound.header("www-authenticate").unwrap().contains("The presented access_token is not DPoP bound."));
}

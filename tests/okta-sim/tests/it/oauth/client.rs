//! A client as the standards describe it, made by hand.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use okta_sim::{Algorithm, Client, Org, SigningKey, Sim};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::client::{Reply, get_with, post};

pub(crate) const TOKEN: &str = "/oauth2/v1/token";

pub(crate) fn now() -> i64 {
    i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

pub(crate) fn endpoint(org: &Org) -> String {
    format!("{}{TOKEN}", org.url())
}

fn unique() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("id-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The claims of a good assertion.
pub(crate) fn claims(org: &Org, client: &Client) -> Value {
    json!({"iss": client.id(), "sub": client.id(), "aud": endpoint(org), "iat": now(), "exp": now() + 300, "jti": unique()})
}

pub(crate) fn sign(client: &Client, claims: &Value) -> String {
    client.key().sign(&json!({"kid": client.key_id()}), claims)
}

/// The fields of a good request with an assertion.
pub(crate) fn form(assertion: &str, scope: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "client_credentials".to_owned()),
        ("scope", scope.to_owned()),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
        ("client_assertion", assertion.to_owned()),
    ]
}

/// Posts a form to the token endpoint, with these headers beside its own.
pub(crate) async fn ask(sim: &Sim, org: &Org, form: &[(&str, String)], more: &[(&str, &str)]) -> Reply {
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let headers = [&[("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")], more].concat();
    post(sim, org, TOKEN, &headers, &body).await
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// The key whose possession is proved.
pub(crate) struct Prover(pub(crate) SigningKey);

impl Prover {
    pub(crate) fn new() -> Self {
        Prover(SigningKey::new(Algorithm::Es256))
    }

    pub(crate) fn claims(&self, method: &str, address: &str, nonce: Option<&str>, token: Option<&str>) -> Value {
        let mut claims = json!({"htm": method, "htu": address, "iat": now(), "jti": unique()});
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        if let Some(token) = token {
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
            claims["ath"] = json!(URL_SAFE_NO_PAD.encode(hash));
        }
        claims
    }

    pub(crate) fn header(&self) -> Value {
        json!({"typ": "dpop+jwt", "jwk": self.0.public_jwk()})
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.0.sign(&self.header(), claims)
    }

    pub(crate) fn prove(&self, method: &str, address: &str, nonce: Option<&str>, token: Option<&str>) -> String {
        self.sign(&self.claims(method, address, nonce, token))
    }
}

/// Fetches a plain token.
pub(crate) async fn bearer(sim: &Sim, org: &Org, client: &Client, scope: &str) -> String {
    let reply = ask(sim, org, &form(&client.assertion(), scope), &[]).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    assert_eq!(reply.json()["token_type"], "Bearer");
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

/// Fetches a bound token: both legs.
pub(crate) async fn bound(sim: &Sim, org: &Org, client: &Client, prover: &Prover, scope: &str) -> String {
    let proof = prover.prove("POST", &endpoint(org), None, None);
    let first = ask(sim, org, &form(&client.assertion(), scope), &[("dpop", &proof)]).await;
    assert_eq!(first.json()["error"], "use_dpop_nonce");
    let proof = prover.prove("POST", &endpoint(org), first.header("dpop-nonce"), None);
    let second = ask(sim, org, &form(&client.assertion(), scope), &[("dpop", &proof)]).await;
    assert_eq!(second.status, 200, "{}", String::from_utf8_lossy(&second.body));
    assert_eq!(second.json()["token_type"], "DPoP");
    second.json()["access_token"].as_str().unwrap().to_owned()
}

/// A GET with a plain token.
pub(crate) async fn call(sim: &Sim, org: &Org, path: &str, token: &str) -> Reply {
    get_with(sim, org, path, &[("authorization", &format!("Bearer {token}"))]).await
}

/// A GET with a bound token and its proof.
pub(crate) async fn call_bound(sim: &Sim, org: &Org, path: &str, token: &str, prover: &Prover) -> Reply {
    let address = format!("{}{}", org.url(), path.split('?').next().unwrap());
    let proof = prover.prove("GET", &address, None, Some(token));
    get_with(sim, org, path, &[("authorization", &format!("DPoP {token}")), ("dpop", &proof)]).await
}

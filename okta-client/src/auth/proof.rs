//! Proof of possession (DPoP, RFC 9449): a stolen access token is of no use without the key that it is bound to.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::{Method, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::jws;
use crate::credential::SigningKey;

/// The key that tokens are bound to. It is made with the client, lives in memory alone and as long as the client.
#[derive(Debug)]
pub(super) struct ProofKey {
    key: SigningKey,
    public: Value,
}

/// What a proof is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// A token call, with the newest nonce that Okta gave. Okta wants one there and nowhere else.
    Token { nonce: Option<&'a str> },
    /// A call with this access token.
    Call { token: &'a SecretString },
}

impl ProofKey {
    pub(super) fn generate() -> Self {
        let key = SigningKey::generate();
        let (x, y) = key.point().unwrap_or_default();
        let written = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let public = json!({"kty": "EC", "crv": "P-256", "x": written(x), "y": written(y)});
        Self { key, public }
    }

    /// A proof for one try of one call; none is ever sent twice. `now` by Okta's clock, in Unix seconds.
    pub(super) fn proof(&self, method: &Method, url: &Url, now: i64, purpose: Purpose<'_>) -> Option<HeaderValue> {
        let mut address = url.clone();
        address.set_query(None);
        address.set_fragment(None);
        let header = json!({"typ": "dpop+jwt", "alg": self.key.algorithm().as_str(), "jwk": self.public});
        let mut claims = json!({"htm": method.as_str(), "htu": address.as_str(), "iat": now, "jti": jws::unique()});
        match purpose {
            Purpose::Token { nonce: Some(nonce) } => claims["nonce"] = nonce.into(),
            Purpose::Token { nonce: None } => {}
            Purpose::Call { token } => {
                #[expect(clippy::disallowed_methods, reason = "the proof holds the token's hash")]
                let hash = digest(&SHA256, token.expose_secret().as_bytes());
                claims["ath"] = BASE64_URL_SAFE_NO_PAD.encode(hash).into();
            }
        }
        let mut value = HeaderValue::from_str(&jws::compact(&header, &claims, &self.key)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(proof: &HeaderValue) -> Value {
        let part = proof.to_str().unwrap().split('.').nth(1).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn a_proof_names_method_and_address_without_query() {
        let key = ProofKey::generate();
        let url: Url = "https://acme.okta.com/api/v1/users?limit=200&after=x#y".parse().unwrap();
        let token: SecretString = "abc".into();
        let [one, two] = [0, 0].map(|now| claims(&key.proof(&Method::GET, &url, now, Purpose::Call { token: &token }).unwrap()));
        assert_eq!((&one["htm"], &one["htu"]), (&"GET".into(), &"https://acme.okta.com/api/v1/users".into()));
        // SHA-256 of "abc", as FIPS 180-4 gives it.
        assert_eq!(one["ath"], "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assert!(one.get("nonce").is_none());
        assert_ne!(one["jti"], two["jti"]);
        let token = claims(&key.proof(&Method::POST, &url, 7, Purpose::Token { nonce: Some("n1") }).unwrap());
        assert_eq!((&token["nonce"], &token["iat"], token.get("ath")), (&"n1".into(), &7.into(), None));
        assert!(!format!("{key:?}").contains("\"d\""));
    }
}

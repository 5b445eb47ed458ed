//! Access tokens: what they say, and what they are good for.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use super::jws::{Algorithm, sha256};
use super::key::SigningKey;

/// How long a token lasts, in seconds; Okta's org server gives no other.
pub(super) const LASTS: i64 = 3_600;

/// When this many tokens are known, those that are over are forgotten.
const KNOWN: usize = 10_000;

/// What a token is good for.
#[derive(Debug, Clone)]
pub(super) struct Access {
    /// Number of the client.
    pub(super) client: usize,
    pub(super) client_id: String,
    pub(super) scopes: Arc<BTreeSet<String>>,
    /// When it ends, by Okta's clock.
    pub(super) ends: i64,
    /// The thumbprint of the key that it is bound to.
    pub(super) bound_to: Option<String>,
}

/// The tokens that were given out.
#[derive(Default)]
pub(super) struct Issued(HashMap<String, Access>);

static OWN_KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::new(Algorithm::Es256));
const OWN_KEY_ID: &str = "org";

/// The public part of the key that tokens are signed with.
pub(crate) fn signing_key() -> Value {
    let mut key = OWN_KEY.public_jwk();
    key["kid"] = json!(OWN_KEY_ID);
    key["status"] = json!("ACTIVE");
    key
}

impl Issued {
    /// Makes the text of a token and remembers what it is good for.
    pub(super) fn issue(&mut self, base: &str, access: Access) -> String {
        let now = access.ends - LASTS;
        let random = rand::random::<u128>();
        let mut claims = json!({
            "ver": 1, "jti": format!("AT.{}", sha256(&random.to_be_bytes())), "iss": base, "aud": base, "sub": access.client_id, "iat": now,
            "exp": access.ends, "cid": access.client_id, "scp": access.scopes.as_ref(),
        });
        if let Some(key) = &access.bound_to {
            claims["cnf"] = json!({"jkt": key});
        }
        let token = OWN_KEY.sign(&json!({"typ": "application/okta-internal-at+jwt", "kid": OWN_KEY_ID}), &claims);
        if self.0.len() >= KNOWN {
            self.0.retain(|_, known| known.ends > now);
        }
        self.0.insert(token.clone(), access);
        token
    }

    pub(super) fn get(&self, token: &str) -> Option<&Access> {
        self.0.get(token)
    }

    /// Lets all end now.
    pub(super) fn expire(&mut self) {
        self.0.values_mut().for_each(|access| access.ends = 0);
    }

    /// Forgets all, as if they had been revoked.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    pub(super) fn texts(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

//! Issuing tokens and verifying them again.

use std::{sync::Arc, time::Duration};

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode, errors::ErrorKind, get_current_timestamp, jwk::JwkSet};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Audience, Claims, SigningKey, SigningKeyError};

/// How long a token lives.
pub const LIFETIME: Duration = Duration::from_secs(600);
/// By how many seconds the clocks of our own API processes may differ.
const LEEWAY_SECONDS: u64 = 5;

/// Issues tokens in the name of this service and verifies them. The first key signs; all verify.
#[derive(Clone, Debug)]
pub struct Issuer {
    name: String,
    keys: Arc<[SigningKey]>,
}

/// Why a token is not accepted. All but the first two are the same to a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotValid {
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet")]
    TooEarly,
    /// It is not signed by a key of ours that is still in use.
    #[error("the token is not signed by a key of this service")]
    Signature,
    /// It was issued by somebody else, or for the other listener.
    #[error("the token is not for this listener")]
    Elsewhere,
    /// It is no token of ours at all.
    #[error("the token cannot be read")]
    Malformed,
}

impl Issuer {
    /// An issuer named by the service's public address, with its keys, newest first. None without a key.
    pub fn new(public_url: impl Into<String>, keys: Vec<SigningKey>) -> Option<Self> {
        (!keys.is_empty()).then(|| Self { name: public_url.into(), keys: keys.into() })
    }

    /// A token for a key, signed, valid from now on for [`LIFETIME`].
    pub fn issue(
        &self,
        audience: Audience,
        key: Uuid,
        tenant: Option<Uuid>,
        role: &str,
    ) -> Result<(SecretString, Claims), SigningKeyError> {
        let now = get_current_timestamp();
        let claims = Claims {
            iss: self.name.clone(),
            aud: audience.as_str().to_owned(),
            sub: key,
            ten: tenant,
            role: role.to_owned(),
            iat: now,
            nbf: now,
            exp: now + LIFETIME.as_secs(),
            jti: Uuid::now_v7(),
        };
        let signer = &self.keys[0];
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(signer.kid().to_owned());
        let text = encode(&header, &claims, signer.encoding())?;
        Ok((text.into(), claims))
    }

    /// The claims of a token, if it is ours, for this listener, and in its time. Whether its key still stands, the store knows.
    pub fn verify(&self, audience: Audience, token: &SecretString) -> Result<Claims, NotValid> {
        #[expect(clippy::disallowed_methods, reason = "a token is verified")]
        let text = token.expose_secret();
        let header = decode_header(text).map_err(|_| NotValid::Malformed)?;
        // Neither the algorithm nor the key is the token's choice: the one is fixed, the other is ours or nobody's.
        if header.alg != Algorithm::EdDSA {
            return Err(NotValid::Signature);
        }
        let key = self.keys.iter().find(|key| header.kid.as_deref() == Some(key.kid())).ok_or(NotValid::Signature)?;

        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.leeway = LEEWAY_SECONDS;
        rules.validate_nbf = true;
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        rules.set_audience(&[audience.as_str()]);
        rules.set_issuer(&[&self.name]);
        let claims = decode::<Claims>(text, key.decoding(), &rules).map_err(|error| NotValid::from_error(error.kind()))?.claims;

        // An operator's token names no tenant, and a tenant's always does.
        if (audience == Audience::Tenant) != claims.ten.is_some() {
            return Err(NotValid::Elsewhere);
        }
        Ok(claims)
    }

    /// The public keys, as `/.well-known/jwks.json` serves them (RFC 7517 §5).
    pub fn jwks(&self) -> JwkSet {
        JwkSet { keys: self.keys.iter().map(|key| key.public().clone()).collect() }
    }
}

impl NotValid {
    fn from_error(kind: &ErrorKind) -> Self {
        match kind {
            ErrorKind::ExpiredSignature => Self::Expired,
            ErrorKind::ImmatureSignature => Self::TooEarly,
            ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => Self::Signature,
            ErrorKind::InvalidAudience | ErrorKind::InvalidIssuer => Self::Elsewhere,
            _ => Self::Malformed,
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use hmac::{Hmac, KeyInit, Mac};
    use serde_json::{Value, json};

    use super::*;

    const URL: &str = "https://oktually.example.com";

    fn issuer() -> Issuer {
        Issuer::new(URL, vec![SigningKey::generate().unwrap()]).unwrap()
    }

    fn b64(bytes: impl AsRef<[u8]>) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A token with these header and claims, signed by the issuer's own key: what a bug in issuing could produce.
    fn signed(issuer: &Issuer, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), issuer.keys[0].encoding(), Algorithm::EdDSA).unwrap();
        format!("{message}.{signature}")
    }

    fn good(issuer: &Issuer) -> (Value, Value) {
        let (_, claims) = issuer.issue(Audience::Tenant, Uuid::from_u128(1), Some(Uuid::from_u128(2)), "analyst").unwrap();
        (json!({"alg": "EdDSA", "typ": "JWT", "kid": issuer.keys[0].kid()}), serde_json::to_value(claims).unwrap())
    }

    fn verify(issuer: &Issuer, token: &str) -> Result<Claims, NotValid> {
        issuer.verify(Audience::Tenant, &token.into())
    }

    #[test]
    fn a_token_survives_and_lives_ten_minutes() {
        let issuer = issuer();
        let (text, claims) = issuer.issue(Audience::Tenant, Uuid::from_u128(1), Some(Uuid::from_u128(2)), "analyst").unwrap();
        assert_eq!(claims.exp - claims.iat, 600);
        assert_eq!(issuer.verify(Audience::Tenant, &text).unwrap(), claims);
        assert_eq!(issuer.verify(Audience::Operator, &text), Err(NotValid::Elsewhere));
    }

    #[test]
    fn a_retired_key_still_verifies_and_a_forgotten_one_does_not() {
        let (old, new) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let again = SigningKey::from_pkcs8(old.kid(), &*old.pkcs8()).unwrap();
        assert_eq!(again.kid(), old.kid());

        let before = Issuer::new(URL, vec![old]).unwrap();
        let (text, _) = before.issue(Audience::Operator, Uuid::nil(), None, "operator").unwrap();
        let after = Issuer::new(URL, vec![new, again]).unwrap();
        assert!(after.verify(Audience::Operator, &text).is_ok());
        assert_eq!(issuer().verify(Audience::Operator, &text), Err(NotValid::Signature));
    }

    #[test]
    fn the_published_keys_are_public_and_say_what_they_are_for() {
        let issuer = issuer();
        let published = serde_json::to_value(issuer.jwks()).unwrap();
        let key = published["keys"][0].as_object().unwrap();
        let names: Vec<_> = key.keys().map(String::as_str).collect();
        assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"]);
        assert_eq!((&key["alg"], &key["crv"], &key["use"]), (&json!("EdDSA"), &json!("Ed25519"), &json!("sig")));
    }

    #[test]
    fn forged_tokens_are_refused() {
        let issuer = issuer();
        let (header, claims) = good(&issuer);
        assert!(verify(&issuer, &signed(&issuer, &header, &claims)).is_ok(), "the forgeries differ from a good token in one thing each");

        let with = |of: &Value, name: &str, value: Value| {
            let mut changed = of.clone();
            changed[name] = value;
            changed
        };
        let parts = |header: &Value, claims: &Value, signature: &str| {
            format!("{}.{}.{signature}", b64(header.to_string()), b64(claims.to_string()))
        };
        let signature = signed(&issuer, &header, &claims).rsplit('.').next().unwrap().to_owned();
        let other = SigningKey::generate().unwrap();
        let other_issuer = Issuer::new(URL, vec![other]).unwrap();

        // The public key as an HMAC secret, in each form in which an attacker has it.
        let hs256 = |secret: &[u8]| {
            let header = with(&header, "alg", json!("HS256"));
            let message = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap();
            mac.update(message.as_bytes());
            format!("{message}.{}", b64(mac.finalize().into_bytes()))
        };
        let public = serde_json::to_value(issuer.jwks()).unwrap()["keys"][0].clone();
        let x = public["x"].as_str().unwrap();

        let table = [
            ("alg none, no signature", parts(&with(&header, "alg", json!("none")), &claims, ""), NotValid::Malformed),
            ("alg None, old signature", parts(&with(&header, "alg", json!("None")), &claims, &signature), NotValid::Malformed),
            ("no alg", parts(&json!({"kid": header["kid"]}), &claims, &signature), NotValid::Malformed),
            ("HS256 with the public key's bytes", hs256(&URL_SAFE_NO_PAD.decode(x).unwrap()), NotValid::Signature),
            ("HS256 with the public key's text", hs256(x.as_bytes()), NotValid::Signature),
            ("HS256 with the published key", hs256(public.to_string().as_bytes()), NotValid::Signature),
            ("RS256", parts(&with(&header, "alg", json!("RS256")), &claims, &signature), NotValid::Signature),
            ("unknown kid", signed(&issuer, &with(&header, "kid", json!("other")), &claims), NotValid::Signature),
            ("no kid", signed(&issuer, &json!({"alg": "EdDSA"}), &claims), NotValid::Signature),
            ("another's key under our kid", signed(&other_issuer, &header, &claims), NotValid::Signature),
            (
                "a key brought along",
                signed(
                    &other_issuer,
                    &with(&header, "jwk", serde_json::to_value(other_issuer.jwks()).unwrap()["keys"][0].clone()),
                    &claims,
                ),
                NotValid::Signature,
            ),
            ("changed claims", parts(&header, &with(&claims, "role", json!("owner")), &signature), NotValid::Signature),
            ("no signature", parts(&header, &claims, ""), NotValid::Signature),
            ("expired", signed(&issuer, &header, &with(&claims, "exp", json!(get_current_timestamp() - 60))), NotValid::Expired),
            ("no end", signed(&issuer, &header, &with(&claims, "exp", Value::Null)), NotValid::Malformed),
            ("not yet", signed(&issuer, &header, &with(&claims, "nbf", json!(get_current_timestamp() + 60))), NotValid::TooEarly),
            ("the other listener's", signed(&issuer, &header, &with(&claims, "aud", json!("oktually:operator"))), NotValid::Elsewhere),
            (
                "another issuer's",
                signed(&issuer, &header, &with(&claims, "iss", json!("https://oktually.example.com.evil.example"))),
                NotValid::Elsewhere,
            ),
            ("no tenant", signed(&issuer, &header, &with(&claims, "ten", Value::Null)), NotValid::Elsewhere),
            ("not base64", "a.b.c".to_owned(), NotValid::Malformed),
            ("empty", String::new(), NotValid::Malformed),
            ("five parts", "a.b.c.d.e".to_owned(), NotValid::Malformed),
        ];
        for (name, token, expected) in table {
            assert_eq!(verify(&issuer, &token), Err(expected), "{name}");
        }
    }
}

//! Assertions by which a client proves who it is (RFC 7523), judged in Okta's order.

use std::time::Instant;

use serde_json::Value;

use super::client::ClientSpec;
use super::errors::OauthError;
use super::jws::{Jws, PublicKey};
use super::replay::Replay;

/// The longest that an assertion may last, in seconds.
const LONGEST: i64 = 3_600;

/// Whether the client signed the assertion, for this endpoint, lately, and for the first time.
pub(super) fn judge(token: &Jws, client: &ClientSpec, endpoint: &str, now: i64, used: &mut Replay) -> Result<(), OauthError> {
    let key = key(token, client)?;
    if token.algorithm().is_none_or(|algorithm| !key.fits(algorithm)) {
        return Err(OauthError::ASSERTION_ALGORITHM);
    }
    if !token.is_signed_by(&key) {
        return Err(OauthError::ASSERTION_SIGNATURE);
    }
    if !is_for(&token.claims["aud"], endpoint) {
        return Err(OauthError::AUDIENCE);
    }
    let expires = token.claims["exp"].as_i64().ok_or(OauthError::ASSERTION_NO_EXPIRY)?;
    if expires <= now {
        return Err(OauthError::ASSERTION_EXPIRED);
    }
    if expires > now + LONGEST {
        return Err(OauthError::ASSERTION_TOO_LONG);
    }
    if token.claims["iat"].as_i64().is_some_and(|issued| issued > now) {
        return Err(OauthError::ASSERTION_IN_FUTURE);
    }
    match token.claims["jti"].as_str() {
        Some(id) if !used.first(id, Instant::now()) => Err(OauthError::ASSERTION_USED),
        _ => Ok(()),
    }
}

/// The key that the header names; without a name, the only one.
fn key(token: &Jws, client: &ClientSpec) -> Result<PublicKey, OauthError> {
    let active: Vec<_> = client.keys.iter().filter(|key| key.active).collect();
    if active.is_empty() {
        return Err(OauthError::NO_KEYS);
    }
    let key = match (token.header["kid"].as_str(), active.as_slice()) {
        (Some(id), keys) => keys.iter().find(|key| key.id == id).copied(),
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    key.and_then(|key| PublicKey::of(&key.key.public_jwk())).ok_or(OauthError::KEY_ID)
}

fn is_for(audience: &Value, endpoint: &str) -> bool {
    match audience {
        Value::Array(several) => several.iter().any(|one| one == endpoint),
        one => one == endpoint,
    }
}

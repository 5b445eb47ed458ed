//! Proofs of possession (RFC 9449), judged in Okta's order.

use std::time::Instant;

use hyper::header::{HeaderMap, HeaderName};

use super::errors::OauthError;
use super::jws::{Jws, PublicKey, sha256};
use super::nonces::Nonces;
use super::replay::Replay;

pub(super) const DPOP: HeaderName = HeaderName::from_static("dpop");

/// The oldest that a proof may be, in seconds.
const OLDEST: i64 = 300;

/// The call that a proof must be for.
pub(super) struct Wanted<'a> {
    pub(super) method: &'a str,
    /// The address without its query.
    pub(super) address: &'a str,
    /// The token presented, if one is.
    pub(super) token: Option<&'a str>,
    /// The nonces of which one must be in it, if one must.
    pub(super) nonces: Option<&'a Nonces>,
    pub(super) now: i64,
}

/// The proof of a request, if it has one.
pub(super) fn sent(headers: &HeaderMap) -> Result<Option<&str>, OauthError> {
    let mut all = headers.get_all(DPOP).iter();
    match (all.next(), all.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(OauthError::PROOF_MANY),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| OauthError::PROOF_UNREADABLE),
    }
}

/// Gives the thumbprint of the key whose possession is proved.
pub(super) fn judge(proof: &str, wanted: &Wanted<'_>, used: &mut Replay) -> Result<String, OauthError> {
    let token = Jws::parse(proof).ok_or(OauthError::PROOF_UNREADABLE)?;
    if token.header["typ"] != "dpop+jwt" {
        return Err(OauthError::PROOF_TYPE);
    }
    let algorithm = token.algorithm().ok_or(OauthError::PROOF_ALGORITHM)?;
    let key = PublicKey::of(&token.header["jwk"]).ok_or(OauthError::PROOF_UNREADABLE)?;
    if !key.fits(algorithm) {
        return Err(OauthError::PROOF_ALGORITHM);
    }
    if !token.is_signed_by(&key) {
        return Err(OauthError::PROOF_SIGNATURE);
    }
    let claims = &token.claims;
    if claims["htm"] != wanted.method {
        return Err(OauthError::PROOF_METHOD);
    }
    if claims["htu"] != wanted.address {
        return Err(OauthError::PROOF_ADDRESS);
    }
    let issued = claims["iat"].as_i64().ok_or(OauthError::PROOF_ISSUED)?;
    let id = claims["jti"].as_str().filter(|id| !id.is_empty()).ok_or(OauthError::PROOF_ID)?;
    if claims["exp"].as_i64().is_some_and(|expires| expires <= wanted.now) {
        return Err(OauthError::PROOF_EXPIRED);
    }
    if issued > wanted.now {
        return Err(OauthError::PROOF_IN_FUTURE);
    }
    if issued < wanted.now - OLDEST {
        return Err(OauthError::PROOF_OLD);
    }
    if !used.first(id, Instant::now()) {
        return Err(OauthError::PROOF_USED);
    }
    if let Some(nonces) = wanted.nonces
        && !claims["nonce"].as_str().is_some_and(|nonce| nonces.takes(nonce, wanted.now))
    {
        return Err(OauthError::NONCE);
    }
    if let Some(presented) = wanted.token
        && claims["ath"] != sha256(presented.as_bytes())
    {
        return Err(OauthError::PROOF_TOKEN);
    }
    Ok(key.thumbprint())
}

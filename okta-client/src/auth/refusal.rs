//! OAuth's form of a refusal (RFC 6749 section 5.2), and what each of Okta's means.

use serde::Deserialize;

use super::Rejection;
use crate::{decode::harmless, error::Outage};

/// `{"error": …, "error_description": …}`.
#[derive(Debug, Deserialize)]
pub(crate) struct Refusal {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// What a refusal at the token endpoint means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The proof of possession needs the nonce that came with the answer.
    Nonce,
    /// What was signed seems too old or too new to Okta: sign anew, by its clock.
    Clock,
    /// One or more of the scopes are not granted.
    Scope,
    /// It passes.
    Passing(Outage),
    /// It stays so.
    Lasting(Rejection),
}

/// Fragments of Okta's texts (its "Okta API error codes: OAuth 2.0" list) by what they mean, for `invalid_client`.
const CLIENT: [(&str, Rejection); 19] = [
    ("client secret supplied", Rejection::WrongSecret),
    ("value for 'client_id' parameter", Rejection::UnknownClient),
    ("is not a valid client_id", Rejection::UnknownClient),
    ("does not have a JWKSet", Rejection::NoKeyRegistered),
    ("must contain at least one key.", Rejection::NoKeyRegistered),
    ("signature is invalid", Rejection::BadSignature),
    ("signature algorithm is invalid", Rejection::WrongAlgorithm),
    ("invalid 'use' parameter", Rejection::BadKeySet),
    ("needs to be signed using a signing key", Rejection::BadKeySet),
    ("client JWKSet is invalid", Rejection::BadKeySet),
    ("retrieving the client JWKSet", Rejection::BadKeySet),
    ("must have a unique kid", Rejection::BadKeySet),
    ("'jku' in JWT and 'jwks_uri'", Rejection::BadKeySet),
    ("audience claim", Rejection::WrongAudience),
    ("must use the private_key_jwt", Rejection::KeyDemanded),
    // Okta says this of an integration that proves itself in the other of the two ways.
    ("must use either private_key_jwt or client_secret_basic", Rejection::WrongMethod),
    ("Client authentication failed", Rejection::WrongMethod),
    ("not valid client credentials", Rejection::WrongMethod),
    ("'application_type' of 'service'", Rejection::NotAServiceApp),
];

/// The same for what a clock that goes wrong leads to, with `invalid_client` and `invalid_dpop_proof`.
const CLOCK: [&str; 6] = [
    "issued before the current time",
    "token is expired",
    "too far into the future",
    "JWT is expired",
    "issued in the future",
    "more than five minutes in the past",
];

impl Refusal {
    /// The refusal in `body`, if there is one.
    pub(crate) fn read(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    pub(crate) fn is(&self, error: &str) -> bool {
        self.error == error
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.error_description.as_deref().is_some_and(|description| description.contains(words))
    }

    /// Whether a proof of possession is demanded that did not arrive. One is sent with every call that may need it.
    pub(crate) fn demands_proof(&self) -> bool {
        (self.is("invalid_dpop_proof") && self.says("header is missing")) || (self.is("invalid_request") && self.says("DPoP"))
    }

    /// Okta's own words, harmless to show.
    pub(crate) fn words(&self) -> String {
        harmless(&format!("{}: {}", self.error, self.error_description.as_deref().unwrap_or("no description")))
    }

    /// What it means at the token endpoint; `named` whether the assertion named its key.
    pub(super) fn meaning(&self, status: u16, named: bool) -> Meaning {
        use Meaning::*;
        match self.error.as_str() {
            "use_dpop_nonce" => Nonce,
            // Consent is what a client that acts for itself cannot be given.
            "invalid_scope" | "consent_required" => Scope,
            // Of these, the first is a 400 that passes.
            "temporarily_unavailable" | "server_error" | "slow_down" => Passing(Outage::Status(status)),
            // What was signed was new: a gateway on the way has sent it twice.
            "invalid_client" | "invalid_dpop_proof" if self.says("already been used") => Passing(Outage::Status(status)),
            "invalid_client" | "invalid_dpop_proof" if CLOCK.iter().any(|words| self.says(words)) => Clock,
            "invalid_client" if self.says("kid is invalid") => Lasting(Rejection::UnknownKey { given: named }),
            "invalid_client" => Lasting(CLIENT.iter().find(|(words, _)| self.says(words)).map_or(Rejection::Other, |(_, why)| why.clone())),
            _ if self.demands_proof() => Lasting(Rejection::ProofDemanded),
            "invalid_dpop_proof" => Lasting(Rejection::ProofRefused),
            "access_denied" if self.says("network zones") => Lasting(Rejection::OutsideZone),
            "unauthorized_client" => Lasting(Rejection::NotAServiceApp),
            _ => Lasting(Rejection::Other),
        }
    }
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;

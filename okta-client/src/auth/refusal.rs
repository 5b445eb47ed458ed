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
const CLIENT: [(&str, Rejection); 12] = [
    ("client secret supplied", Rejection::WrongSecret),
    ("value for 'client_id' parameter", Rejection::UnknownClient),
    ("is not a valid client_id", Rejection::UnknownClient),
    ("does not have a JWKSet", Rejection::NoKeyRegistered),
    ("must contain at least one key", Rejection::NoKeyRegistered),
    ("signature is invalid", Rejection::BadSignature),
    ("signature algorithm is invalid", Rejection::BadSignature),
    ("invalid 'use' parameter", Rejection::BadSignature),
    ("needs to be signed using a signing key", Rejection::BadSignature),
    ("audience claim", Rejection::WrongAudience),
    ("must use the private_key_jwt", Rejection::KeyDemanded),
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

    /// Okta's own words, harmless to show.
    pub(crate) fn words(&self) -> String {
        harmless(&format!("{}: {}", self.error, self.error_description.as_deref().unwrap_or("no description")))
    }

    /// What it means at the token endpoint; `named` whether the assertion named its key.
    pub(super) fn meaning(&self, status: u16, named: bool) -> Meaning {
        use Meaning::*;
        match self.error.as_str() {
            "use_dpop_nonce" => Nonce,
            "invalid_scope" => Scope,
            // Of these, the first is a 400 that passes.
            "temporarily_unavailable" | "server_error" | "slow_down" => Passing(Outage::Status(status)),
            // What was signed was new: a gateway on the way has sent it twice.
            "invalid_client" | "invalid_dpop_proof" if self.says("already been used") => Passing(Outage::Status(status)),
            "invalid_client" | "invalid_dpop_proof" if CLOCK.iter().any(|words| self.says(words)) => Clock,
            "invalid_client" if self.says("kid is invalid") => Lasting(Rejection::UnknownKey { given: named }),
            "invalid_client" => Lasting(CLIENT.iter().find(|(words, _)| self.says(words)).map_or(Rejection::Other, |(_, why)| why.clone())),
            "invalid_dpop_proof" => Lasting(Rejection::ProofRefused),
            "access_denied" if self.says("network zones") => Lasting(Rejection::OutsideZone),
            "unauthorized_client" => Lasting(Rejection::NotAServiceApp),
            _ => Lasting(Rejection::Other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meaning(status: u16, error: &str, description: &str) -> Meaning {
        let body = serde_json::json!({"error": error, "error_description": description}).to_string();
        Refusal::read(&body).unwrap().meaning(status, true)
    }

    #[test]
    fn each_of_okta_s_refusals_is_told_apart() {
        use Meaning::*;
        use Rejection::*;
        for (status, error, description, means) in [
            (401, "invalid_client", "Invalid value for 'client_id' parameter.", Lasting(UnknownClient)),
            (401, "invalid_client", "The issuer claim for client_assertion is not a valid client_id.", Lasting(UnknownClient)),
            (401, "invalid_client", "No client credentials found.", Lasting(Other)),
            (401, "invalid_client", "The client secret supplied for a confidential client is invalid.", Lasting(WrongSecret)),
            (
                401,
                "invalid_client",
                "The audience claim for client_assertion must be the endpoint invoked for the request.",
                Lasting(WrongAudience),
            ),
            (401, "invalid_client", "The client_assertion token has already been used.", Passing(Outage::Status(401))),
            (401, "invalid_client", "The client_assertion token is expired.", Clock),
            (401, "invalid_client", "The client_assertion token has an expiration too far into the future.", Clock),
            (401, "invalid_client", "The client_assertion token must be issued before the current time.", Clock),
            (401, "invalid_client", "The client_assertion JWT kid is invalid.", Lasting(UnknownKey { given: true })),
            (
                401,
                "invalid_client",
                "The client does not have a JWKSet configured, but the client_assertion requires one.",
                Lasting(NoKeyRegistered),
            ),
            (401, "invalid_client", "The client_assertion signature is invalid.", Lasting(BadSignature)),
            (
                401,
                "invalid_client",
                "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
                Lasting(KeyDemanded),
            ),
            (
                401,
                "invalid_client",
                "OAuth Integration Client Credentials requests to the Org Authorization Server must use either private_key_jwt or client_secret_basic as the token_endpoint_auth_method.",
                Lasting(Other),
            ),
            (
                401,
                "invalid_client",
                "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
                Lasting(NotAServiceApp),
            ),
            (400, "invalid_scope", "One or more scopes are not configured for the authorization server resource.", Scope),
            (403, "access_denied", "The request is made from outside the client's permitted network zones.", Lasting(OutsideZone)),
            (403, "access_denied", "Something new.", Lasting(Other)),
            (400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server.", Lasting(Other)),
            (
                400,
                "temporarily_unavailable",
                "The authorization server is currently unable to handle the request.",
                Passing(Outage::Status(400)),
            ),
            (400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.", Nonce),
            (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.", Lasting(ProofRefused)),
            (400, "invalid_dpop_proof", "The DPoP proof JWT is issued in the future.", Clock),
            (400, "invalid_dpop_proof", "The DPoP proof JWT is issued more than five minutes in the past.", Clock),
            (400, "invalid_dpop_proof", "The DPoP proof JWT has already been used.", Passing(Outage::Status(400))),
        ] {
            assert_eq!(meaning(status, error, description), means, "{description}");
        }
    }

    proptest! {
        #[test]
        fn any_refusal_has_a_meaning_and_harmless_words(status in 100u16..600, error in "[a-z_<\"]{0,20}", description in "\\PC{0,300}") {
            let body = serde_json::json!({"error": error, "error_description": description}).to_string();
            let refusal = Refusal::read(&body).unwrap();
            let _ = refusal.meaning(status, false);
            let words = refusal.words();
            prop_assert!(words.chars().count() <= 200 && !words.contains(['<', '"', '\n']));
        }
    }
}

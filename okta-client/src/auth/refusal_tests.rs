//! Each of Okta's refusals at the token endpoint, and what is made of it.

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
            Lasting(WrongMethod),
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
        (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.", Lasting(ProofDemanded)),
        (400, "invalid_dpop_proof", "'htu' claim in the DPoP proof JWT is invalid.", Lasting(ProofRefused)),
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

/// What a service app or an integration may be told, by Okta's own names, and what is made of it.
const MET: [(&str, &str); 54] = [
    ("client_assertion_already_used", "passing"),
    ("client_assertion_expired_token", "clock"),
    ("client_assertion_expires_too_far_in_future", "clock"),
    ("client_assertion_invalid_audience", "wrong_audience"),
    ("client_assertion_invalid_issuer", "unknown_client"),
    ("client_assertion_invalid_jwks", "bad_key_set"),
    ("client_assertion_invalid_key_use", "bad_key_set"),
    ("client_assertion_invalid_kid", "unknown_kid"),
    ("client_assertion_invalid_signature", "bad_signature"),
    ("client_assertion_invalid_signature_algorithm", "wrong_algorithm"),
    ("client_assertion_invalid_subject", "unknown_client"),
    ("client_assertion_issued_at_in_future", "clock"),
    ("client_assertion_jwks_not_configured", "no_key_registered"),
    ("client_assertion_not_signed_with_signing_key", "bad_key_set"),
    ("invalid_application_type_client_credentials", "not_a_service_app"),
    ("invalid_basic_auth_creds", "wrong_method"),
    ("invalid_client", "wrong_method"),
    ("invalid_client_id", "unknown_client"),
    ("invalid_client_secret", "wrong_secret"),
    ("invalid_token_endpoint_auth_method", "wrong_method"),
    ("jwks_uri_ambiguous_keys", "bad_key_set"),
    ("jwks_uri_error", "bad_key_set"),
    ("jwks_uri_invalid_key_use", "bad_key_set"),
    ("jwks_uri_jku_mismatch_error", "bad_key_set"),
    ("jwks_uri_no_key", "no_key_registered"),
    ("unsupported_auth_method_client_creds", "key_demanded"),
    ("unsupported_auth_method_client_creds_oauth_integration", "wrong_method"),
    ("at_least_one_required_scope_combination", "scope"),
    ("exact_scope_required", "scope"),
    ("illegal_custom_scope", "scope"),
    ("illegal_scope", "scope"),
    ("illegal_scope_combination", "scope"),
    ("illegal_scopes", "scope"),
    ("interclient_access_scope_not_permitted", "scope"),
    ("invalid_scope", "scope"),
    ("no_matching_scope", "scope"),
    ("required_scope_combination", "scope"),
    ("dpop_proof_already_used", "passing"),
    ("dpop_proof_invalid_ath", "dpop_refused"),
    ("invalid_access_token_dpop_binding", "dpop_refused"),
    ("invalid_dpop_proof", "dpop_refused"),
    ("invalid_dpop_proof_invalid_htm", "dpop_refused"),
    ("invalid_dpop_proof_invalid_htu", "dpop_refused"),
    ("invalid_dpop_proof_invalid_iat", "dpop_refused"),
    ("invalid_dpop_proof_invalid_jti", "dpop_refused"),
    ("invalid_dpop_proof_invalid_jwt", "dpop_refused"),
    ("invalid_dpop_proof_invalid_signature", "dpop_refused"),
    ("invalid_dpop_proof_invalid_signature_algorithm", "dpop_refused"),
    ("invalid_dpop_proof_invalid_type", "dpop_refused"),
    ("invalid_dpop_proof_jwt_expired", "clock"),
    ("invalid_dpop_proof_jwt_issued_in_future", "clock"),
    ("invalid_dpop_proof_jwt_too_old", "clock"),
    ("invalid_dpop_proof_missing_header", "dpop_demanded"),
    ("invalid_dpop_proof_multiple_headers_not_allowed", "dpop_refused"),
];

/// What neither can be told: it is of other grants and flows, or of faults that our own requests cannot have.
const NOT_MET: [&str; 31] = [
    "authorize_request_uri_mismatched_client",
    "ciba_request_grant_type_not_configured",
    "ciba_request_invalid_scope",
    "ciba_request_missing_scope",
    "ciba_request_signed_algo_not_configured",
    "client_assertion_expiration_required",
    "client_assertion_invalid_jwt",
    "client_assertion_invalid_no_secret",
    "client_assertion_invalid_secret_length",
    "direct_auth_invalid_client_id",
    "direct_auth_invalid_scope",
    "direct_auth_invalid_scope_for_intent",
    "direct_auth_scope_not_allowed",
    "invalid_dpop_proof_invalid_public_key_binding",
    "jwks_uri_algorithm_required",
    "mfa_attestation_invalid_scope",
    "missing_client_credentials",
    "missing_scopes",
    "no_default_scopes",
    "openid_not_allowed_client_creds",
    "openid_not_allowed_token_exchange",
    "openid_scope_required",
    "request_object_invalid_issuer",
    "request_object_jwks_not_configured",
    "token_encryption_invalid_encryption_key_client",
    "token_encryption_jwks_uri_multiple_encryption_keys",
    "token_encryption_jwks_uri_no_encryption_key",
    "token_encryption_no_active_encryption_key",
    "token_encryption_no_encryption_key",
    "unsupported_auth_method_browser_request",
    "unsupported_scope_browser_request",
];

#[test]
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a test's own setting, and what it says when that is missing")]
fn every_refusal_in_okta_s_own_list_is_told_apart_or_known_not_to_be_met() {
    let list = std::env::var("OKTUALLY_OKTA_SPEC").map(|spec| std::path::Path::new(&spec).with_file_name("okta-oauth-error-codes.tsv"));
    let Some(list) = list.ok().filter(|list| list.exists()) else {
        println!("SKIPPED: beside OKTUALLY_OKTA_SPEC there is no okta-oauth-error-codes.tsv");
        return;
    };
    let text = std::fs::read_to_string(list).unwrap();
    let mut met: std::collections::BTreeMap<_, _> = MET.into_iter().collect();
    let mut not_met: std::collections::BTreeSet<_> = NOT_MET.into_iter().collect();
    assert_eq!((met.len(), not_met.len()), (MET.len(), NOT_MET.len()), "each is named once");
    for row in text.lines().skip(1) {
        let [name, status, error, description] = row.splitn(4, '\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        if !["invalid_client", "invalid_scope", "invalid_dpop_proof"].contains(&error) || not_met.remove(name) {
            continue;
        }
        let made = match meaning(status.parse().unwrap(), error, description) {
            Meaning::Lasting(why) => why.code(),
            Meaning::Clock => "clock",
            Meaning::Scope => "scope",
            Meaning::Passing(_) => "passing",
            Meaning::Nonce => "nonce",
        };
        assert_eq!(met.remove(name), Some(made), "{name}: {description}");
    }
    assert!(met.is_empty() && not_met.is_empty(), "no longer in Okta's list: {met:?} {not_met:?}");
}

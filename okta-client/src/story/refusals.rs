//! What Okta's refusals of an OAuth client become, and that no secret is in any of them.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{
    okta::Reply,
    service::{SECRET, Service, key, refusal, secret},
};
use crate::{ClientKey, Credential, Error, OktaClient, Outage, Rejection, SigningKey, api, credential::samples};

async fn why(client: &OktaClient) -> Rejection {
    let error = client.get(&api::org::get()).await.unwrap_err();
    let shown = format!("{error} {error:?} {client:?} {:?}", client.grants());
    assert!(!shown.contains("S3CRET") && !shown.contains("CANARY") && !shown.contains("eyJ"), "{shown}");
    match error {
        Error::CredentialRejected { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_gap_of_an_oauth_client_is_told_apart() {
    let org = Service::start().await;
    let client = |credential: Credential| org.client_with(credential, |_| ());
    assert_eq!(why(&client(secret("S3CRET-of-another-org-0123456789"))).await, Rejection::WrongSecret);
    assert_eq!(why(&client(key(Some("k2")))).await, Rejection::UnknownKey { given: true });
    let read = SigningKey::parse(&samples::ec_jwk(None)).unwrap();
    let stranger = ClientKey::new("0oaSTRANGER".parse().unwrap(), read, None).unwrap();
    assert_eq!(why(&client(Credential::PrivateKey(stranger))).await, Rejection::UnknownClient);
    let other = ClientKey::new("0oaCLIENT".parse().unwrap(), SigningKey::parse(&samples::rsa_pem("pkcs8")).unwrap(), None).unwrap();
    assert_eq!(why(&client(Credential::PrivateKey(other))).await, Rejection::BadSignature);
    org.state().kids.push("k3".into());
    assert_eq!(why(&client(key(None))).await, Rejection::UnknownKey { given: false });
    org.state().kids.clear();
    assert_eq!(why(&client(key(Some("k1")))).await, Rejection::NoKeyRegistered);
    org.state().kids.push("k1".into());
    org.state().granted.clear();
    assert_eq!(why(&client(key(Some("k1")))).await, Rejection::NoScopeGranted);
}

#[tokio::test]
async fn okta_s_own_words_decide_where_only_it_can_know() {
    for (status, error, words, rejection) in [
        (
            401,
            "invalid_client",
            "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
            Rejection::KeyDemanded,
        ),
        (
            401,
            "invalid_client",
            "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
            Rejection::NotAServiceApp,
        ),
        (403, "access_denied", "The request is made from outside the client's permitted network zones.", Rejection::OutsideZone),
        (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.", Rejection::ProofDemanded),
        (400, "invalid_dpop_proof", "'htu' claim in the DPoP proof JWT is invalid.", Rejection::ProofRefused),
        (
            401,
            "invalid_client",
            "OAuth Integration Client Credentials requests to the Org Authorization Server must use either private_key_jwt or client_secret_basic as the token_endpoint_auth_method.",
            Rejection::WrongMethod,
        ),
        (
            401,
            "invalid_client",
            "Client authentication failed. Either the client or the client credentials are invalid.",
            Rejection::WrongMethod,
        ),
        (401, "invalid_client", "The client JWKSet is invalid.", Rejection::BadKeySet),
        (401, "invalid_client", "Something S3CRET new.", Rejection::Other),
    ] {
        let org = Service::start().await;
        org.state().first = vec![refusal(status, error, &words.replace("S3CRET", SECRET))];
        assert_eq!(why(&org.client_with(secret(SECRET), |_| ())).await, rejection, "{words}");
        assert_eq!(org.state().token_calls, 1);
    }
}

#[tokio::test]
async fn a_clock_that_stays_wrong_is_said_to_be() {
    let org = Service::start().await;
    let early = || refusal(401, "invalid_client", "The client_assertion token must be issued before the current time.");
    org.state().first = vec![early(), early()];
    assert_eq!(why(&org.client()).await, Rejection::ClockSkew);
}

#[tokio::test]
async fn a_token_that_is_refused_at_once_twice_rejects_the_credential() {
    let org = Service::start().await;
    org.state().closed.extend(["/api/v1/org", "/api/v1/groups", "/api/v1/users"].map(str::to_owned));
    let client = org.client();
    assert_eq!(why(&client).await, Rejection::TokenInvalid);
    assert_eq!((org.state().issued, client.counters().gets), (2, 4));
}

#[tokio::test]
async fn a_refusal_tells_by_which_id_okta_s_support_finds_it() {
    let org = Service::start().await;
    let error = org.client_with(secret("S3CRET-of-another-org-0123456789"), |_| ()).get(&api::org::get()).await.unwrap_err();
    assert!(error.to_string().ends_with("; Okta's request req1)"), "{error}");
}

#[tokio::test]
async fn a_limit_at_the_token_endpoint_is_waited_for_if_it_is_near_and_told_if_not() {
    let limited =
        |reset| Reply::new(429, r#"{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit"}"#).limited(100, 0, reset);
    let org = Service::start().await;
    org.state().first = vec![limited(1)];
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!((client.counters().rate_limited, org.calls()), (1, (3, 1)));

    let org = Service::start().await;
    org.state().first = vec![limited(50)];
    let error = org.client().get(&api::org::get()).await.unwrap_err();
    assert!(matches!(error, Error::WaitUntil { path: "/oauth2/v1/token", .. }), "{error:?}");

    let org = Service::start().await;
    org.state().first = vec![limited(1)];
    let error = org.client_with(key(Some("k1")), |settings| settings.tries = 1).get(&api::org::get()).await.unwrap_err();
    assert!(matches!(error, Error::WaitUntil { path: "/oauth2/v1/token", .. }), "{error:?}");
    assert_eq!(org.state().token_calls, 1);
}

#[tokio::test]
async fn what_passes_is_asked_again_with_everything_signed_anew() {
    let org = Service::start().await;
    org.state().first = vec![
        refusal(400, "temporarily_unavailable", "The authorization server is currently unable to handle the request."),
        refusal(401, "invalid_client", "The client_assertion token has already been used."),
    ];
    let client = org.client();
    client.get(&api::org::get()).await.unwrap();
    assert_eq!(client.counters().token_calls, 4, "two that passed, one for the nonce, one that counts");
    let assertions: Vec<_> = org.okta.requests().into_iter().filter(|asked| asked.method() == "POST").map(|asked| asked.body).collect();
    assert!((1..assertions.len()).all(|at| !assertions[..at].contains(&assertions[at])), "no assertion is sent twice");
}

#[tokio::test]
async fn a_token_endpoint_that_does_not_answer_rejects_nothing() {
    for (answer, why) in [
        (Reply::new(503, "<html>"), Outage::Status(503)),
        (Reply::new(200, r#"{"access_token":"CANA"#), Outage::CutOff),
        (Reply::bare(401, "<html>").with("content-type", "text/html"), Outage::Status(401)),
        (Reply::bare(401, ""), Outage::Status(401)),
        (Reply::bare(403, ""), Outage::Status(403)),
    ] {
        let org = Service::start().await;
        org.state().first = vec![answer];
        let client = org.client_with(key(Some("k1")), |settings| settings.tries = 1);
        let error = client.get(&api::org::get()).await.unwrap_err();
        assert_eq!(error, Error::Unavailable { path: "/oauth2/v1/token", why });
        client.get(&api::org::get()).await.unwrap();
    }
}

#[tokio::test]
async fn a_proof_that_is_refused_at_a_call_is_made_anew_once() {
    let org = Service::start().await;
    let client = org.client_with(key(Some("k1")), |settings| settings.tries = 1);
    client.get(&api::org::get()).await.unwrap();
    let used = || refusal(400, "invalid_dpop_proof", "The DPoP proof JWT has already been used.");
    org.state().first = vec![used()];
    client.get(&api::org::get()).await.unwrap();
    org.state().first = vec![used(), used()];
    assert_eq!(why(&client).await, Rejection::ProofRefused);
}

/// Collects log lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_line_holds_a_secret() {
    let lines = Lines::default();
    let written = lines.clone();
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(move || written.clone()).finish();
    let _log = tracing::subscriber::set_default(log);
    for (credential, echo) in [(secret(SECRET), SECRET), (key(Some("k1")), "eyJhbGciOiJ9.eyJpc3MiOiJ9.c2ln")] {
        let org = Service::start().await;
        let client = org.client_with(credential, |_| ());
        client.get(&api::org::get()).await.unwrap();
        org.revoke_tokens();
        client.get(&api::org::get()).await.unwrap();
        org.state().first = vec![refusal(403, "access_denied", &format!("{echo} CANARY+token/2 in network zones"))];
        assert_eq!(why(&client).await, Rejection::OutsideZone);
    }
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("POST /oauth2/v1/token of acme.okta.com answered 200"), "{text}");
    assert!(text.contains("\"req1\""), "by this id Okta finds the call: {text}");
    let basic = BASE64_STANDARD.encode(format!("0oaCLIENT:{SECRET}"));
    for secret in [SECRET, "CANARY", basic.as_str(), "eyJ"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn a_token_answer_that_cannot_be_read_shows_no_token() {
    let org = Service::start().await;
    org.state().first = vec![Reply::new(200, r#"{"access_token":"CANARY","token_type":"MAC"}"#)];
    let error = org.client().get(&api::org::get()).await.unwrap_err();
    assert_eq!(error.code(), "unreadable");
    assert!(!format!("{error} {error:?}").contains("CANARY"));
}

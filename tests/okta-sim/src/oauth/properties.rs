//! What holds of every request for a token, whatever it is.

use hyper::Method;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use proptest::prelude::*;
use url::form_urlencoded::Serializer;

use super::{Client, ClientSpec, Dpop, READ_SCOPES, TOKEN_PATH};
use crate::admit::Request;
use crate::stamp::Stamp;
use crate::state::OrgState;
use crate::{OrgSpec, SimSettings};

fn org() -> std::sync::Arc<OrgState> {
    let app = ClientSpec::service_app("app").dpop(Dpop::Ignored).anywhere();
    let spec = OrgSpec::new("acme").client(app).without_limits();
    std::sync::Arc::new(OrgState::new(spec, SimSettings::default().caller, Stamp(1_760_000_000)))
}

fn ask(org: &OrgState, body: &[u8]) -> (u16, serde_json::Value) {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_LENGTH, body.len().into());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    let caller = SimSettings::default().caller;
    let outcome = org.admit(&Request {
        method: &Method::POST,
        path: TOKEN_PATH,
        query: "",
        headers: &headers,
        body,
        caller,
        in_flight: 1,
        astray: false,
    });
    (outcome.answer.status, serde_json::from_slice(&outcome.answer.body).unwrap())
}

fn form(assertion: &str, scope: &str) -> String {
    Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("scope", scope)
        .append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .append_pair("client_assertion", assertion)
        .finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sent_is_refused_in_the_form_of_oauth(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".{0,80}") {
        let org = org();
        for body in [body, form(&text, "okta.users.read").into_bytes()] {
            let (status, answer) = ask(&org, &body);
            prop_assert!(status == 400 || status == 401, "{status}");
            prop_assert!(answer["error"].is_string() && answer["error_description"].is_string());
        }
    }

    #[test]
    fn a_token_is_given_if_and_only_if_all_its_scopes_were_granted(granted in any::<u64>(), asked in any::<u64>()) {
        let org = org();
        let client = Client::find(std::sync::Arc::clone(&org), "app").unwrap();
        let chosen = |bits: u64| READ_SCOPES.iter().enumerate().filter(move |(place, _)| bits >> place & 1 == 1).map(|(_, scope)| *scope);
        READ_SCOPES.iter().for_each(|scope| client.revoke_scope(scope));
        chosen(granted).for_each(|scope| client.grant_scope(scope));
        let scope = chosen(asked).collect::<Vec<_>>().join(" ");
        let (status, answer) = ask(&org, form(&client.assertion(), &scope).as_bytes());
        let known = (1_u64 << READ_SCOPES.len()) - 1;
        if asked & known != 0 && asked & known & !granted == 0 {
            prop_assert_eq!((status, answer["scope"].as_str()), (200, Some(scope.as_str())));
        } else {
            prop_assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_scope")));
        }
    }
}

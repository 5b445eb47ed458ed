//! Each refusal of the token endpoint by its text.

use okta_sim::{Algorithm, Client, ClientSpec, Dpop, Org, OrgSpec, Sim};
use serde_json::{Value, json};

use super::client::{ask, basic, claims, endpoint, form, now, sign};
use crate::client::{Reply, post, sim};

const SCOPE: &str = "okta.users.read";

fn words(reply: &Reply) -> (u16, String, String) {
    let body = reply.json();
    (reply.status, body["error"].as_str().unwrap().to_owned(), body["error_description"].as_str().unwrap().to_owned())
}

/// Every sort of client that can be refused for what it is.
async fn org() -> (Sim, Org) {
    let plain = |spec: ClientSpec| spec.dpop(Dpop::Ignored);
    let spec = OrgSpec::new("acme")
        .client(plain(ClientSpec::service_app("app")))
        .client(plain(ClientSpec::service_app("rsa").algorithm(Algorithm::Rs256)))
        .client(plain(ClientSpec::service_app("outside").from_the_offices()))
        .client(ClientSpec::integration("scanner"))
        .client(ClientSpec::integration_with_key("keyed"))
        .client(ClientSpec::web_app("portal"))
        .limit_multiplier(100.0);
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    (sim, acme)
}

#[tokio::test]
async fn each_fault_of_an_assertion_is_refused_in_its_own_words() {
    let (sim, acme) = org().await;
    let app = acme.client("app");
    let changed = |name: &str, value: Value| {
        let mut claims = claims(&acme, &app);
        claims[name] = value;
        sign(&app, &claims)
    };
    let used = app.assertion();
    assert_eq!(ask(&sim, &acme, &form(&used, SCOPE), &[]).await.status, 200);
    let with_header = |header: Value| app.key().sign(&header, &claims(&acme, &app));
    let spoilt = format!("{}AAAA", &app.assertion()[..app.assertion().len() - 4]);
    let rows = [
        ("no.token".to_owned(), "The parsing of the client_assertion failed."),
        (changed("iss", json!("0oaNobody")), "The issuer claim for client_assertion is not a valid client_id."),
        (changed("sub", json!("0oaNobody")), "The subject claim for client_assertion is not a valid client_id."),
        (changed("aud", json!(acme.url())), "The audience claim for client_assertion must be the endpoint invoked for the request."),
        (
            changed("aud", json!(format!("{}/", endpoint(&acme)))),
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ),
        (
            changed("aud", json!(format!("{}//oauth2/v1/token", acme.url()))),
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ),
        (
            changed("aud", json!("https://acme-admin.okta.com/oauth2/v1/token")),
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ),
        (used, "The client_assertion token has already been used."),
        (changed("exp", json!(now() - 1)), "The client_assertion token is expired."),
        (changed("exp", json!(now() + 3_700)), "The client_assertion token has an expiration too far into the future."),
        (changed("exp", Value::Null), "The client_assertion must contain the 'exp' claim as seconds since epoch."),
        (changed("iat", json!(now() + 60)), "The client_assertion token must be issued before the current time."),
        (with_header(json!({"kid": "other"})), "The client_assertion JWT kid is invalid."),
        (with_header(json!({"kid": app.key_id(), "alg": "HS256"})), "The client_assertion JWT signature algorithm is invalid."),
        (with_header(json!({"kid": app.key_id(), "alg": "ES384"})), "The client_assertion JWT signature algorithm is invalid."),
        (spoilt, "The client_assertion signature is invalid."),
    ];
    for (assertion, text) in rows {
        let reply = ask(&sim, &acme, &form(&assertion, SCOPE), &[]).await;
        assert_eq!(words(&reply), (401, "invalid_client".to_owned(), text.to_owned()));
        assert_eq!(reply.header("cache-control"), Some("no-cache, no-store"));
        assert!(reply.header("x-okta-request-id").is_some());
    }
}

#[tokio::test]
async fn a_key_id_may_be_left_out_while_there_is_one_key() {
    let (sim, acme) = org().await;
    for name in ["app", "rsa"] {
        let client = acme.client(name);
        let nameless = |client: &Client| client.key().sign(&json!({}), &claims(&acme, client));
        assert_eq!(ask(&sim, &acme, &form(&nameless(&client), SCOPE), &[]).await.status, 200);
        client.add_key(Algorithm::Es384);
        let reply = ask(&sim, &acme, &form(&nameless(&client), SCOPE), &[]).await;
        assert_eq!(words(&reply).2, "The client_assertion JWT kid is invalid.");
        assert_eq!(ask(&sim, &acme, &form(&client.assertion(), SCOPE), &[]).await.status, 200);
        client.set_keys_active(false);
        let reply = ask(&sim, &acme, &form(&client.assertion(), SCOPE), &[]).await;
        assert_eq!(words(&reply).2, "The client does not have a JWKSet configured, but the client_assertion requires one.");
    }
}

#[tokio::test]
async fn each_fault_of_a_request_is_refused_in_its_own_words() {
    let (sim, acme) = org().await;
    let app = acme.client("app");
    let scanner = acme.client("scanner");
    let good = || form(&app.assertion(), SCOPE);
    let with = |name: &str, value: &str| {
        let mut form = good();
        form.retain(|(key, _)| *key != name);
        form.push((Box::leak(name.to_owned().into_boxed_str()), value.to_owned()));
        form
    };
    let bare = || vec![("grant_type", "client_credentials".to_owned()), ("scope", SCOPE.to_owned())];
    let secret = basic(&scanner.id(), &scanner.secret());
    let rows = vec![
        (bare(), None, (401, "invalid_client", "No client credentials found.")),
        (
            good(),
            Some(secret.clone()),
            (
                401,
                "invalid_request",
                "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.",
            ),
        ),
        (with("client_assertion_type", "jwt"), None, (400, "invalid_request", "The client_assertion_type is invalid.")),
        (
            with("grant_type", "password"),
            None,
            (
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server. Configured grant types: [client_credentials].",
            ),
        ),
        (with("scope", ""), None, (400, "invalid_scope", "No scopes were requested.")),
        (
            with("scope", "okta.users.read okta.users.manage"),
            None,
            (400, "invalid_scope", "One or more scopes are not configured for the authorization server resource."),
        ),
        (
            with("scope", "okta.users.read.self"),
            None,
            (400, "client_credentials_self_scope_requested", "The 'client_credentials' grant type may not request .self scopes."),
        ),
        (
            bare(),
            Some("Basic ???".to_owned()),
            (401, "invalid_client", "Found Authentication header but was not valid client credentials."),
        ),
        (bare(), Some(basic("0oaNobody", "x")), (401, "invalid_client", "Invalid value for 'client_id' parameter.")),
        (
            bare(),
            Some(basic(&scanner.id(), "x")),
            (401, "invalid_client", "The client secret supplied for a confidential client is invalid."),
        ),
        (
            bare(),
            Some(basic(&app.id(), "x")),
            (
                401,
                "invalid_client",
                "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
            ),
        ),
        (
            bare(),
            Some(basic(&acme.client("keyed").id(), "x")),
            (
                401,
                "invalid_client",
                "OAuth Integration Client Credentials requests to the Org Authorization Server must use either private_key_jwt or client_secret_basic as the token_endpoint_auth_method.",
            ),
        ),
        (
            bare(),
            Some(basic(&acme.client("portal").id(), &acme.client("portal").secret())),
            (
                401,
                "invalid_client",
                "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
            ),
        ),
        (
            form(&acme.client("outside").assertion(), SCOPE),
            None,
            (403, "access_denied", "The request is made from outside the client's permitted network zones."),
        ),
    ];
    for (form, authorization, (status, error, text)) in rows {
        let headers: Vec<(&str, &str)> = authorization.iter().map(|value| ("authorization", value.as_str())).collect();
        let reply = ask(&sim, &acme, &form, &headers).await;
        assert_eq!(words(&reply), (status, error.to_owned(), text.to_owned()));
    }
    let json = post(&sim, &acme, "/oauth2/v1/token", &[("content-type", "application/json")], "{}").await;
    assert_eq!((json.status, words(&json).1), (400, "invalid_request".to_owned()));
    let in_query =
        post(&sim, &acme, "/oauth2/v1/token?client_secret=x", &[("content-type", "application/x-www-form-urlencoded")], "a=b").await;
    assert_eq!(words(&in_query).2, "Client credentials cannot be supplied via query parameters.");
    app.set_active(false);
    assert_eq!(words(&ask(&sim, &acme, &good(), &[]).await).2, "Invalid value for 'client_id' parameter.");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_by_the_assertion() {
    let (sim, acme) = org().await;
    let app = acme.client("app");
    acme.set_clock_skew(-600);
    assert_eq!(
        words(&ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[]).await).2,
        "The client_assertion token must be issued before the current time."
    );
    acme.set_clock_skew(600);
    assert_eq!(words(&ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[]).await).2, "The client_assertion token is expired.");
    acme.set_clock_skew(0);
    assert_eq!(ask(&sim, &acme, &form(&app.assertion(), SCOPE), &[]).await.status, 200);
}

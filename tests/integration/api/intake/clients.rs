//! OAuth clients through the form and the API.

use okta_sim::{Algorithm, ClientSpec, Dpop, OrgSpec};
use oktually_tests::{TestApp, eventually};
use serde_json::{Value, json};

use super::visitor::{TOKEN, Visitor, lasting, verdict};

const ID: &str = "0oa1gjh63g214q0Hq0g4";
const SECRET: &str = "S3CRETabcDEFghijklMNOpqrSTUvwxYZ0123456789-_S3CRETabcDEFghijklMN";

fn orgs() -> Vec<OrgSpec> {
    let org = |name: &str, client: ClientSpec| OrgSpec::new(name).users(30).limit_multiplier(1_000.0).client(client);
    vec![
        org("pem", ClientSpec::service_app("Oktually")),
        org("rsa", ClientSpec::service_app("Oktually").algorithm(Algorithm::Rs384).dpop(Dpop::Offered)),
        org("jwk", ClientSpec::integration_with_key("Oktually")),
        org("secret", ClientSpec::integration("Oktually")),
    ]
}

/// The fields of a client, as its administrator has them.
fn fields(app: &TestApp, org: &str) -> Vec<(&'static str, String)> {
    let acme = app.okta.sim.org(org);
    let client = acme.client("Oktually");
    let id = ("client_id", client.id());
    let rest = match org {
        "pem" => vec![("kind", "private_key".to_owned()), ("key_id", client.key_id()), ("private_key", client.private_pem())],
        "rsa" => vec![("kind", "private_key".to_owned()), ("private_key", client.private_pem()), ("algorithm", "RS384".to_owned())],
        "jwk" => vec![("kind", "private_key".to_owned()), ("private_key", client.private_jwk())],
        _ => vec![("kind", "client_secret".to_owned()), ("client_secret", client.secret())],
    };
    [("org", acme.url()), id].into_iter().chain(rest).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_client_is_taken_by_the_form_and_by_the_api() {
    let app = TestApp::start(orgs()).await;
    let acme = app.tenant("Acme").await;
    let worker = app.okta.worker();
    let demanded = "Access tokens are bound to a key that only we hold (DPoP), as the app demands.";
    let offered = "Access tokens are bound to a key that only we hold (DPoP), because we offer it.";
    // Okta does not show an integration to itself.
    let unknown = "Access tokens are bound to a key that only we hold (DPoP).";
    for (org, kind, algorithm, bound, proof_demanded) in [
        ("pem", "private_key", json!("ES256"), demanded, json!(true)),
        ("rsa", "private_key", json!("RS384"), offered, json!(false)),
        ("jwk", "private_key", json!("ES256"), unknown, json!(null)),
        ("secret", "client_secret", json!(null), unknown, json!(null)),
    ] {
        let connection = acme.connection(org).await;
        let visitor = Visitor::of(&app, &acme, &connection).await;
        let fields = fields(&app, org);
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = visitor.caller.form(&visitor.path, &sent).await.expect_status(303);
        let reader = visitor.caller.with("cookie", answer.header("set-cookie").split(';').next().unwrap());
        let page = verdict(&reader).await;
        assert!(page.contains("is connected"), "{org}: {page}");
        assert!(page.contains(bound), "{org}: {page}");

        // The same by the API is a credential of the same fingerprint.
        let body: Value = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<serde_json::Map<_, _>>().into();
        acme.owner.put(&format!("/v1/connections/{connection}/credential"), &body).await.expect_status(202);
        let path = format!("/v1/connections/{connection}/credentials");
        let accepted = eventually("it is accepted", async || {
            let all = acme.owner.get(&path).await.expect_status(200).json();
            (all["data"][0]["state"] == "accepted" && all["data"][0]["version"] == 2).then_some(all)
        })
        .await;
        let (new, old) = (&accepted["data"][0], &accepted["data"][1]);
        assert_eq!(new["fingerprint"], old["fingerprint"], "{org}");
        assert_eq!((&new["kind"], &new["algorithm"], &new["lapses_at"]), (&json!(kind), &algorithm, &json!(null)), "{org}");
        assert_eq!(new["client_id"], json!(app.okta.sim.org(org).client("Oktually").id()));
        assert!(
            new["granted_scopes"].as_array().unwrap().contains(&json!("okta.users.read")) && new["refused_scopes"] == json!([]),
            "{new}"
        );
        let report = acme.owner.get(&format!("/v1/connections/{connection}/setup-report")).await.expect_status(200).json();
        assert_eq!(report["proof_demanded"], proof_demanded, "{org}");
        assert_eq!((&report["proof_of_possession"], &report["engine"], &report["writes"]), (&json!(true), &json!("identity"), &json!(0)));
    }
    worker.stop().await;
}

#[tokio::test]
async fn what_is_no_client_s_credential_is_answered_with_what_it_is_and_never_repeated() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let visitor = Visitor::of(&app, &acme, &acme.connection("Main").await).await;
    let before = lasting(&app, &visitor).await;
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUabc\n-----END CERTIFICATE-----";
    for (kind, fields, words) in [
        ("private_key", vec![("client_id", ID)], "Enter the private key."),
        ("private_key", vec![("client_id", ID), ("private_key", certificate)], "This is a certificate, which holds only the public key"),
        ("private_key", vec![("client_id", ID), ("private_key", TOKEN)], "This is an API token; enter the private key"),
        ("private_key", vec![("client_id", "ann@example.com"), ("private_key", "x")], "This is an e-mail address"),
        ("private_key", vec![("client_id", TOKEN), ("private_key", "x")], "This is a secret; enter the client ID of the app"),
        (
            "private_key",
            vec![("client_id", ID), ("key_id", SECRET), ("private_key", "x")],
            "This is a secret; enter the ID of the public key",
        ),
        ("private_key", vec![("client_id", ID), ("private_key", "x"), ("algorithm", "HS256")], "does not fit it; Okta takes RS256"),
        ("client_secret", vec![("client_id", ID)], "Enter the client secret."),
        ("client_secret", vec![("client_id", ID), ("client_secret", ID)], "This is the client ID; enter the client secret"),
        ("client_secret", vec![("client_id", ID), ("client_secret", TOKEN)], "This is an API token; enter the client secret"),
        ("client_secret", vec![("client_id", "0oa 1"), ("client_secret", SECRET)], "There is a blank or a line end inside the ID"),
    ] {
        let sent: Vec<(&str, &str)> = [("org", "acme.okta.com"), ("kind", kind)].into_iter().chain(fields.iter().copied()).collect();
        let page = visitor.caller.form(&visitor.path, &sent).await.expect_status(422).text;
        assert!(page.contains(words), "{sent:?}: {page}");
        assert!(![TOKEN, SECRET, "MIIBszCCAVmgAwIBAgIUabc"].iter().any(|secret| page.contains(secret)), "{sent:?} came back");
        let chosen = format!(r#"id="kind-{kind}" name="kind" value="{kind}" checked"#);
        assert!(page.contains(&chosen), "the choice was forgotten: {page}");
        assert_eq!(page.contains(&format!(r#"value="{ID}""#)), sent.contains(&("client_id", ID)), "{page}");
    }
    assert_eq!(lasting(&app, &visitor).await, before, "something was kept of a form that was refused");
}

#[tokio::test]
async fn the_api_points_at_each_field_and_takes_none_of_another_kind() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let path = format!("/v1/connections/{}/credential", acme.connection("Main").await);
    let org = "acme.okta.com";
    for (body, pointers) in [
        (json!({ "org": org, "kind": "private_key" }), vec!["/client_id", "/private_key"]),
        (json!({ "org": org, "kind": "client_secret", "client_id": ID, "client_secret": "short" }), vec!["/client_secret"]),
        (json!({ "org": org, "kind": "client_secret", "client_id": ID, "client_secret": SECRET, "token": TOKEN }), vec!["/token"]),
        (json!({ "org": org, "token": TOKEN, "client_id": ID, "private_key": "x" }), vec!["/client_id", "/private_key"]),
        (json!({ "org": org, "kind": "carrier_pigeon", "token": TOKEN }), vec!["/kind"]),
    ] {
        let answer = acme.owner.put(&path, &body).await.problem("validation-failed");
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect::<Vec<_>>(), pointers, "{answer}");
        assert!(!answer.to_string().contains(SECRET) && !answer.to_string().contains(TOKEN), "{answer}");
    }
}

//! The story: handed over, accepted, rejected, misplaced; the worker failing in several ways; then the search.

use std::{collections::BTreeSet, sync::Arc};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use futures::future::join_all;
use http::Method;
use okta_sim::{ClientSpec, Fault, FaultKind, OrgSpec, Sim, SimSettings};
use oktually_core::secret::Keyring;
use oktually_tests::{Said, TestApp, TestDb, TestOkta, TestTenant, eventually};
use secrecy::SecretString;
use serde_json::json;

use super::{
    everything::stored,
    log::captured,
    marks::{Mark, found},
    misplaced,
};
use crate::api::{
    every_read::read_all,
    intake::visitor::{Visitor, verdict},
};

/// Ways in which Okta, or what stands before it, may fail; whether that is the end of a verification.
fn failures() -> Vec<(&'static str, FaultKind, bool)> {
    vec![
        ("refuses", FaultKind::Status(401), true),
        ("breaks", FaultKind::Status(500), false),
        ("html", FaultKind::Html(200), false),
        ("wrong", FaultKind::WrongJson, true),
        ("cut", FaultKind::Cut, false),
        ("echo-200", FaultKind::Echo(200), true),
        ("echo-400", FaultKind::Echo(400), true),
        ("echo-401", FaultKind::Echo(401), true),
        ("echo-403", FaultKind::Echo(403), true),
        ("echo-500", FaultKind::Echo(500), false),
    ]
}

/// A text of a token's form that stands nowhere else.
fn marked(name: &str) -> String {
    let random: String =
        (0..40).map(|_| char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"[rand::random_range(0..56)])).collect();
    let text = format!("00{}{random}", name.replace('-', ""));
    text[..42].to_owned()
}

/// The ground, with a keyring whose one key is a text.
async fn ground(orgs: Vec<OrgSpec>, key: &str) -> TestOkta {
    let keyring_text = SecretString::from(format!("canary:{}", BASE64_STANDARD.encode(key)));
    let keyring = Arc::new(Keyring::parse(&keyring_text).unwrap());
    let sim = Sim::start(SimSettings { orgs, ..SimSettings::default() }).await.unwrap();
    TestOkta { sim, db: TestDb::new().await, keyring, keyring_text }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_found_in_the_database_the_log_or_an_answer_wherever_it_went() {
    let log = captured();
    let key = marked("keyring")[..32].to_owned();
    let spec = |name: &str| OrgSpec::new(name).users(12);
    let orgs = ["by-form", "by-api", "revoked", "later"].into_iter().chain(failures().into_iter().map(|(name, ..)| name)).map(spec);
    let clients = [spec("key").client(ClientSpec::service_app(APP)), spec("secret").client(ClientSpec::integration(APP))];
    let app = TestApp::over(ground(orgs.chain(clients).collect(), &key).await).await;
    let acme = app.tenant("Acme").await;
    let worker = app.okta.worker();
    let mut marks = vec![Mark::new("the keyring's key", &key)];
    let orgs: Vec<_> = app.okta.sim.orgs();
    marks.extend(orgs.iter().map(|org| Mark::new(format!("the token of {}", org.name()), &org.token())));
    marks.extend(of_clients(&app));
    let misplaced = [marked("api"), marked("form"), marked("unknown")];
    marks.extend(misplaced.iter().map(|token| Mark::new("a misplaced token", token)));

    tokio::join!(
        good(&app, &acme),
        as_clients(&app, &acme),
        refused(&app, &acme, &misplaced[2]),
        fails_in_a_run(&app, &acme),
        join_all(failures().into_iter().map(|(name, kind, for_good)| fails(&app, name, kind, for_good))),
        misplaced::to_the_api(&app, &acme, &misplaced[0]),
        misplaced::through_the_form(&app, &acme, &misplaced[1]),
    );
    app.operator.send(Method::POST, "/operator/v1/keys/rotate", None).await.expect_status(202);
    app.operator.send(Method::POST, &format!("/operator/v1/tenants/{}/reseal", acme.id), None).await.expect_status(202);
    read_all(&app, &acme).await;
    worker.stop().await;
    let issued: Vec<String> = orgs.iter().flat_map(|org| org.access_token_texts()).collect();
    assert!(issued.len() > 2, "{} access tokens were issued", issued.len());
    // The beginnings of all are alike.
    marks.extend(issued.iter().map(|token| Mark::new("an access token", token.rsplit('.').next().unwrap())));

    let (rows, log, answers) = (stored(&app.okta.db.owner).await, log.text(), app.transcript.all());
    // The search sees: something harmless that went the same ways is found in each place.
    let seen = Mark::new("control", CONTROL);
    assert!(rows.iter().any(|(_, row)| seen.found_in(row).is_some()), "the search does not see rows");
    assert!(answers.iter().any(|said| seen.found_in(&said.answer).is_some()), "the search does not see answers");
    assert!(log.contains("the credential of con_"), "the search does not see the log");

    let mut all = found(&marks, "the log", &log);
    all.extend(rows.iter().flat_map(|(table, row)| found(&marks, table, row)));
    all.extend(answers.iter().flat_map(|said| found(&marks, &said.asked, &said.answer)));
    // What is shown once stands in its answer, and nowhere else.
    let shown = shown_once(&answers);
    assert!(shown.len() > 5, "keys, links and cookies were shown: {}", shown.len());
    all.extend(found(&shown, "the log", &log));
    all.extend(rows.iter().flat_map(|(table, row)| found(&shown, table, row)));
    all.sort_unstable();
    all.dedup();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Not secret, and as long as a token: the name that was given with one.
const CONTROL: &str = "a token's name, to show that the search sees it";

/// Handed over through the form and through the API, accepted, replaced, and used in runs.
async fn good(app: &TestApp, acme: &TestTenant) {
    let org = app.okta.sim.org("by-form");
    let visitor = Visitor::of(app, acme, &acme.connection("Form").await).await;
    let sent = format!("SSWS {}\r\n", org.token());
    let answer = visitor.caller.form(&visitor.path, &[("org", &org.url()), ("token_name", CONTROL), ("token", &sent)]).await;
    let cookie = answer.expect_status(303).header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(verdict(&visitor.caller.with("cookie", &cookie)).await.contains("is connected"));

    let org = app.okta.sim.org("by-api");
    let connection = acme.connection("Api").await;
    acme.submit(&connection, &org.url(), &org.token()).await;
    wait(acme, &connection, |credential| credential["state"] == "accepted").await;
    acme.submit(&connection, &org.url(), &format!("{}\n", org.token())).await;
    wait(acme, &connection, |credential| credential["version"] == 2 && credential["state"] == "accepted").await;
}

/// The name of an OAuth client.
const APP: &str = "Oktually";

/// What proves the clients: a secret, a key as it is pasted and as it is written otherwise.
fn of_clients(app: &TestApp) -> Vec<Mark> {
    let client = app.okta.sim.org("key").client(APP);
    let jwk: serde_json::Value = serde_json::from_str(&client.private_jwk()).unwrap();
    let number = BASE64_URL_SAFE_NO_PAD.decode(jwk["d"].as_str().unwrap()).unwrap();
    let hex: String = number.iter().map(|byte| format!("{byte:02x}")).collect();
    let pem: String = client.private_pem().lines().filter(|line| !line.starts_with("---")).collect();
    vec![
        Mark::new("a client's secret", &app.okta.sim.org("secret").client(APP).secret()),
        Mark::new("a key as PEM", &pem[64..]),
        Mark::new("a key's number", jwk["d"].as_str().unwrap()),
        Mark::new("a key's number in hex", &hex),
    ]
}

/// OAuth clients: accepted, used in runs, and met by echoes of what they sent at the token endpoint and elsewhere.
async fn as_clients(app: &TestApp, acme: &TestTenant) {
    let org = app.okta.sim.org("key");
    let visitor = Visitor::of(app, acme, &acme.connection("Key").await).await;
    let (id, key) = (org.client(APP).id(), org.client(APP).private_pem());
    let wrong = format!("{}\n{key}", &key[..key.len() / 2]);
    for (key, status) in [(wrong.as_str(), 422), (key.as_str(), 303)] {
        let fields = [("org", org.host()), ("kind", "private_key".to_owned()), ("client_id", id.clone()), ("private_key", key.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = visitor.caller.form(&visitor.path, &fields).await.expect_status(status);
        if status == 303 {
            let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
            assert!(verdict(&visitor.caller.with("cookie", &cookie)).await.contains("is connected"));
        }
    }
    let org = app.okta.sim.org("secret");
    let client = org.client(APP);
    for (path, status) in [("/api/v1/groups", 400), ("/api/v1/apps", 403), ("/api/v1/zones", 200)] {
        org.fault(Fault::new(path).kind(FaultKind::Echo(status)).after(1).always());
    }
    let connection = acme.connection("Secret").await;
    let body = |secret: &str| json!({ "org": org.host(), "kind": "client_secret", "client_id": client.id(), "client_secret": secret });
    let path = format!("/v1/connections/{connection}/credential");
    for field in ["client_id", "key_id", "token_name", "org"] {
        let mut misplaced = body(&client.secret());
        misplaced[field] = client.secret().into();
        assert_eq!(acme.owner.put(&path, &misplaced).await.status, 422);
    }
    acme.owner.put(&path, &body(&client.secret())).await.expect_status(202);
    wait(acme, &connection, |credential| credential["state"] != "submitted").await;
    for status in [400, 401, 500] {
        org.fault(Fault::new("/oauth2/").kind(FaultKind::Echo(status)).always());
        org.expire_access_tokens();
        acme.owner.put(&path, &body(&client.secret())).await.expect_status(202);
        let failed = async || {
            let told = "select exists (select from jobs where payload ->> 'connection' = $1 and error is not null)";
            let id: oktually_core::ids::ConnectionId = connection.parse().unwrap();
            let failed: bool = sqlx::query_scalar(told).bind(id.to_string()).fetch_one(&app.okta.db.owner).await.unwrap();
            failed.then_some(())
        };
        eventually("a token call failed", failed).await;
    }
}

/// Handed over and not accepted.
async fn refused(app: &TestApp, acme: &TestTenant, unknown: &str) {
    let org = app.okta.sim.org("revoked");
    org.revoke_tokens();
    let visitor = Visitor::of(app, acme, &acme.connection("Revoked").await).await;
    let reader = visitor.hand_over(&org.url(), &org.token()).await;
    assert!(verdict(&reader).await.contains("Not accepted by"));
    let connection = acme.connection("Nobody").await;
    acme.submit(&connection, "https://nobody.okta.com", unknown).await;
    wait(acme, &connection, |credential| credential["state"] == "rejected").await;
}

/// Accepted, and then the run meets every echo.
async fn fails_in_a_run(app: &TestApp, acme: &TestTenant) {
    let org = app.okta.sim.org("later");
    for (path, status) in [("/api/v1/groups", 400), ("/api/v1/apps", 403), ("/api/v1/zones", 200), ("/api/v1/policies", 404)] {
        org.fault(Fault::new(path).kind(FaultKind::Echo(status)).after(1).always());
    }
    let connection = acme.connection("Later").await;
    acme.submit(&connection, &org.url(), &org.token()).await;
    wait(acme, &connection, |credential| credential["state"] != "submitted").await;
    let ended = async || {
        let runs = acme.owner.get(&format!("/v1/runs?connection={connection}")).await.expect_status(200).json();
        (!runs["data"][0]["finished_at"].is_null()).then_some(())
    };
    eventually("the run ended", ended).await;
}

/// The verification ends with this failure, or goes on with it.
///
/// Each for a tenant of its own, so that none waits for another's turn.
async fn fails(app: &TestApp, name: &str, kind: FaultKind, for_good: bool) {
    let tenant = app.tenant(name).await;
    let org = app.okta.sim.org(name);
    org.fault(Fault::new("/api/").kind(kind).always());
    let connection = tenant.connection(name).await;
    tenant.submit(&connection, &org.url(), &org.token()).await;
    if for_good {
        return wait(&tenant, &connection, |credential| credential["state"] != "submitted").await;
    }
    let id: oktually_core::ids::ConnectionId = connection.parse().unwrap();
    let failed = async || {
        let told = "select exists (select from jobs where payload ->> 'connection' = $1 and error is not null)";
        let failed: bool = sqlx::query_scalar(told).bind(id.to_string()).fetch_one(&app.okta.db.owner).await.unwrap();
        failed.then_some(())
    };
    eventually(&format!("{name} failed"), failed).await;
    read_all(app, &tenant).await;
}

/// Waits until the connection's newest credential is so.
async fn wait(acme: &TestTenant, connection: &str, so: impl Fn(&serde_json::Value) -> bool) {
    let path = format!("/v1/connections/{connection}/credentials");
    eventually(&path, async || so(&acme.owner.get(&path).await.expect_status(200).json()["data"][0]).then_some(())).await;
}

/// Keys, links, cookies and JWTs in the answers.
fn shown_once(answers: &[Said]) -> Vec<Mark> {
    const BEGINNINGS: [&str; 5] = ["oktk_", "okto_", "okti_", "okts_", "eyJ"];
    let outside = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let words = answers.iter().flat_map(|said| said.answer.split(outside));
    let secrets: BTreeSet<_> =
        words.filter(|word| word.len() > 60 && BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))).collect();
    secrets.into_iter().map(|secret| Mark::new(format!("what begins with {}", &secret[..5]), secret)).collect()
}

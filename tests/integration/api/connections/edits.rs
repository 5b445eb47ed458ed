//! Edits, each of what was read.

use oktually_tests::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn an_edit_wants_the_tag_that_was_read_and_gives_the_next() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let made = acme.owner.post("/v1/connections", &json!({ "name": "Main" })).await.expect_status(201);
    let path = made.header("location").to_owned();
    let tag = made.header("etag").to_owned();
    assert_eq!(acme.owner.get(&path).await.expect_status(200).header("etag"), tag);

    let change = json!({ "name": "Other" });
    acme.owner.patch(&path, &change).await.problem("precondition-required");
    acme.owner.with("if-match", "\"4711\"").patch(&path, &change).await.problem("precondition-failed");
    acme.owner.with("if-match", &format!("W/{tag}")).patch(&path, &change).await.problem("precondition-failed");
    acme.owner.with("if-match", tag.trim_matches('"')).patch(&path, &change).await.problem("invalid-header");
    assert_eq!(acme.owner.get(&path).await.json()["name"], "Main");

    let edited = acme.owner.with("if-match", &tag).patch(&path, &change).await.expect_status(200);
    assert_eq!(edited.json()["name"], "Other");
    assert_ne!(edited.header("etag"), tag);
    acme.owner.with("if-match", &tag).patch(&path, &change).await.problem("precondition-failed");
    acme.owner.with("if-match", edited.header("etag")).patch(&path, &json!({ "name": "Third" })).await.expect_status(200);
    acme.owner.with("if-match", "*").patch(&path, &json!({ "name": "Whatever" })).await.expect_status(200);
}

#[tokio::test]
async fn what_is_left_out_stays_and_null_takes_away() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let new = json!({ "name": "Main", "note": "two\nlines", "share_percent": 30, "scan_every_minutes": 60 });
    let path = acme.owner.post("/v1/connections", &new).await.expect_status(201).header("location").to_owned();
    let edit = async |change: Value| acme.owner.with("if-match", "*").patch(&path, &change).await.expect_status(200).json();
    let after = edit(json!({ "share_percent": 40 })).await;
    assert_eq!((&after["note"], &after["share_percent"], &after["scan_every_minutes"]), (&json!("two\nlines"), &json!(40), &json!(60)));
    let after = edit(json!({ "note": null, "scan_every_minutes": null, "tags": { "people": ["jane.doe@acme.example"] } })).await;
    assert_eq!((&after["note"], &after["scan_every_minutes"]), (&Value::Null, &Value::Null));
    assert_eq!(after["tags"], json!({ "people": ["jane.doe@acme.example"] }));
}

#[tokio::test]
async fn a_field_that_is_not_acceptable_is_pointed_at_and_nothing_is_changed() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let path = format!("/v1/connections/{}", acme.connection("Main").await);
    let before = acme.owner.get(&path).await.expect_status(200).text;
    for (change, pointer) in [
        (json!({ "name": "" }), "/name"),
        (json!({ "name": "a".repeat(201) }), "/name"),
        (json!({ "name": "a\u{0}b" }), "/name"),
        (json!({ "name": null, "share_percent": 91 }), "/share_percent"),
        (json!({ "share_percent": 0 }), "/share_percent"),
        (json!({ "share_percent": "50" }), "/share_percent"),
        (json!({ "scan_every_minutes": 14 }), "/scan_every_minutes"),
        (json!({ "note": "a".repeat(2001) }), "/note"),
        (json!({ "tags": { "people": ["a", ""] } }), "/tags/people/1"),
        (json!({ "tags": { "persons": [] } }), "/tags/persons"),
        (json!({ "host": "evil.okta.com" }), "/host"),
        (json!({ "state": "active" }), "/state"),
    ] {
        let problem = acme.owner.with("if-match", "*").patch(&path, &change).await.problem("validation-failed");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(acme.owner.get(&path).await.text, before);
}

#[tokio::test]
async fn the_address_of_an_org_is_judged_when_a_connection_is_made() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    for org in ["https://acme-admin.okta.com", "http://acme.okta.com", "https://192.0.2.7", "https://acme.example", "localhost:8443"] {
        let problem = acme.owner.post("/v1/connections", &json!({ "name": "Main", "org": org })).await.problem("validation-failed");
        assert_eq!(problem["errors"][0]["pointer"], "/org", "{org}: {problem}");
    }
    let made = acme.owner.post("/v1/connections", &json!({ "name": "Main", "org": "ACME.okta.com." })).await.expect_status(201).json();
    assert_eq!(made["host"], "acme.okta.com");
}

//! What people say about findings: for how long, and taken back.

use oktually_tests::{TestApp, TestTenant};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::api::things::Things;

async fn begin() -> (TestApp, TestTenant, String) {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let things = Things::of(&app, &acme).await;
    let path = things.in_path("/v1/findings/{id}");
    (app, acme, path)
}

fn in_days(days: i64) -> String {
    (OffsetDateTime::now_utc() + Duration::days(days)).format(&Rfc3339).unwrap()
}

async fn listed(tenant: &TestTenant, disposition: &str) -> usize {
    let list = tenant.owner.get(&format!("/v1/findings?disposition={disposition}")).await.expect_status(200).json();
    list["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_finding_is_muted_or_accepted_for_a_reason_and_a_time_and_taken_back() {
    let (_app, acme, path) = begin().await;
    let analyst = acme.somebody("analyst").await;
    for (verb, word) in [("mute", "muted"), ("accept", "accepted")] {
        let saying = json!({ "reason": " until the \n move ", "until": in_days(30) });
        let finding = analyst.post(&format!("{path}/{verb}"), &saying).await.expect_status(200).json();
        let said = &finding["disposition"];
        assert_eq!((&said["disposition"], &said["reason"]), (&json!(word), &json!("until the \n move")), "{finding}");
        assert!(said["by"].as_str().unwrap().starts_with("key_"), "{finding}");
        assert_eq!(finding["state"], "open");
        assert_eq!((listed(&acme, word).await, listed(&acme, "none").await), (1, 0));
    }
    let back = analyst.post(&format!("{path}/reopen"), &json!({ "reason": "it stays" })).await.expect_status(200).json();
    assert_eq!(back["disposition"], Value::Null);
    assert_eq!((listed(&acme, "accepted").await, listed(&acme, "none").await), (0, 1));
    let history = acme.owner.get(&format!("{path}/history")).await.expect_status(200).json();
    let told: Vec<_> = history["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["what"].as_str().unwrap(), event["detail"]["reason"].clone()))
        .collect();
    let words = json!("until the \n move");
    assert_eq!(
        told,
        [("opened", Value::Null), ("muted", words.clone()), ("accepted", words), ("disposition_withdrawn", json!("it stays"))]
    );
}

#[tokio::test]
async fn when_its_time_is_over_it_counts_as_if_nothing_had_been_said() {
    let (app, acme, path) = begin().await;
    acme.owner.post(&format!("{path}/mute"), &json!({ "reason": "later", "until": in_days(1) })).await.expect_status(200);
    let past = "update findings set disposition_until = now() - interval '1 second'";
    sqlx::query(past).execute(&app.okta.db.owner).await.unwrap();
    assert_eq!((listed(&acme, "muted").await, listed(&acme, "none").await), (0, 1));
    assert_eq!(acme.owner.get(&path).await.expect_status(200).json()["disposition"], Value::Null);
}

#[tokio::test]
async fn nothing_is_said_without_a_reason_or_for_ever_or_for_the_past() {
    let (_app, acme, path) = begin().await;
    let before = acme.owner.get(&path).await.expect_status(200).text;
    for (saying, pointer) in [
        (json!({ "reason": "x", "until": in_days(-1) }), "/until"),
        (json!({ "reason": "x", "until": in_days(400) }), "/until"),
        (json!({ "reason": "x", "until": "tomorrow" }), "/until"),
        (json!({ "reason": "x", "until": "2026-13-40T00:00:00Z" }), "/until"),
        (json!({ "reason": "x", "until": null }), "/until"),
        (json!({ "reason": "x" }), "/until"),
        (json!({ "reason": " ", "until": in_days(1) }), "/reason"),
        (json!({ "until": in_days(1) }), "/reason"),
        (json!({ "reason": "a".repeat(1_001), "until": in_days(1) }), "/reason"),
        (json!({ "reason": "x", "until": in_days(1), "severity": "low" }), "/severity"),
    ] {
        for verb in ["mute", "accept"] {
            let problem = acme.owner.post(&format!("{path}/{verb}"), &saying).await.problem("validation-failed");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{saying}: {problem}");
        }
    }
    assert_eq!(acme.owner.get(&path).await.text, before);
}

#[tokio::test]
async fn whoever_names_what_was_read_does_not_overrule_another() {
    let (_app, acme, path) = begin().await;
    let read = acme.owner.get(&path).await.expect_status(200);
    let saying = json!({ "reason": "x", "until": in_days(1) });
    let mute = format!("{path}/mute");
    let first = acme.owner.with("if-match", read.header("etag"));
    let next = first.post(&mute, &saying).await.expect_status(200);
    first.post(&mute, &saying).await.problem("precondition-failed");
    acme.owner.with("if-match", next.header("etag")).post(&format!("{path}/accept"), &saying).await.expect_status(200);
    // Findings move by themselves too, so the tag may be left out.
    acme.owner.post(&format!("{path}/reopen"), &json!({})).await.expect_status(200);
}

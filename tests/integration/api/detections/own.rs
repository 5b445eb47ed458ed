//! A tenant's own rules.

use oktually_tests::{TestApp, eventually};
use serde_json::{Value, json};

use crate::api::events::kept::Kept;

fn rule(body: &str) -> Value {
    json!({ "name": "Mine", "source": format!("title: Mine\nlogsource: {{product: okta}}\ndetection:\n{body}level: high\n") })
}

#[tokio::test]
async fn a_bad_rule_is_refused_with_its_line_and_reason() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    for (body, line, words) in [
        ("  a:\n    eventType|glob: x\n  condition: a\n", "line 5", "glob"),
        ("  a:\n    eventType: x\n  condition: b\n", "line", "b"),
        ("  a:\n    eventType: [\n  condition: a\n", "line", ""),
        ("  a:\n    eventType|re: '(a{900}){900}'\n  condition: a\n", "line", "regular expression"),
    ] {
        let problem = acme.owner.post("/v1/detections", &rule(body)).await.problem("validation-failed");
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], "/source", "{problem}");
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.starts_with(line) && detail.contains(words), "{body}: {detail}");
    }
    for source in [json!(""), json!("x".repeat(40_000)), json!("title: \u{0}")] {
        acme.owner.post("/v1/detections", &json!({ "name": "Mine", "source": source })).await.problem("validation-failed");
    }
    let windows = "title: W\nlogsource: {product: windows}\ndetection:\n  a: {b: c}\n  condition: a\n";
    acme.owner.post("/v1/detections", &json!({ "name": "W", "source": windows })).await.problem("validation-failed");
    assert_eq!(app.okta.db_count("detection_rules").await, 0);
}

#[tokio::test]
async fn an_own_rule_is_tried_added_seen_replaced_and_deleted() {
    let kept = Kept::of(400).await;
    let (acme, all) = (&kept.acme, kept.all().await);
    let kind = all[0]["eventType"].as_str().unwrap();
    let expected = all.iter().filter(|event| event["eventType"] == kind).count();
    let mine = rule(&format!("  a:\n    eventType: {kind}\n  condition: a\n"));
    let since = "2000-01-01T00:00:00Z";
    let draft = json!({ "rule": mine, "on": { "since": since } });
    let tried = acme.owner.post("/v1/detections/test", &draft).await.expect_status(200).json();
    assert_eq!((&tried["hits"], &tried["looked_at"], &tried["complete"]), (&json!(expected), &json!(all.len()), &json!(true)), "{tried}");

    let added = acme.owner.post("/v1/detections", &mine).await.expect_status(201).json();
    let id = added["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/detections/{id}");
    let again = acme.owner.post(&format!("{path}/test"), &json!({ "since": since })).await.expect_status(200).json();
    assert_eq!((&again["hits"], again["data"].as_array().unwrap().len()), (&json!(expected), expected.min(100)));
    // What comes from now on is looked at.
    sqlx::query("delete from events").execute(&kept.app.okta.db.owner).await.unwrap();
    sqlx::query("update log_positions set cursor = null").execute(&kept.app.okta.db.owner).await.unwrap();
    crate::log::ground::look_again(&kept.app.okta).await;
    let finding = eventually("a finding", async || {
        let found = acme.owner.get(&format!("/v1/findings?check={id}")).await.expect_status(200).json();
        found["data"].get(0).cloned()
    })
    .await;
    assert_eq!((&finding["source"], &finding["severity"]), (&json!("detection"), &json!("high")), "{finding}");

    let other = rule("  a:\n    eventType: nothing.of.that.kind\n  condition: a\n");
    let replaced = acme.owner.put(&path, &other).await.expect_status(200).json();
    assert!(replaced["source"].as_str().unwrap().contains("nothing.of.that.kind"));
    // It is nobody else's.
    let stranger = kept.app.tenant("Other").await;
    stranger.owner.get(&path).await.problem("not-found");
    stranger.owner.put(&path, &other).await.problem("not-found");
    stranger.owner.delete(&path).await.problem("not-found");
    acme.owner.delete(&path).await.expect_status(204);
    acme.owner.get(&path).await.problem("not-found");
}

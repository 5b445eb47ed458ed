//! What a rule sees is a finding, however the events come.

use oktually_core::{
    detect::{Tuned, watch},
    ids::{ConnectionId, TenantId},
};
use oktually_events::{Event, Known, detection::Rules};
use oktually_tests::{TestApp, TestTenant};
use serde_json::{Value, json};

/// A lock-out of a user, so many minutes after eight.
fn locked(id: &str, user: &str, minute: u8) -> Event {
    let value = json!({
        "uuid": id, "published": format!("2026-01-05T08:{minute:02}:00.000Z"), "eventType": "user.account.lock",
        "actor": {"id": "00uSystem", "type": "SystemPrincipal", "alternateId": "system@okta.com"},
        "target": [{"type": "User", "id": user, "displayName": format!("User {user}"), "alternateId": format!("{user}@acme.example")}]
    });
    Event::of(value).unwrap()
}

/// Has the built-in rules look at events, in a scope as a worker's.
async fn look(app: &TestApp, tenant: &TestTenant, connection: &str, events: &[Event]) {
    let tenant: TenantId = tenant.id.parse().unwrap();
    let connection: ConnectionId = connection.parse().unwrap();
    let lease = app.okta.lease_of_log(tenant, connection).await;
    let mut scope = app.okta.db.worker.tenant_for(&lease).await.unwrap();
    let tuned = Tuned::of(scope.detection_settings().await.unwrap());
    watch(&mut scope, connection, events, &[Rules::built_in()], &tuned, &Known::default()).await.unwrap();
    scope.commit().await.unwrap();
}

async fn findings(tenant: &TestTenant) -> Vec<Value> {
    let path = "/v1/findings?state=open&state=resolved&check=log.account-locked";
    tenant.owner.get(path).await.expect_status(200).json()["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn hits_of_one_subject_are_one_finding_with_its_events_as_evidence() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    look(&app, &acme, &connection, &[locked("e1", "00u1", 0), locked("e2", "00u2", 1), locked("e3", "00u1", 2)]).await;
    let found = findings(&acme).await;
    assert_eq!(found.len(), 2, "{found:?}");
    let of = |user: &str| found.iter().find(|finding| finding["subject"]["id"] == user).unwrap().clone();
    let one = of("00u1");
    assert_eq!((&one["source"], &one["severity"], &one["subject"]["kind"]), (&json!("detection"), &json!("low"), &json!("user")));
    assert_eq!((&one["evidence"]["hits"], &one["last_run"]), (&json!(2), &Value::Null));
    assert_eq!((&one["first_seen_at"], &one["last_seen_at"]), (&json!("2026-01-05T08:00:00Z"), &json!("2026-01-05T08:02:00Z")));
    assert!(one["title"].is_string() && one["remedy"].is_string() && one["summary"].as_str().unwrap().contains("User 00u1"), "{one}");
    // The same events again, an older one late, and one of much later.
    look(&app, &acme, &connection, &[locked("e3", "00u1", 2), locked("e1", "00u1", 0)]).await;
    assert_eq!(findings(&acme).await.iter().find(|finding| finding["subject"]["id"] == "00u1").unwrap()["evidence"]["hits"], 2);
    look(&app, &acme, &connection, &[locked("e0", "00u1", 0)]).await;
    assert_eq!(findings(&acme).await.iter().find(|finding| finding["subject"]["id"] == "00u1").unwrap()["evidence"]["hits"], 3);
}

#[tokio::test]
async fn a_rule_that_is_off_or_tuned_does_as_it_is_set() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let connection = acme.connection("Main").await;
    let path = "/v1/detections/log.account-locked";
    let set = async |settings: Value| {
        acme.owner.with("if-match", "*").put(&format!("{path}/settings"), &settings).await.expect_status(200).json()
    };
    set(json!({ "enabled": false })).await;
    look(&app, &acme, &connection, &[locked("e1", "00u1", 0)]).await;
    assert_eq!(findings(&acme).await, Vec::<Value>::new());
    let reason = "The scanner locks its own account each night";
    let exception = json!({ "field": "target.alternateId", "value": "00U1@ACME.example", "reason": reason });
    let shown = set(json!({ "enabled": true, "severity": "high", "exceptions": [exception] })).await;
    assert_eq!(shown["settings"]["exceptions"][0]["reason"], reason);
    look(&app, &acme, &connection, &[locked("e2", "00u1", 0), locked("e3", "00u2", 1)]).await;
    let found = findings(&acme).await;
    assert_eq!((found.len(), &found[0]["subject"]["id"], &found[0]["severity"]), (1, &json!("00u2"), &json!("high")), "{found:?}");
    // Another tenant's settings are its own.
    let other = app.tenant("Other").await;
    assert_eq!(other.owner.get(path).await.expect_status(200).json()["settings"]["severity"], Value::Null);
}

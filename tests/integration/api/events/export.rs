//! The whole of a search, one event a line.

use serde_json::Value;

use super::kept::Kept;

#[tokio::test]
async fn an_export_has_every_event_once_in_each_form() {
    let kept = Kept::of(2_500).await;
    let all = kept.all().await;
    assert!(all.len() > 2_000);
    let raw = kept.acme.owner.get("/v1/events/export?since=2000-01-01T00:00:00Z").await.expect_status(200);
    assert_eq!(raw.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = raw.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, all);
    let ecs = kept.acme.owner.get("/v1/events/export?since=2000-01-01T00:00:00Z&form=ecs&event_type=user.*").await.expect_status(200);
    let expected = all.iter().filter(|event| event["eventType"].as_str().unwrap().starts_with("user.")).count();
    assert_eq!(ecs.text.lines().count(), expected);
    assert!(ecs.text.lines().all(|line| line.contains("\"ecs\"") && line.contains("\"@timestamp\"")));
}

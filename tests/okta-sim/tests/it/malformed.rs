use okta_sim::{Malformation, OrgSpec};
use serde_json::json;

use crate::client::{get, sim};
use crate::logs::{ago, uuid};

#[tokio::test]
async fn every_malformed_entry_comes_among_others_and_the_page_stays_json() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(200).without_limits().rate(0.2)]).await;
    let acme = sim.org("acme");
    for malformation in Malformation::all() {
        let before = get(&sim, &acme, &format!("/api/v1/logs?since={}&limit=1000", ago(1))).await.list().len();
        let id = acme.malformed_event(malformation.id);
        let reply = get(&sim, &acme, &format!("/api/v1/logs?since={}&limit=1000", ago(1))).await;
        let page = reply.list();
        assert!(page.len() > before.saturating_sub(2), "{malformation:?}");
        let found = page.iter().any(|event| event["uuid"] == *id);
        let nameless = ["empty-object", "element-null", "element-text", "no-uuid", "null-uuid", "number-uuid"].contains(&malformation.id);
        assert_eq!(found, !nameless, "{malformation:?}");
        match malformation.id {
            "enormous" => assert!(reply.body.len() > 10 << 20, "{}", reply.body.len()),
            "null-target" => assert!(page.iter().find(|event| event["uuid"] == *id).unwrap()["target"].is_null()),
            "future-clock" => {
                let ahead = get(&sim, &acme, &format!("/api/v1/logs?since={}&until={}&limit=1000", ago(1), ago(-240))).await.list();
                assert!(ahead.iter().any(|event| event["uuid"] == *id), "published ahead, told already");
                let newest = format!("/api/v1/logs?since={}&until={}&sortOrder=DESCENDING&limit=1", ago(1), ago(-240));
                assert_eq!(uuid(&get(&sim, &acme, &newest).await.list()[0]), id);
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_entry_that_somebody_made_up_is_told_as_it_was_sent() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(200).without_limits()]).await;
    let acme = sim.org("acme");
    let event = json!({"uuid": "1", "eventType": "x.y", "published": "2026-01-01T00:00:00Z", "n": 1.5, "deep": [[{"a": null}]]});
    acme.log_event(&event);
    let page = get(&sim, &acme, &format!("/api/v1/logs?since={}&limit=1000", ago(1))).await.list();
    assert!(page.contains(&event));
}

//! What of an org was not understood is told with the run that met it.

use okta_sim::{Fault, FaultKind};
use serde_json::{Value, json};

use super::scanned::Scanned;

/// The step of a run that read a list.
fn step(run: &Value, name: &str) -> Value {
    let steps = run["steps"].as_array().unwrap();
    steps.iter().find(|step| step["step"] == name).unwrap_or_else(|| panic!("{steps:#?}")).clone()
}

#[tokio::test]
async fn an_object_that_was_not_understood_is_told_with_its_id_and_the_reason() {
    let scanned = Scanned::of(Scanned::spec()).await;
    let calm = scanned.scan().await;
    for (name, path, prefix) in [("zones", "/api/v1/zones", "nzo"), ("api_tokens", "/api/v1/api-tokens", "00T")] {
        scanned.org.fault(Fault::new(path).kind(FaultKind::WrongElement));
        let run = scanned.scan().await;
        let (before, now) = (step(&calm, name), step(&run, name));
        assert_eq!((&before["not_understood"], &before["unreadable"]), (&json!([]), &json!(0)), "{before}");
        assert_eq!((&now["state"], &now["unreadable"]), (&json!("read"), &json!(1)), "{now}");
        assert_eq!(now["done"].as_i64().map(|done| done + 1), before["done"].as_i64(), "the others are read: {now}");
        let id = now["not_understood"][0]["ids"][0].as_str().unwrap_or_else(|| panic!("{now}"));
        assert!(id.starts_with(prefix) && id.len() == 20, "{now}");
        assert_eq!(now["not_understood"], json!([{ "reason": "name: expected a text", "count": 1, "ids": [id] }]));
    }
    assert_eq!(step(&scanned.scan().await, "zones")["not_understood"], json!([]), "the next run met nothing of the kind");
}

//! Each field of ECS that the normal mode writes.

use oktually_events::Event;
use oktually_events::ecs::{Options, write, write_to};
use serde_json::{Value, json};
use time::macros::datetime;

use crate::sample::{document, event, signed_in};

#[test]
fn what_happened_is_said() {
    let document = document(json!({}));
    assert_eq!(
        document["event"],
        json!({
            "id": "6f0c1f0e-8a51-11f0-9b1e-3b2f6a1c7d55", "action": "user.session.start", "kind": "event", "outcome": "success",
            "category": ["authentication", "session"], "type": ["start", "info"], "module": "okta", "dataset": "okta.system",
            "severity": 2, "reason": "OK"
        })
    );
    assert_eq!(document["@timestamp"], "2026-03-04T05:06:07.890Z");
    assert_eq!(document["ecs"], json!({"version": "8.11.0"}));
    assert_eq!(document["message"], "User login to Okta");
    assert_eq!(document["log"], json!({"level": "info"}));
}

#[test]
fn the_document_has_these_parts_and_no_others() {
    let document = document(json!({}));
    let parts: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let right =
        ["@timestamp", "client", "device", "ecs", "event", "group", "log", "message", "okta", "related", "source", "user", "user_agent"];
    assert_eq!(parts, right);
}

#[test]
fn every_severity_has_its_place_and_an_unknown_one_its_name() {
    for (severity, rank, level) in [
        ("DEBUG", Some(1), "debug"),
        ("INFO", Some(2), "info"),
        ("WARN", Some(3), "warn"),
        ("ERROR", Some(4), "error"),
        ("DIRE", None, "dire"),
    ] {
        let document = document(json!({"severity": severity}));
        assert_eq!((document["event"].get("severity").cloned(), &document["log"]["level"]), (rank.map(Value::from), &json!(level)));
        assert_eq!(document["okta"]["severity"], severity);
    }
}

#[test]
fn every_result_has_its_outcome() {
    for (result, outcome) in [
        ("SUCCESS", "success"),
        ("Allow", "success"),
        ("FAILURE", "failure"),
        ("deny", "failure"),
        ("CHALLENGE", "unknown"),
        ("SKIPPED", "unknown"),
        ("UNKNOWN", "unknown"),
        ("RATE_LIMIT", "unknown"),
        ("DEFERRED", "unknown"),
        ("SCHEDULED", "unknown"),
        ("ABANDONED", "unknown"),
        ("UNANSWERED", "unknown"),
        ("OF_TOMORROW", "unknown"),
    ] {
        assert_eq!(document(json!({"outcome": {"result": result}}))["event"]["outcome"], outcome, "{result}");
    }
    assert_eq!(document(json!({"outcome": null}))["event"]["outcome"], "unknown");
}

#[test]
fn who_did_it_is_the_user_of_client_and_source_too() {
    let document = document(json!({}));
    let jane = json!({"id": "00u1", "name": "jane.doe", "full_name": "Jane Doe", "email": "jane.doe@example.com", "domain": "example.com"});
    assert_eq!((&document["client"]["user"], &document["source"]["user"]), (&jane, &jane));
    let mut user = document["user"].clone();
    user.as_object_mut().unwrap().remove("target");
    assert_eq!(user, jane);
}

#[test]
fn a_user_that_okta_does_not_know_has_no_name() {
    let document =
        document(json!({"actor": {"id": "unknown1", "type": "User", "alternateId": "unknown", "displayName": "unknown"}, "target": null}));
    assert_eq!(document["user"], json!({"id": "unknown1", "full_name": "unknown"}));
}

#[test]
fn an_address_that_acts_is_no_user() {
    let actor = json!({"id": "203.0.113.9", "type": "IP address", "alternateId": "unknown", "displayName": "203.0.113.9"});
    let document = document(json!({"actor": actor, "eventType": "security.threat.detected", "target": null}));
    assert_eq!((document.get("user"), document["client"].get("user")), (None, None));
    assert_eq!(document["related"]["ip"], json!(["198.51.100.7", "2001:db8::1", "203.0.113.9"]));
}

#[test]
fn to_whom_it_was_done_is_said() {
    let document = document(json!({}));
    let sales = json!({"id": "00g1", "name": "Sales"});
    assert_eq!(
        document["user"]["target"],
        json!({"id": "00u2", "name": "sam.low", "full_name": "Sam Low", "email": "sam.low@example.org", "domain": "example.org", "group": sales})
    );
    assert_eq!(document["group"], sales);
}

#[test]
fn an_applications_group_stands_in_where_there_is_none_of_oktas() {
    let target = json!([{"type": "AppGroup", "id": "0ga1", "displayName": "Payable"}]);
    assert_eq!(document(json!({"target": target}))["group"], json!({"id": "0ga1", "name": "Payable"}));
}

#[test]
fn where_it_came_from_is_said_of_client_and_source() {
    let document = document(json!({}));
    for side in ["client", "source"] {
        let mut side = document[side].clone();
        side.as_object_mut().unwrap().remove("user");
        assert_eq!(
            side,
            json!({
                "ip": "198.51.100.7", "address": "198.51.100.7", "domain": "isp.example",
                "as": {"number": 64496, "organization": {"name": "example net"}},
                "geo": {
                    "city_name": "Malmö", "region_name": "Skåne", "country_name": "Sweden", "postal_code": "211 20",
                    "location": {"lat": 55.6, "lon": 13.0}
                }
            })
        );
    }
    assert_eq!(document["user_agent"], json!({"original": "Mozilla/5.0 (Macintosh)", "name": "FIREFOX", "os": {"name": "Mac OS X"}}));
    assert_eq!(document["device"], json!({"id": "guo1"}));
}

#[test]
fn a_browser_that_okta_does_not_know_is_not_named() {
    let agent = json!({"rawUserAgent": "blah", "os": "Unknown", "browser": "UNKNOWN"});
    assert_eq!(document(json!({"client": {"userAgent": agent}}))["user_agent"], json!({"original": "blah"}));
}

#[test]
fn everybody_and_every_address_is_related_once() {
    assert_eq!(
        document(json!({}))["related"],
        json!({
            "user": ["Jane Doe", "jane.doe", "jane.doe@example.com", "00u1", "Sam Low", "sam.low", "sam.low@example.org", "00u2"],
            "ip": ["198.51.100.7", "2001:db8::1"], "hosts": ["MacBook"]
        })
    );
}

#[test]
fn the_time_of_receipt_stands_in_for_a_missing_time() {
    let received = Some(datetime!(2026-03-04 06:00 +01:00));
    let options = Options { received, ..Options::default() };
    let with = write(&event(signed_in(), json!({})), &options);
    assert_eq!((&with["@timestamp"], &with["event"]["created"]), (&json!("2026-03-04T05:06:07.890Z"), &json!("2026-03-04T05:00:00.000Z")));
    let without = event(signed_in(), json!({"published": null}));
    assert_eq!(write(&without, &options)["@timestamp"], "2026-03-04T05:00:00.000Z");
    assert_eq!(write(&without, &Options::default()).get("@timestamp"), None);
}

#[test]
fn the_event_as_okta_wrote_it_is_kept_on_request() {
    let written = write(&event(signed_in(), json!({})), &Options { original: true, ..Options::default() });
    let original: Value = serde_json::from_str(written["event"]["original"].as_str().unwrap()).unwrap();
    assert_eq!(original, signed_in());
}

#[test]
fn written_as_text_it_is_the_same() {
    for strict in [false, true] {
        let (event, options) = (event(signed_in(), json!({})), Options { strict, original: true, ..Options::default() });
        let mut text = Vec::new();
        write_to(&event, &options, &mut text).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), write(&event, &options));
        assert!(!text.contains(&b'\n'));
    }
}

#[test]
fn an_event_of_which_only_the_id_is_known_is_a_document() {
    let event = Event::of(json!({"uuid": "u"})).unwrap();
    assert_eq!(
        write(&event, &Options::default()),
        json!({
            "ecs": {"version": "8.11.0"}, "okta": {"uuid": "u"},
            "event": {"id": "u", "kind": "event", "outcome": "unknown", "module": "okta", "dataset": "okta.system"}
        })
    );
}

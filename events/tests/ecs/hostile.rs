//! Input that is not as it should be.

use std::time::{Duration, Instant};

use oktually_events::ecs::{Options, write, write_to};
use serde_json::{Map, Value, json};

use crate::any_event::{all_options, no_name_twice, nothing_empty};
use crate::sample::{document, event, signed_in};

#[test]
fn every_key_bears_every_type_of_value() {
    let wrong = [
        json!(null),
        json!(7),
        json!(-1.5),
        json!(true),
        json!(""),
        json!("text"),
        json!("null"),
        json!([]),
        json!([null, 1, "x", {}]),
        json!({}),
        json!({"id": {}}),
    ];
    let sample = signed_in();
    for key in sample.as_object().unwrap().keys().filter(|key| *key != "uuid") {
        for value in &wrong {
            let mut keys = vec![(event(signed_in(), json!({key: value})), key.clone())];
            for inner in sample[key].as_object().into_iter().flat_map(Map::keys) {
                let mut object = sample[key].clone();
                object[inner] = value.clone();
                keys.push((event(signed_in(), json!({key: object})), format!("{key}.{inner}")));
            }
            for (event, key) in keys {
                for options in all_options() {
                    nothing_empty(&key, &write(&event, &options));
                    no_name_twice(&event, &options);
                }
            }
        }
    }
}

#[test]
fn text_that_is_no_address_is_in_no_field_for_addresses() {
    for text in
        ["null", "unknown", "198.51.100", "198.51.100.7:443", "198.51.100.7, 10.0.0.1", "::g", "", " 198.51.100.7", "01.2.3.4", "localhost"]
    {
        let with =
            json!({"client": {"ipAddress": text}, "request": {"ipChain": [{"ip": text, "version": "V4"}]}, "actor": null, "target": null});
        let document = document(with);
        let okta = &document["okta"];
        assert_eq!(
            (document["client"].get("ip"), document["source"].get("ip"), document["related"].get("ip")),
            (None, None, None),
            "{text}"
        );
        assert_eq!((okta.get("client"), &okta["request"]["ip_chain"]), (None, &json!([{"version": "V4"}])), "{text}");
    }
    let named = document(json!({"client": {"ipAddress": "gateway.example"}}));
    assert_eq!(named["client"]["address"], "gateway.example");
}

#[test]
fn a_place_that_is_not_on_the_globe_is_none() {
    for place in
        [json!({"lat": 91, "lon": 0}), json!({"lat": 0, "lon": -180.5}), json!({"lat": "1", "lon": "2"}), json!({"lat": 1}), json!([1, 2])]
    {
        let document = document(json!({"client": {"geographicalContext": {"geolocation": place}}}));
        assert_eq!(document["client"].get("geo"), None, "{place}");
    }
}

#[test]
fn targets_that_are_none_are_none() {
    for target in
        [json!(null), json!({"type": "User", "id": "x"}), json!("User"), json!([null, "User", 7, []]), json!([[{"type": "User"}]])]
    {
        let document = document(json!({"target": target}));
        assert_eq!((document["okta"].get("target"), document["user"].get("target")), (None, None), "{target}");
    }
    let odd = document(json!({"target": [{"type": 7}, {"type": "USER", "id": 5, "displayName": ["x"], "alternateId": {}}]}));
    assert_eq!(odd["user"]["target"], json!({"id": "5"}));
}

#[test]
fn numbers_that_are_too_large_are_none() {
    let document = document(json!({"securityContext": {"asNumber": 18_446_744_073_709_551_615_u64, "asOrg": "x"}}));
    assert_eq!(
        (&document["client"]["as"], &document["okta"]["security_context"]["as"]),
        (&json!({"organization": {"name": "x"}}), &json!({"organization": {"name": "x"}}))
    );
    let large = crate::sample::document(json!({"securityContext": {"asNumber": -5}}));
    assert_eq!(large["client"].get("as"), None);
}

#[test]
fn clocks_that_are_wrong_are_believed_or_none() {
    for (published, timestamp) in
        [("2999-01-01T00:00:00.000Z", Some("2999-01-01T00:00:00.000Z")), ("9999-12-31T23:59:59-12:00", None), ("1", None)]
    {
        let document = document(json!({"published": published}));
        assert_eq!(document.get("@timestamp").and_then(Value::as_str), timestamp);
    }
}

#[test]
fn an_event_of_ten_megabytes_is_written_within_bounds() {
    let many: Map<String, Value> = (0..200_000).map(|n| (format!("key {n}"), json!("x".repeat(20)))).collect();
    let pairs = (0..400_000).map(|n| format!("b{n}=POSITIVE")).collect::<Vec<_>>().join(", ");
    let text = "é".repeat(5_000_000);
    let targets: Vec<_> = (0..100_000).map(|n| json!({"type": "User", "id": n, "displayName": "x", "detailEntry": {"a": "b"}})).collect();
    for with in [
        json!({"debugContext": {"debugData": many.clone()}}),
        json!({"debugContext": {"debugData": {"behaviors": pairs, "risk": pairs}}}),
        json!({"debugContext": {"debugData": {"x": text.clone()}}, "displayMessage": text.clone(), "client": {"ipAddress": text.clone()}}),
        json!({"actor": {"alternateId": text.clone(), "detailEntry": many}}),
        json!({"target": targets}),
        json!({"eventType": text.clone(), "severity": text}),
    ] {
        let event = event(signed_in(), with);
        for options in all_options() {
            let begin = Instant::now();
            let mut written = Vec::new();
            write_to(&event, &options, &mut written).unwrap();
            assert!(written.len() < 2_000_000, "{}", written.len());
            assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        }
    }
}

#[test]
fn a_document_that_lost_something_says_so() {
    let event_of = |entries: usize| event(signed_in(), json!({"debugContext": {"debugData": {"x": vec!["y"; entries]}}}));
    assert_eq!(write(&event_of(10), &Options::default()).get("tags"), None);
    assert_eq!(write(&event_of(10_000), &Options::default())["tags"], json!(["okta_truncated"]));
}

#[test]
fn deep_nesting_is_cut() {
    let mut deep = json!("ground");
    for _ in 0..100 {
        deep = json!({"in": [deep]});
    }
    let text = deep.to_string();
    let with = json!({
        "deep": deep, "target": [{"detailEntry": deep}], "device": {"device_integrator": text},
        "debugContext": {"debugData": {"logOnlySecurityData": text, "x": deep}}
    });
    for options in all_options() {
        let written = write(&event(signed_in(), with.clone()), &options).to_string();
        assert!(!written.contains("\"in\":".repeat(2).as_str()) && written.matches("\"in\"").count() < 60, "{written}");
    }
}

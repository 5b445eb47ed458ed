//! What holds for whatever is written.

use oktually_events::Event;
use oktually_events::ecs::{DebugData, Options, write, write_to};
use proptest::prelude::*;
use serde_json::{Value, json};

/// All ways to write.
pub(crate) fn all_options() -> Vec<Options> {
    let modes = [DebugData::Flattened, DebugData::Plain];
    modes.into_iter().flat_map(|debug_data| [false, true].map(|strict| Options { debug_data, strict, ..Options::default() })).collect()
}

/// Fails if anything in a document is null or empty.
pub(crate) fn nothing_empty(path: &str, value: &Value) {
    match value {
        Value::Null => panic!("{path} is null"),
        Value::String(text) => assert!(!text.is_empty(), "{path} is empty"),
        Value::Array(list) => {
            assert!(!list.is_empty(), "{path} is empty");
            list.iter().for_each(|value| nothing_empty(path, value));
        }
        Value::Object(object) => {
            assert!(!object.is_empty(), "{path} is empty");
            object.iter().for_each(|(name, value)| nothing_empty(&format!("{path}.{name}"), value));
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Fails if a name stands twice in an object: as a value it would be there once, and shorter when written.
pub(crate) fn no_name_twice(event: &Event, options: &Options) {
    let mut text = Vec::new();
    write_to(event, options, &mut text).unwrap();
    assert_eq!(write(event, options).to_string().len(), text.len(), "{}", String::from_utf8_lossy(&text));
}

/// Any JSON, with Okta's names among its keys.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("POSITIVE"),
            Just("{a=b, c=POSITIVE}"),
            Just("{\"risk\":{\"level\":\"HIGH\"}}"),
            Just("User"),
            Just("UserGroup"),
            Just("198.51.100.7"),
            Just("unknown"),
            Just("null"),
            Just("2026-01-02T03:04:05.678Z"),
            Just("user.session.start"),
            Just("a@b")
        ]
        .prop_map(Value::from),
    ];
    let name = prop_oneof![
        3 => prop::sample::select(vec![
            "actor", "client", "device", "authenticationContext", "outcome", "target", "transaction", "debugContext", "request",
            "securityContext", "debugData", "ipChain", "geographicalContext", "geolocation", "lat", "lon", "userAgent", "id", "type",
            "alternateId", "displayName", "detailEntry", "changeDetails", "ipAddress", "published", "eventType", "severity", "behaviors", "risk",
            "logOnlySecurityData", "userBehaviors", "result", "name", "asNumber", "asOrg", "issuer", "detail", "ip", "level", "reasons",
            "device_integrator", "flattened", "risk_level",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(name.clone(), inner, 0..8).prop_map(|map| map.into_iter().collect())
        ]
    })
}

proptest! {
    #[test]
    fn any_event_is_written_without_null_and_empty_values_and_with_allowed_categories(mut value in any_json(), event_type in "\\PC{1,30}") {
        if !value.is_object() {
            value = json!({"debugContext": {"debugData": value.clone()}, "target": value});
        }
        value["uuid"] = json!("u");
        value["eventType"] = json!(event_type);
        crate::catalogue::well_categorised(&event_type);
        let event = Event::of(value).unwrap();
        for options in all_options() {
            let document = write(&event, &options);
            nothing_empty("document", &document);
            no_name_twice(&event, &options);
            if !options.strict {
                prop_assert!(!document["event"]["category"].as_array().unwrap().is_empty());
            }
        }
    }
}

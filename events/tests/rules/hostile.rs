//! Events that are not what Okta documents.

use oktually_events::{Event, Known, detection::Rules};
use serde_json::{Value, json};

use crate::{base, cases};

/// What stands where something else should.
fn odd() -> [Value; 6] {
    [json!(null), json!(7), json!(""), json!([[], {}, null, 1]), json!({"type": [], "id": {}, "result": 1, "debugData": "x"}), json!("{=,")]
}

#[test]
fn no_rule_breaks_on_fields_of_another_kind() {
    let rules = Rules::built_in();
    let mut looked = 0;
    for case in cases::all().into_values() {
        let event = base::with(&case["hits"][0]);
        for key in event.as_object().unwrap().keys().filter(|key| *key != "uuid") {
            for value in odd() {
                let mut bad = event.clone();
                bad[key] = value;
                let _ = rules.look(&Event::of(bad).unwrap(), &Known::default());
                looked += 1;
            }
        }
    }
    assert!(looked > 10_000, "{looked}");
}

#[test]
fn debug_data_that_is_no_text_breaks_no_rule_and_enormous_text_is_bounded() {
    let rules = Rules::built_in();
    for key in
        ["behaviors", "risk", "logOnlySecurityData", "tunnels", "threatDetections", "threatSuspected", "privilegeGranted", "requestUri"]
    {
        for value in odd().into_iter().chain([json!("New Device=POSITIVE, ".repeat(20_000))]) {
            let event = base::with(&json!({"debugContext": {"debugData": {key: value}}}));
            let seen = rules.look(&Event::of(event).unwrap(), &Known::default());
            assert!(seen.hits.iter().flat_map(|hit| &hit.matched).all(|(_, value)| value.len() <= 200));
        }
    }
}

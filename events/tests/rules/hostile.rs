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

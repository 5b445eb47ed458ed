//! The types of events that rules over single events ask for are ones that Okta publishes. Its list is not ours: `OKTUALLY_OKTA_EVENT_TYPES` names the folder.

use std::{collections::BTreeSet, fs, path::PathBuf};

use oktually_events::detection::{Kind, Rules};
use serde_json::Value;

/// The values that stand under `eventType`, at any depth.
fn asked(value: &Value, types: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner {
                    Value::String(name) if key == "eventType" => drop(types.insert(name.clone())),
                    Value::Array(names) if key == "eventType" => {
                        types.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    inner => asked(inner, types),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| asked(inner, types)),
        _ => {}
    }
}

#[test]
fn rules_over_single_events_ask_only_for_types_that_okta_publishes() {
    let Some(folder) = std::env::var_os("OKTUALLY_OKTA_EVENT_TYPES").map(PathBuf::from) else {
        eprintln!("SKIPPED: OKTUALLY_OKTA_EVENT_TYPES is not set");
        return;
    };
    let list: Value = serde_json::from_slice(&fs::read(folder.join("okta-event-types.json")).unwrap()).unwrap();
    let published = list["event_types"].as_object().unwrap();
    let rules = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules");
    let files: BTreeSet<&str> =
        Rules::built_in().list().iter().filter(|rule| rule.kind == Kind::Single).map(|rule| rule.file.as_str()).collect();
    let (mut types, mut unknown) = (BTreeSet::new(), Vec::new());
    for file in files {
        let text = fs::read_to_string(rules.join(file)).unwrap();
        for rule in serde_saphyr::from_multiple::<Value>(&text).unwrap() {
            let mut here = BTreeSet::new();
            asked(&rule["detection"], &mut here);
            unknown.extend(here.iter().filter(|name| !published.contains_key(*name)).map(|name| format!("{file}: {name}")));
            types.extend(here);
        }
    }
    eprintln!("{} types are asked for by name", types.len());
    assert!(types.len() > 80 && unknown.is_empty(), "{unknown:#?}");
}

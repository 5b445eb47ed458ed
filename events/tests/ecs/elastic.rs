//! The strict mode beside what Elastic's Okta integration makes of the same events.
//!
//! Their test data is under Elastic's own licence, so it is not here: `OKTUALLY_ELASTIC_OKTA` names the folder.

use std::fs;
use std::path::Path;

use oktually_events::Event;
use oktually_events::ecs::{DebugData, Options, write};
use serde_json::Value;

/// What may differ: what is looked up elsewhere, and what the agent and its pipeline add. This list may only shrink.
const LOOKED_UP: &[&str] = &[
    "source.geo",
    "source.as",
    "user_agent.name",
    "user_agent.version",
    "user_agent.os",
    "user_agent.device",
    "tags",
    "agent",
    "data_stream",
    "elastic_agent",
    "event.agent_id_status",
    "event.created",
    "event.dataset",
    "event.ingested",
    "input",
];

/// Lists whose order means nothing.
const UNORDERED: &[&str] = &["related.user", "related.ip", "event.type", "event.category"];

#[test]
fn the_strict_mode_equals_elastics_output_with_debug_data_whole() {
    compare("expected-default.ndjson", DebugData::Flattened);
}

#[test]
fn the_strict_mode_equals_elastics_output_with_debug_data_spread_out() {
    compare("expected-no-flattened.ndjson", DebugData::Plain);
}

#[test]
fn the_strict_mode_equals_the_document_that_elastic_indexed() {
    let Some(folder) = crate::folder("OKTUALLY_ELASTIC_OKTA") else { return };
    let expected: Value = serde_json::from_slice(&fs::read(folder.join("sample_event.json")).unwrap()).unwrap();
    let event = Event::parse(expected["event"]["original"].as_str().unwrap()).unwrap();
    same("sample_event.json", strict(&event, DebugData::Flattened), expected);
}

#[test]
fn everything_that_may_differ_is_in_elastics_documents_and_not_in_ours() {
    let Some(folder) = crate::folder("OKTUALLY_ELASTIC_OKTA") else { return };
    let mut theirs: Vec<Value> = lines(&folder.join("expected-default.ndjson")).into_iter().map(|line| line["doc"].clone()).collect();
    theirs.push(serde_json::from_slice(&fs::read(folder.join("sample_event.json")).unwrap()).unwrap());
    let events = lines(&folder.join("events.ndjson")).into_iter().map(|line| Event::of(line["doc"].clone()).unwrap());
    let ours: Vec<_> = events.map(|event| strict(&event, DebugData::Flattened)).collect();
    for path in LOOKED_UP {
        let pointer = format!("/{}", path.replace('.', "/"));
        let is_in = |documents: &[Value]| documents.iter().any(|document| document.pointer(&pointer).is_some());
        assert!(is_in(&theirs) && !is_in(&ours), "{path} need not be in the list");
    }
}

/// Where the normal mode says something else than Elastic's integration. This list may only shrink.
const OTHERWISE: &[&str] = &[
    // Overwritten by the interface.
    "okta.authentication_context.authentication_provider",
    // Of the plain mode; later packages have names for them, which are ours.
    "okta.debug_context.debug_data.clientSecret",
    "okta.debug_context.debug_data.grantType",
    "okta.debug_context.debug_data.grantedScopes",
    "okta.debug_context.debug_data.requestedScopes",
    // Most of both is dropped or stays as it was; ours are `detail_entry` and `change_details`.
    "okta.target.changeDetails.from.userType",
    "okta.target.changeDetails.to.userType",
    "okta.target.detailEntry.methodTypeUsed",
];

#[test]
fn what_was_made_for_elastics_documents_finds_the_same_in_ours() {
    let mut events = vec![Event::of(crate::sample::signed_in()).unwrap()];
    if let Some(folder) = crate::folder("OKTUALLY_ELASTIC_OKTA") {
        events.extend(lines(&folder.join("events.ndjson")).into_iter().map(|line| Event::of(line["doc"].clone()).unwrap()));
    }
    let mut missing = Vec::new();
    for event in events {
        for debug_data in [DebugData::Flattened, DebugData::Plain] {
            let normal = write(&event, &Options { debug_data, original: true, ..Options::default() });
            differing("", &strict(&event, debug_data), &normal, &mut missing);
        }
    }
    missing.sort();
    missing.dedup();
    assert_eq!(missing, OTHERWISE);
}

/// Collects where the first value holds something that the second does not.
fn differing(path: &str, first: &Value, second: &Value, found: &mut Vec<String>) {
    match (first, second) {
        (Value::Object(first), second) => {
            for (name, value) in first {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                differing(&path, value, second.get(name).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(first), Value::Array(second)) if first.iter().all(Value::is_object) => {
            first.iter().zip(second).for_each(|(first, second)| differing(path, first, second, found));
        }
        (Value::Array(first), Value::Array(second)) if first.iter().all(|value| second.contains(value)) => {}
        _ if first == second => {}
        _ => found.push(path.to_owned()),
    }
}

fn compare(expected: &str, debug_data: DebugData) {
    let Some(folder) = crate::folder("OKTUALLY_ELASTIC_OKTA") else { return };
    let events = lines(&folder.join("events.ndjson"));
    let documents = lines(&folder.join(expected));
    assert!(events.len() == documents.len() && events.len() >= 14, "{} and {}", events.len(), documents.len());
    for (event, document) in events.into_iter().zip(documents) {
        assert_eq!(event["case"], document["case"]);
        let case = format!("{expected}, case {}", event["case"]);
        let event = Event::of(event["doc"].clone()).unwrap();
        same(&case, strict(&event, debug_data), document["doc"].clone());
    }
}

fn lines(file: &Path) -> Vec<Value> {
    fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn strict(event: &Event, debug_data: DebugData) -> Value {
    write(event, &Options { debug_data, strict: true, original: true, received: None })
}

fn same(case: &str, mut ours: Value, mut theirs: Value) {
    for document in [&mut ours, &mut theirs] {
        LOOKED_UP.iter().for_each(|path| remove(document, path));
        UNORDERED.iter().for_each(|path| sort(document, path));
        // The same JSON, whose keys they need not have in the same order.
        let original: Value = serde_json::from_str(document["event"]["original"].as_str().unwrap()).unwrap();
        document["event"]["original"] = original;
    }
    assert_same(case, &ours, &theirs);
}

fn assert_same(case: &str, ours: &Value, theirs: &Value) {
    let (ours, theirs) = (serde_json::to_string_pretty(ours).unwrap(), serde_json::to_string_pretty(theirs).unwrap());
    let differing: Vec<_> = ours.lines().zip(theirs.lines()).filter(|(ours, theirs)| ours != theirs).take(3).collect();
    assert!(ours == theirs, "{case}: ours and theirs differ, first in {differing:#?}");
}

fn remove(document: &mut Value, path: &str) {
    let (around, name) = path.rsplit_once('.').map_or(("", path), |(around, name)| (around, name));
    let around = if around.is_empty() { Some(document) } else { document.get_mut(around) };
    if let Some(Value::Object(object)) = around {
        object.remove(name);
    }
}

fn sort(document: &mut Value, path: &str) {
    let list = path.split('.').try_fold(document, |value, name| value.get_mut(name));
    if let Some(Value::Array(list)) = list {
        list.sort_by_key(Value::to_string);
    }
}

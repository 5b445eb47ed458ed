//! Each rule's own cases: events on which it hits, and near misses.

use std::{collections::BTreeMap, fs, path::Path};

use oktually_events::{
    Event, Known,
    detection::{Kind, Rules},
};
use serde_json::Value;

use crate::{base, known};

/// The cases by the rule's name without `log.`.
pub(crate) fn all() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut cases = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "json") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let case = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            cases.insert(name, case);
        }
    }
    cases
}

fn hits(rule: &str, event: Value, known: &Known) -> bool {
    Rules::built_in().look(&Event::of(event).unwrap(), known).hits.iter().any(|hit| hit.rule.id == rule)
}

#[test]
fn every_rule_hits_what_it_is_about_and_stays_silent_on_near_misses() {
    let mut wrong = Vec::new();
    for (name, case) in all() {
        let (rule, known) = (format!("log.{name}"), known::of(&case["known"]));
        for (key, wanted) in [("hits", true), ("silent", false)] {
            let patches = case[key].as_array().unwrap_or_else(|| panic!("{name} has no {key}"));
            assert!(!patches.is_empty(), "{name} has no {key}");
            for (place, patch) in patches.iter().enumerate() {
                if hits(&rule, base::with(patch), &known) != wanted {
                    wrong.push(format!("{name}: {key}[{place}]"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_rule_is_without_cases_and_no_case_without_a_rule() {
    let named: Vec<String> = all().into_keys().map(|name| format!("log.{name}")).collect();
    let mut rules: Vec<&str> =
        Rules::built_in().list().iter().filter(|rule| rule.kind == Kind::Single).map(|rule| rule.id.as_str()).collect();
    rules.sort_unstable();
    assert_eq!(named, rules);
}

#[test]
fn a_rule_that_rests_on_what_was_collected_is_silent_where_nothing_was() {
    let mut wrong = Vec::new();
    // That something is our own client's work only silences.
    let rests = |case: &Value| case["known"].as_object().is_some_and(|known| known.keys().any(|key| key != "own_client"));
    for (name, case) in all().into_iter().filter(|(_, case)| rests(case)) {
        for (place, patch) in case["hits"].as_array().unwrap().iter().enumerate() {
            if hits(&format!("log.{name}"), base::with(patch), &Known::default()) {
                wrong.push(format!("{name}: hits[{place}]"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

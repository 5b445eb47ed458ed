//! Which rows of the catalogue of detections the rules over single events stand for.

use std::collections::BTreeSet;

use oktually_events::detection::{Kind, Level, Rules, SubjectKind};

/// Rows that single events show, alone or beside something else.
const SINGLE: [u16; 74] = [
    9, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 28, 30, 31, 32, 33, 35, 36, 37, 38, 39, 41, 47, 48, 50, 51, 52, 55, 63, 67, 68, 69, 70, 71,
    74, 75, 76, 77, 78, 79, 80, 82, 83, 84, 85, 86, 87, 90, 91, 92, 93, 95, 96, 99, 100, 101, 103, 104, 105, 106, 107, 108, 110, 111, 112,
    113, 114, 115, 116, 117, 119, 120, 121, 123,
];

#[test]
fn every_row_that_single_events_show_has_a_rule_and_no_rule_claims_another() {
    let rows: BTreeSet<u16> =
        Rules::built_in().list().iter().filter(|rule| rule.kind == Kind::Single).filter_map(|rule| rule.row).collect();
    assert_eq!(rows, SINGLE.into());
}

#[test]
fn levels_are_spread_so_that_what_is_high_stands_out() {
    let rules: Vec<_> = Rules::built_in().list().iter().filter(|rule| rule.kind == Kind::Single).collect();
    let of = |level: Level| rules.iter().filter(|rule| rule.level == level).count();
    assert!(of(Level::Critical) * 20 <= rules.len(), "{} of {} are critical", of(Level::Critical), rules.len());
    assert!(of(Level::Informational) > 0 && of(Level::High) * 2 <= rules.len(), "{} of {} are high", of(Level::High), rules.len());
}

#[test]
fn every_title_is_said_once_and_every_reference_is_public() {
    let list = Rules::built_in().list();
    let titles: BTreeSet<&str> = list.iter().map(|rule| rule.title.as_str()).collect();
    assert_eq!(titles.len(), list.len(), "two rules have the same title");
    for rule in list {
        assert!(rule.title.chars().count() <= 90 && !rule.title.ends_with('.'), "{}", rule.title);
        assert!(rule.references.iter().all(|link| link.starts_with("https://")) && !rule.references.is_empty(), "{}", rule.id);
        assert!(!rule.tactics.is_empty(), "{} has no tactic", rule.id);
        assert!(SubjectKind::ALL.iter().any(|(kind, _)| Some(*kind) == rule.subject), "{}", rule.id);
    }
}

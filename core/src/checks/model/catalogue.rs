//! What must hold of every check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use time::macros::datetime;

use super::testing::outcome;
use super::{Param, ParamKind, ParamValue, Params, find};
use crate::checks::{ALL, Coverage, Needs};
use crate::snapshot::{Snapshot, sample};

fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
    if own.is_dir() { own } else { Path::new(file!()).parent().unwrap().parent().unwrap().to_path_buf() }
}

#[test]
fn every_file_is_in_the_list() {
    let list = std::fs::read_to_string(folder().join("mod.rs")).unwrap();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".rs").filter(|name| *name != "mod") else { continue };
        assert!(list.lines().any(|line| line.trim() == format!("{name},")), "{name} is not in the list");
    }
}

#[test]
fn ids_are_unique_and_of_the_catalogues_shape() {
    let mut seen = BTreeSet::new();
    for check in ALL {
        assert!(seen.insert(check.id), "{} twice", check.id);
        let (area, rest) = check.id.split_once('.').unwrap();
        assert!(["admin", "token", "session", "password", "net", "collect"].contains(&area), "{}", check.id);
        assert!(
            rest.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())),
            "{}",
            check.id
        );
        assert!(std::ptr::eq(find(check.id).unwrap(), *check));
    }
    assert!(find("token.nonsense").is_none());
}

#[test]
fn every_text_is_there_and_ends_as_it_should() {
    for check in ALL {
        assert!(!check.title.is_empty() && !check.title.ends_with('.'), "{}", check.id);
        for text in [check.why, check.remedy].into_iter().chain(check.params.iter().map(|param| param.description)) {
            assert!(text.ends_with('.') && text.trim() == text && !text.contains("  "), "{}: {text}", check.id);
            assert!(text.starts_with(char::is_uppercase), "{}: {text}", check.id);
        }
        for framework in check.frameworks {
            assert!(!framework.name.is_empty() && !framework.control.is_empty(), "{}", check.id);
        }
        let controls: BTreeSet<_> = check.frameworks.iter().collect();
        assert_eq!(controls.len(), check.frameworks.len(), "{}", check.id);
        assert!(check.whole.iter().all(|needs| check.needs.contains(needs)), "{}", check.id);
    }
}

#[test]
fn remedies_name_the_path_in_the_console() {
    for check in ALL {
        assert!(check.remedy.contains(" › "), "{}: {}", check.id, check.remedy);
    }
}

#[test]
fn defaults_are_within_their_bounds() {
    for check in ALL {
        let keys: BTreeSet<&str> = check.params.iter().map(|param| param.key).collect();
        assert_eq!(keys.len(), check.params.len(), "{}", check.id);
        let overrides: Map<String, Value> =
            check.params.iter().map(|param| (param.key.to_owned(), serde_json::to_value(param.default).unwrap())).collect();
        let params = Params::with(check, &overrides).unwrap();
        for param in check.params {
            assert!(agrees(&params, param), "{} {}", check.id, param.key);
        }
    }
}

fn agrees(params: &Params, param: &Param) -> bool {
    match (param.kind, param.default) {
        (ParamKind::Integer { .. } | ParamKind::Percentage, ParamValue::Integer(number)) => params.integer(param) == number,
        (ParamKind::Words, ParamValue::Words(words)) => params.words(param) == words,
        (ParamKind::Boolean, ParamValue::Boolean(yes)) => params.is_set(param) == yes,
        _ => false,
    }
}

#[test]
fn a_flawless_org_has_no_finding_and_nothing_is_left_open() {
    let snapshot = sample::healthy();
    for check in ALL {
        let outcome = outcome(check, &snapshot);
        assert!(outcome.found.is_empty(), "{}: {:?}", check.id, outcome.found);
        assert!(outcome.not_evaluated.is_empty(), "{}: {:?}", check.id, outcome.not_evaluated);
        assert!(!outcome.clear.is_empty(), "{}", check.id);
    }
}

#[test]
fn of_an_org_that_was_not_read_nothing_is_found_and_nothing_is_clear() {
    let mut unread = Snapshot::at(datetime!(2026-03-01 0:00 UTC));
    for check in ALL {
        let outcome = outcome(check, &unread);
        assert!(outcome.found.is_empty() && outcome.clear.is_empty() && !outcome.not_evaluated.is_empty(), "{}: {outcome:?}", check.id);
    }
    // Nor when every list was refused, with the objects of an earlier run still there.
    unread = sample::healthy();
    for coverage in unread.coverage.values_mut() {
        *coverage = Coverage::Forbidden { path: "/".into(), code: "E0000006".into() };
    }
    for check in ALL.iter().filter(|check| !check.needs.is_empty()) {
        let outcome = outcome(check, &unread);
        assert!(outcome.found.is_empty() && outcome.clear.is_empty() && !outcome.not_evaluated.is_empty(), "{}: {outcome:?}", check.id);
    }
}

#[test]
fn with_any_one_list_unread_a_flawless_org_still_has_no_finding() {
    let healthy = sample::healthy();
    for needs in healthy.coverage.keys().copied().collect::<Vec<Needs>>() {
        for coverage in [Coverage::NotCollected, Coverage::Partial { unreadable: 1 }, Coverage::FeatureOff { why: "Off.".into() }] {
            let mut snapshot = healthy.clone();
            snapshot.coverage.insert(needs, coverage.clone());
            for check in ALL {
                let outcome = outcome(check, &snapshot);
                assert!(outcome.found.is_empty(), "{} without {needs} ({coverage:?}): {:?}", check.id, outcome.found);
            }
        }
    }
}

#[test]
fn what_a_check_s_word_depends_on_is_what_it_says_that_it_looks_at() {
    let mut spoilt = sample::healthy();
    spoil(&mut spoilt);
    for snapshot in [sample::healthy(), spoilt] {
        for needs in snapshot.coverage.keys().copied().collect::<Vec<Needs>>() {
            let mut without = snapshot.clone();
            without.coverage.insert(needs, Coverage::Forbidden { path: "/".into(), code: "E0000006".into() });
            for check in ALL.iter().filter(|check| !check.needs.is_empty() && !check.looks_at(needs)) {
                let word = |snapshot: &Snapshot| format!("{:?}", outcome(check, snapshot));
                assert_eq!(word(&without), word(&snapshot), "{} does not say that it looks at {needs}", check.id);
            }
        }
    }
}

#[test]
fn no_subject_is_found_twice_and_evidence_has_plain_keys() {
    let mut snapshot = sample::healthy();
    spoil(&mut snapshot);
    for check in ALL {
        let outcome = outcome(check, &snapshot);
        let mut seen = BTreeSet::new();
        for found in &outcome.found {
            assert!(seen.insert((found.subject.kind, &found.subject.id)), "{} finds {} twice", check.id, found.subject.id);
            assert!(found.summary.ends_with('.') && found.summary.starts_with(char::is_alphanumeric), "{}: {}", check.id, found.summary);
            for key in found.evidence.as_object().unwrap().keys() {
                assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{}: {key}", check.id);
            }
        }
    }
}

/// Makes much wrong at once.
fn spoil(snapshot: &mut Snapshot) {
    use crate::snapshot::{ForbiddenEndpoint, Holder, LastLogin, PrincipalLimit, RoleAssignment, RoleKind, UserStatus};
    snapshot.threat_insight = Some("none".into());
    snapshot.zones.clear();
    for token in &mut snapshot.api_tokens {
        (token.network, token.name, token.created) = (None, "test".into(), Some(sample::days_ago(500)));
        snapshot.principal_limits.push(PrincipalLimit {
            principal: token.id.clone(),
            percentage: Some(100),
            concurrency_percentage: Some(100),
        });
    }
    for person in snapshot.people.values_mut() {
        (person.last_login, person.status) = (LastLogin::At { at: sample::days_ago(300) }, UserStatus::LockedOut);
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User(person.id.clone()), RoleKind::SUPER_ADMIN));
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User(person.id.clone()), RoleKind::ORG_ADMIN));
    }
    for _ in 0..2 {
        snapshot.forbidden.push(ForbiddenEndpoint { path: "/api/v1/zones".into(), code: "E0000006".into(), needs: Needs::Zones });
    }
    for policy in &mut snapshot.policies {
        if let Some(settings) = &mut policy.password {
            (settings.min_length, settings.max_attempts, settings.refuses_common) = (Some(4), Some(0), Some(false));
        }
    }
}

//! Short ways for the cases of checks.

use serde_json::Value;

use super::{Check, Outcome, Params, Severity, evaluate};
use crate::snapshot::Snapshot;

/// The outcome with the defaults.
pub(crate) fn outcome(check: &Check, snapshot: &Snapshot) -> Outcome {
    evaluate(check, snapshot, &Params::defaults(check))
}

/// The outcome with some values set.
pub(crate) fn outcome_with(check: &Check, snapshot: &Snapshot, overrides: Value) -> Outcome {
    evaluate(check, snapshot, &Params::with(check, overrides.as_object().unwrap()).unwrap())
}

/// Ids and severities of what an outcome found.
pub(crate) fn findings(outcome: &Outcome) -> Vec<(&str, Severity)> {
    outcome.found.iter().map(|found| (found.subject.id.as_str(), found.severity)).collect()
}

/// Ids of what could not be judged; an empty one stands for all.
pub(crate) fn unjudged(outcome: &Outcome) -> Vec<&str> {
    outcome.not_evaluated.iter().map(|entry| entry.0.as_ref().map_or("", |subject| subject.id.as_str())).collect()
}

/// Ids of what is in order.
pub(crate) fn cleared(outcome: &Outcome) -> Vec<&str> {
    outcome.clear.iter().map(|subject| subject.id.as_str()).collect()
}

/// What the check finds with the defaults.
pub(crate) fn found(check: &Check, snapshot: &Snapshot) -> Vec<(String, Severity)> {
    findings(&outcome(check, snapshot)).into_iter().map(|(id, severity)| (id.to_owned(), severity)).collect()
}

/// Asserts that with the defaults the check finds exactly this, by id and severity.
#[track_caller]
pub(crate) fn assert_found(check: &Check, snapshot: &Snapshot, expected: &[(&str, Severity)]) {
    let found = found(check, snapshot);
    let found: Vec<(&str, Severity)> = found.iter().map(|(id, severity)| (id.as_str(), *severity)).collect();
    assert_eq!(found, expected);
}

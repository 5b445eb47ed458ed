//! Evaluating a check: first what was read, then the rule.

use super::{Check, Outcome, Params};
use crate::snapshot::{Coverage, Needs, Snapshot};

/// Evaluates a check.
///
/// If something it needs does not exist in the org, it does not apply; if something was refused or not collected, it is not evaluated. If a
/// list was read but for some objects, what was found stands, while a subject is clear only if that list is the one it comes from: of
/// anything else, the part that was not read might have told against it.
pub fn evaluate(check: &Check, snapshot: &Snapshot, params: &Params) -> Outcome {
    for needs in check.needs {
        if let Coverage::FeatureOff { why } = snapshot.coverage(*needs) {
            let why = if why.is_empty() { format!("The org does not have {}.", needs.words()) } else { why.clone() };
            return Outcome::new().nowhere_applicable(why);
        }
    }
    let missing = |needs: &Needs| match snapshot.coverage(*needs) {
        Coverage::Partial { .. } | Coverage::Narrow { .. } => check.whole.contains(needs),
        Coverage::Complete | Coverage::FeatureOff { .. } => false,
        Coverage::NotCollected | Coverage::Forbidden { .. } => true,
    };
    let blocked: Vec<Needs> = check.needs.iter().copied().filter(missing).collect();
    if !blocked.is_empty() {
        return blocked.into_iter().filter_map(|needs| snapshot.coverage(needs).reason(needs)).fold(Outcome::new(), Outcome::unseen);
    }
    let outcome = (check.run)(snapshot, params);
    let partial = check.needs.iter().copied().filter(|needs| snapshot.coverage(*needs).lacks_some());
    let outcome = partial.fold(outcome, |outcome, needs| weaken(outcome, needs, snapshot));
    if outcome.is_empty() { outcome.nowhere_applicable("There is nothing of this kind in the org.") } else { outcome }
}

/// Takes back what was called clear without having seen all of a list.
fn weaken(mut outcome: Outcome, list: Needs, snapshot: &Snapshot) -> Outcome {
    let Some(reason) = snapshot.coverage(list).reason(list) else { return outcome };
    let (stay, doubtful) = std::mem::take(&mut outcome.clear).into_iter().partition(|subject| subject.kind.is_from(list));
    outcome.clear = stay;
    let doubtful: Vec<super::Subject> = doubtful;
    doubtful.into_iter().fold(outcome, |outcome, subject| outcome.not_evaluated(subject, reason.clone())).unseen(reason)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::{Severity, Subject, SubjectKind};
    use crate::snapshot::sample;

    static CHECK: Check = Check {
        id: "test.check",
        title: "Test",
        severity: Severity::Low,
        why: "For tests.",
        remedy: "None.",
        needs: &[Needs::ApiTokens, Needs::Users, Needs::Groups],
        whole: &[Needs::Groups],
        helps: &[],
        params: &[],
        frameworks: &[],
        run: |_, _| {
            let user = |id| Subject::new(SubjectKind::User, id, None);
            Outcome::new().clear(user("1")).clear(Subject::new(SubjectKind::ApiToken, "2", None)).found(
                user("3"),
                Severity::Low,
                "bad",
                json!({}),
            )
        },
    };

    fn with(needs: Needs, coverage: Coverage) -> Outcome {
        let mut snapshot = sample::healthy();
        snapshot.coverage.insert(needs, coverage);
        evaluate(&CHECK, &snapshot, &Params::defaults(&CHECK))
    }

    #[test]
    fn with_everything_read_the_rule_speaks() {
        let outcome = with(Needs::Users, Coverage::Complete);
        assert_eq!((outcome.found.len(), outcome.clear.len(), outcome.not_evaluated.len()), (1, 2, 0));
    }

    #[test]
    fn what_was_refused_or_not_collected_is_not_evaluated() {
        for coverage in [Coverage::NotCollected, Coverage::Forbidden { path: "/api/v1/users".into(), code: "E0000006".into() }] {
            let outcome = with(Needs::Users, coverage);
            assert_eq!((outcome.found.len(), outcome.clear.len(), outcome.not_evaluated.len()), (0, 0, 1));
        }
    }

    #[test]
    fn a_feature_that_is_off_makes_the_check_not_applicable() {
        let outcome = with(Needs::Users, Coverage::FeatureOff { why: "Classic".into() });
        assert_eq!(outcome.not_applicable, [(None, "Classic".to_owned())]);
        assert!(outcome.not_evaluated.is_empty());
    }

    #[test]
    fn an_incomplete_list_clears_only_its_own_objects() {
        let outcome = with(Needs::Users, Coverage::Partial { unreadable: 2 });
        assert_eq!(outcome.found.len(), 1, "what was found stands");
        assert_eq!(outcome.clear.iter().map(|subject| subject.id.as_str()).collect::<Vec<_>>(), ["1"]);
        assert_eq!(outcome.not_evaluated.len(), 2, "the token, and those that could not be read");
    }

    #[test]
    fn a_list_that_must_be_whole_blocks_the_check() {
        let outcome = with(Needs::Groups, Coverage::Partial { unreadable: 2 });
        assert_eq!((outcome.found.len(), outcome.clear.len(), outcome.not_evaluated.len()), (0, 0, 1));
    }
}

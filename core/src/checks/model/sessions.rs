//! Going through the rules of global session policies.

use serde_json::Value;

use super::evidence;
use crate::checks::{Outcome, Reason};
use crate::snapshot::{Access, Policy, PolicyType, Rule, RuleAction, SessionAction, Snapshot};

/// Judges every rule of an active policy that can apply and lets in; rules that deny are clear.
pub(crate) fn each(snapshot: &Snapshot, judge: impl Fn(Outcome, &Policy, &Rule, &SessionAction) -> Outcome) -> Outcome {
    snapshot.active_policies(PolicyType::OktaSignOn).into_iter().fold(Outcome::new(), |outcome, policy| match snapshot.rules(policy) {
        Ok(rules) => rules.into_iter().fold(outcome, |outcome, rule| match &rule.action {
            RuleAction::Session(session) => match &session.access {
                Access::Allow => judge(outcome, policy, rule, session),
                Access::Deny => outcome.clear((policy, rule)),
                Access::Other(word) => {
                    outcome.not_evaluated((policy, rule), Reason::unsupported(format!("the access {word:?} is not known")))
                }
            },
            RuleAction::Access(_) | RuleAction::Other => {
                outcome.not_evaluated((policy, rule), Reason::unsupported("the rule is not one for sessions"))
            }
        }),
        Err(reason) => outcome.not_evaluated(policy, reason.clone()).unseen(reason),
    })
}

/// The groups that a policy is for, by name where it is known; nobody named means everybody.
pub(crate) fn groups(snapshot: &Snapshot, policy: &Policy) -> Value {
    evidence::list(policy.conditions.groups_include.iter().map(|id| snapshot.group_name(id)))
}

/// The sample with one more rule, which applies to a group only and stands above the default, and which the given change has spoiled.
#[cfg(test)]
pub(crate) fn sample_with(change: impl Fn(&mut SessionAction)) -> Snapshot {
    let mut snapshot = crate::snapshot::sample::healthy();
    let rules = snapshot.policies[0].rules.as_mut().unwrap();
    let mut rule = Rule { id: "0prFirst".into(), name: "Office".into(), ..rules[0].clone() };
    rule.conditions.groups_include.insert("00gHelp".into());
    if let RuleAction::Session(session) = &mut rule.action {
        change(session);
    }
    rules[0].priority = Some(2);
    rules.insert(0, rule);
    snapshot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{cleared, unjudged};

    fn visited(snapshot: &Snapshot) -> Vec<String> {
        let outcome = each(snapshot, |outcome, _, rule, _| outcome.attest(crate::checks::Subject::endpoint(&rule.id), ""));
        outcome.attest.into_iter().filter_map(|(subject, _)| subject).map(|subject| subject.id).collect()
    }

    #[test]
    fn rules_that_can_never_apply_or_are_off_are_passed_over() {
        let mut snapshot = sample_with(|_| {});
        assert_eq!(visited(&snapshot), ["0prFirst", "0prSession"]);
        snapshot.policies[0].rules.as_mut().unwrap()[0].conditions.groups_include.clear();
        assert_eq!(visited(&snapshot), ["0prFirst"]);
        snapshot.policies[0].rules.as_mut().unwrap()[0].active = false;
        assert_eq!(visited(&snapshot), ["0prSession"]);
        snapshot.policies[0].active = false;
        assert!(visited(&snapshot).is_empty());
    }

    #[test]
    fn a_rule_that_denies_is_clear_and_an_unknown_one_is_not_judged() {
        let all = |snapshot: &Snapshot| each(snapshot, |outcome, policy, rule, _| outcome.clear((policy, rule)));
        assert_eq!(cleared(&all(&sample_with(|session| session.access = Access::Deny))), ["0prFirst", "0prSession"]);
        let odd = sample_with(|session| session.access = Access::Other("CHALLENGE".into()));
        assert_eq!(unjudged(&all(&odd)), ["0prFirst"]);
        let mut unread = sample_with(|_| {});
        unread.policies[0].rules = None;
        assert_eq!(unjudged(&all(&unread)), ["00pSession", ""]);
    }
}

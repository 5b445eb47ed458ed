//! Which rules of a policy can ever apply.

use std::collections::BTreeSet;

use super::{Policy, PolicyType, Reason, Rule, Snapshot};

/// The active rules that can apply, in the order in which they are asked: by priority, the catch-all last.
///
/// A rule cannot apply if an earlier one applies whenever it would: the earlier one's people, network and other conditions are unset, equal
/// or wider. `everyone` holds the ids of groups that every user is in.
pub fn reachable<'a>(rules: &'a [Rule], everyone: &BTreeSet<&str>) -> Vec<&'a Rule> {
    let mut ordered: Vec<&Rule> = rules.iter().filter(|rule| rule.active).collect();
    ordered.sort_by_key(|rule| (rule.system, rule.priority.unwrap_or(i64::MAX)));
    let covered = |index: usize| ordered[..index].iter().any(|earlier| earlier.conditions.cover(&ordered[index].conditions, everyone));
    (0..ordered.len()).filter(|index| !covered(*index)).map(|index| ordered[index]).collect()
}

impl Snapshot {
    /// The active policies of a type, in the order in which they are asked.
    pub fn active_policies(&self, kind: PolicyType) -> Vec<&Policy> {
        let mut policies: Vec<&Policy> = self.policies.iter().filter(|policy| policy.kind == kind && policy.active).collect();
        policies.sort_by_key(|policy| (policy.priority.unwrap_or(i64::MAX), policy.system));
        policies
    }

    /// The rules of a policy that can apply, in the order in which they are asked; the reason if they were not read.
    pub fn rules<'a>(&self, policy: &'a Policy) -> Result<Vec<&'a Rule>, Reason> {
        let rules =
            policy.rules.as_ref().ok_or_else(|| Reason::partial(format!("the rules of the policy {} were not read", policy.name)))?;
        let everyone = self.groups.values().filter(|group| group.is_everyone()).map(|group| group.id.as_str()).collect();
        Ok(reachable(rules, &everyone))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::snapshot::{Conditions, RuleAction};

    fn rule(id: &str, priority: i64, conditions: Value) -> Rule {
        Rule { priority: Some(priority), conditions: Conditions::read(&conditions), ..Rule::new(id, id, RuleAction::Other) }
    }

    fn ids(rules: &[Rule]) -> Vec<&str> {
        reachable(rules, &BTreeSet::new()).into_iter().map(|rule| rule.id.as_str()).collect()
    }

    #[test]
    fn rules_are_asked_by_priority_with_the_catch_all_last() {
        let catch_all = Rule { system: true, ..rule("last", 0, json!(null)) };
        let rules =
            [catch_all, rule("b", 2, json!({"riskScore": {"level": "LOW"}})), rule("a", 1, json!({"riskScore": {"level": "HIGH"}}))];
        assert_eq!(ids(&rules), ["a", "b", "last"]);
    }

    #[test]
    fn what_stands_below_a_wider_rule_can_never_apply() {
        let rules = [rule("a", 1, json!(null)), rule("b", 2, json!({"riskScore": {"level": "LOW"}})), rule("c", 3, json!(null))];
        assert_eq!(ids(&rules), ["a"]);
    }

    #[test]
    fn an_inactive_rule_covers_nothing() {
        let rules = [Rule { active: false, ..rule("a", 1, json!(null)) }, rule("b", 2, json!(null))];
        assert_eq!(ids(&rules), ["b"]);
    }

    #[test]
    fn a_narrow_rule_above_covers_nothing_else() {
        let rules = [rule("a", 1, json!({"people": {"groups": {"include": ["00g1"]}}})), rule("b", 2, json!(null))];
        assert_eq!(ids(&rules), ["a", "b"]);
    }
}

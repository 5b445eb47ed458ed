//! Sessions that stay open at an unattended browser.

use serde_json::json;

use super::model::sessions;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{PolicyType, Snapshot};

const MAX: Param =
    Param::integer("max_session_idle_minutes", 60, 1, 525_600, "minutes", "Most minutes that a session may stay idle.");
const TOP_ONLY: Param = Param::boolean(
    "top_rule_only",
    false,
    "Judge as DISA's guide does: only the first rule of each policy, which must have priority 1 and not be the default rule.",
);

pub(super) static CHECK: Check = Check {
    id: "session.idle-timeout",
    title: "Global session idle timeout too long",
    severity: Severity::Medium,
    why: "An unattended browser stays signed in.",
    remedy: "Under Security › Global Session Policy › the policy › the rule › Edit, lower \"Expire session after user has been idle\".",
    needs: &[Needs::Policies(PolicyType::OktaSignOn)],
    whole: &[],
    helps: &[],
    params: &[MAX, TOP_ONLY],
    frameworks: &[
        Framework::nist("AC-11"),
        Framework::cci("CCI-000057"),
        Framework::cci("CCI-001133"),
        Framework::pci("8.2.8"),
        Framework::soc2("CC6.6"),
        Framework::iso("A.9.4.2"),
        Framework::ism("ISM-1546"),
        Framework::stig("V-273186"),
    ],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let most = params.integer(&MAX);
    let top_only = params.is_set(&TOP_ONLY);
    sessions::each(snapshot, |outcome, policy, rule, session| {
        let is_top = snapshot.rules(policy).is_ok_and(|rules| rules.first().is_some_and(|first| first.id == rule.id));
        let subject = Subject::from((policy, rule));
        if top_only && !is_top {
            return outcome.not_applicable(subject, "Only the first rule of a policy is judged.");
        }
        let evidence = json!({"policy": policy.name, "rule": rule.name, "groups": sessions::groups(snapshot, policy), "idle_minutes": session.idle_minutes, "max_session_idle_minutes": most});
        if top_only && (rule.system || rule.priority != Some(1)) {
            let summary = format!(
                "The first rule of {} is {}, which is the default rule or has not priority 1.",
                policy.name, rule.name
            );
            return outcome.found(subject, Severity::Medium, summary, evidence);
        }
        match session.idle_minutes {
            None => outcome.not_evaluated(subject, Reason::partial("the idle time was not given")),
            Some(minutes) if minutes <= 0 => outcome.not_evaluated(
                subject,
                Reason::unsupported(format!("an idle time of {minutes} minutes is not documented")),
            ),
            Some(minutes) if minutes <= most => outcome.clear(subject),
            Some(minutes) => {
                let summary = format!(
                    "The rule {} of {} ends a session after {minutes} idle minutes; at most {most} are allowed.",
                    rule.name, policy.name
                );
                outcome.found(subject, Severity::Medium, summary, evidence)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::sessions::sample_with;
    use crate::checks::model::testing::{assert_found, cleared, findings, outcome, outcome_with, unjudged};
    use crate::snapshot::sample;

    #[test]
    fn more_than_an_hour_is_found_also_below_the_first_rule() {
        assert_found(
            &CHECK,
            &sample_with(|session| session.idle_minutes = Some(61)),
            &[("0prFirst", Severity::Medium)],
        );
        let mut snapshot = sample_with(|session| session.idle_minutes = Some(120));
        snapshot.policies[0].rules.as_mut().unwrap().swap(0, 1);
        assert_eq!(findings(&outcome(&CHECK, &snapshot)).len(), 1);
        let outcome = outcome(&CHECK, &snapshot);
        assert_eq!(outcome.found[0].evidence["idle_minutes"], 120);
    }

    #[test]
    fn an_hour_is_clear() {
        assert_eq!(
            cleared(&outcome(&CHECK, &sample_with(|session| session.idle_minutes = Some(60)))),
            ["0prFirst", "0prSession"]
        );
    }

    #[test]
    fn what_was_not_given_is_not_judged() {
        assert_eq!(unjudged(&outcome(&CHECK, &sample_with(|session| session.idle_minutes = None))), ["0prFirst"]);
        assert_eq!(unjudged(&outcome(&CHECK, &sample_with(|session| session.idle_minutes = Some(0)))), ["0prFirst"]);
    }

    #[test]
    fn as_disa_judges_only_the_first_rule_counts_and_must_not_be_the_default() {
        let strict = json!({"top_rule_only": true, "max_session_idle_minutes": 60});
        let mut snapshot = sample::healthy();
        assert!(outcome_with(&CHECK, &snapshot, strict.clone()).found.is_empty());
        snapshot.policies[0].rules.as_mut().unwrap()[0].system = true;
        assert_eq!(findings(&outcome_with(&CHECK, &snapshot, strict.clone())), [("0prSession", Severity::Medium)]);
        let below = sample_with(|_| {});
        assert_eq!(outcome_with(&CHECK, &below, strict).not_applicable.len(), 1);
    }
}

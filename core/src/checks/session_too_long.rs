//! Sessions that last too long, or for ever.

use serde_json::json;

use super::model::sessions;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity, Subject};
use crate::snapshot::{PolicyType, Snapshot};

const MAX: Param =
    Param::integer("max_session_lifetime_minutes", 720, 1, 525_600, "minutes", "Most minutes that a session may last.");

pub(super) static CHECK: Check = Check {
    id: "session.max-lifetime",
    title: "Session lifetime unlimited or too long",
    severity: Severity::High,
    why: "A stolen cookie serves its thief for as long as the session lasts.",
    remedy: "Under Security › Global Session Policy › the policy › the rule › Edit, set a time limit as \"Maximum Okta global session lifetime\".",
    needs: &[Needs::Policies(PolicyType::OktaSignOn)],
    whole: &[],
    helps: &[],
    params: &[MAX],
    frameworks: &[
        Framework::nist("AC-12"),
        Framework::nist("SC-10"),
        Framework::soc2("CC6.6"),
        Framework::stig("V-273203"),
        Framework::health_insight("Limited session lifetime"),
    ],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let most = params.integer(&MAX);
    sessions::each(snapshot, |outcome, policy, rule, session| {
        let subject = Subject::from((policy, rule));
        let lasts = match session.lifetime_minutes {
            None => return outcome.not_evaluated(subject, Reason::partial("the lifetime was not given")),
            // Okta's word for "no limit".
            Some(0) => "without a time limit".to_owned(),
            Some(minutes) if minutes < 0 => {
                return outcome.not_evaluated(
                    subject,
                    Reason::unsupported(format!("a lifetime of {minutes} minutes is not documented")),
                );
            }
            Some(minutes) if minutes <= most => return outcome.clear(subject),
            Some(minutes) => format!("{minutes} minutes"),
        };
        let summary = format!(
            "The rule {} of {} lets a session last {lasts}; at most {most} minutes are allowed.",
            rule.name, policy.name
        );
        let evidence = json!({
            "policy": policy.name,
            "rule": rule.name,
            "groups": sessions::groups(snapshot, policy),
            "lifetime_minutes": session.lifetime_minutes,
            "unlimited": session.lifetime_minutes == Some(0),
            "max_session_lifetime_minutes": most,
        });
        outcome.found(subject, Severity::High, summary, evidence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::sessions::sample_with;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};

    #[test]
    fn a_lifetime_of_zero_is_unlimited_and_found() {
        let snapshot = sample_with(|session| session.lifetime_minutes = Some(0));
        assert_found(&CHECK, &snapshot, &[("0prFirst", Severity::High)]);
        assert_eq!(outcome(&CHECK, &snapshot).found[0].evidence["unlimited"], true);
    }

    #[test]
    fn more_than_twelve_hours_are_found() {
        assert_found(
            &CHECK,
            &sample_with(|session| session.lifetime_minutes = Some(721)),
            &[("0prFirst", Severity::High)],
        );
        assert_eq!(
            cleared(&outcome(&CHECK, &sample_with(|session| session.lifetime_minutes = Some(720)))),
            ["0prFirst", "0prSession"]
        );
    }

    #[test]
    fn what_was_not_given_is_not_judged() {
        assert_eq!(unjudged(&outcome(&CHECK, &sample_with(|session| session.lifetime_minutes = None))), ["0prFirst"]);
    }
}

//! Sessions that survive the closing of the browser.

use serde_json::json;

use super::model::sessions;
use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity, Subject};
use crate::snapshot::{PolicyType, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "session.persistent-cookie",
    title: "Session survives browser close",
    severity: Severity::Medium,
    why: "The cookie stays on the disk after the browser is closed, for whoever comes next. Administrators are not affected: for them Okta never keeps it.",
    remedy: "Under Security › Global Session Policy › the policy › the rule › Edit, set \"Okta global session cookies persist across browser sessions\" to Disabled.",
    needs: &[Needs::Policies(PolicyType::OktaSignOn)],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[
        Framework::nist("SC-23"),
        Framework::nist("AC-12"),
        Framework::soc2("CC6.6"),
        Framework::stig("V-273206"),
    ],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    sessions::each(snapshot, |outcome, policy, rule, session| {
        let subject = Subject::from((policy, rule));
        match session.persistent_cookie {
            None => outcome.not_evaluated(subject, Reason::partial("whether the cookie persists was not given")),
            Some(false) => outcome.clear(subject),
            Some(true) => {
                let summary = format!(
                    "The rule {} of {} keeps the session's cookie after the browser is closed.",
                    rule.name, policy.name
                );
                let evidence =
                    json!({"policy": policy.name, "rule": rule.name, "groups": sessions::groups(snapshot, policy)});
                outcome.found(subject, Severity::Medium, summary, evidence)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::sessions::sample_with;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};

    #[test]
    fn a_cookie_that_persists_is_found_with_the_groups_it_concerns() {
        let mut snapshot = sample_with(|session| session.persistent_cookie = Some(true));
        snapshot.policies[0].conditions.groups_include.insert("00gHelp".into());
        assert_found(&CHECK, &snapshot, &[("0prFirst", Severity::Medium)]);
        assert_eq!(outcome(&CHECK, &snapshot).found[0].evidence["groups"], json!(["Help desk"]));
    }

    #[test]
    fn a_cookie_that_ends_with_the_browser_is_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample_with(|_| {}))), ["0prFirst", "0prSession"]);
    }

    #[test]
    fn what_was_not_given_is_not_judged() {
        assert_eq!(unjudged(&outcome(&CHECK, &sample_with(|session| session.persistent_cookie = None))), ["0prFirst"]);
    }
}

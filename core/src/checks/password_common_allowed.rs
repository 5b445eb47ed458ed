//! Password policies that accept the commonest passwords.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity};
use crate::snapshot::{PolicyType, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "password.common",
    title: "Common passwords allowed",
    severity: Severity::Medium,
    why: "Those who try one password against many accounts try the commonest first.",
    remedy: "Under Security › Authenticators › Password › the policy › Edit, switch on \"Restrict use of common passwords\".",
    needs: &[Needs::Policies(PolicyType::Password)],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[
        Framework::nist("IA-5(1)"),
        Framework::cci("CCI-004058"),
        Framework::stig("V-273208"),
        Framework::health_insight("Strong password policy"),
    ],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    snapshot.active_policies(PolicyType::Password).into_iter().fold(Outcome::new(), |outcome, policy| {
        if policy.is_for_directory() {
            return outcome.not_applicable(policy, "The passwords are kept in a directory, whose own rules count.");
        }
        match policy.password.as_ref().and_then(|settings| settings.refuses_common) {
            None => outcome.not_evaluated(policy, Reason::partial("the rules of complexity were not given")),
            Some(true) => outcome.clear(policy),
            Some(false) => {
                let groups = evidence::list(policy.conditions.groups_include.iter().map(|id| snapshot.group_name(id)));
                outcome.found(
                    policy,
                    Severity::Medium,
                    format!("The policy {} accepts common passwords.", policy.name),
                    json!({"groups": groups}),
                )
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample;

    fn refuses(common: Option<bool>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.policies[2].password.as_mut().unwrap().refuses_common = common;
        snapshot
    }

    #[test]
    fn a_policy_that_accepts_common_passwords_is_found() {
        assert_found(&CHECK, &refuses(Some(false)), &[("00pPassword", Severity::Medium)]);
    }

    #[test]
    fn a_policy_that_refuses_them_is_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00pPassword"]);
    }

    #[test]
    fn settings_not_read_are_not_judged_and_directories_have_their_own() {
        assert_eq!(unjudged(&outcome(&CHECK, &refuses(None))), ["00pPassword"]);
        let mut snapshot = refuses(Some(false));
        snapshot.policies[2].conditions.provider = Some("LDAP".into());
        assert_eq!(outcome(&CHECK, &snapshot).not_applicable.len(), 1);
    }
}

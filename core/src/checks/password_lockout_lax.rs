//! Password policies that let people guess.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{PolicyType, Snapshot};

const MAX: Param =
    Param::integer("lockout_max_attempts", 10, 1, 100, "attempts", "Most wrong passwords before an account is locked.");

pub(super) static CHECK: Check = Check {
    id: "password.lockout",
    title: "No or lax lockout",
    severity: Severity::Medium,
    why: "Without a lock, passwords can be guessed until one fits.",
    remedy: "Under Security › Authenticators › Password › the policy › Edit, set \"Lock out user after N unsuccessful attempts\".",
    needs: &[Needs::Policies(PolicyType::Password)],
    whole: &[],
    helps: &[],
    params: &[MAX],
    frameworks: &[
        Framework::nist("AC-7"),
        Framework::pci("8.2.6"),
        Framework::ism("ISM-1173"),
        Framework::cci("CCI-000044"),
        Framework::cci("CCI-002238"),
        Framework::stig("V-273189"),
        Framework::health_insight("Strong password policy"),
    ],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let most = params.integer(&MAX);
    snapshot.active_policies(PolicyType::Password).into_iter().fold(Outcome::new(), |outcome, policy| {
        let (severity, locks) = match policy.password.as_ref().and_then(|settings| settings.max_attempts) {
            None => return outcome.not_evaluated(policy, Reason::partial("the number of attempts was not given")),
            // Okta's word for "never".
            Some(0) => (Severity::High, "never locks an account".to_owned()),
            Some(attempts) if attempts < 0 => {
                return outcome.not_evaluated(
                    policy,
                    Reason::unsupported(format!("a lock after {attempts} attempts is not documented")),
                );
            }
            Some(attempts) if attempts <= most => return outcome.clear(policy),
            Some(attempts) => (Severity::Medium, format!("locks an account after {attempts} wrong passwords")),
        };
        let attempts = policy.password.as_ref().and_then(|settings| settings.max_attempts);
        let summary = format!("The policy {} {locks}; it should after at most {most}.", policy.name);
        outcome.found(
            policy,
            severity,
            summary,
            json!({"max_attempts": attempts, "lockout_max_attempts": most, "provider": policy.conditions.provider}),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample;

    fn attempts(max: Option<i64>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.policies[2].password.as_mut().unwrap().max_attempts = max;
        snapshot
    }

    #[test]
    fn zero_attempts_mean_no_lock_and_are_worse_than_many() {
        assert_found(&CHECK, &attempts(Some(0)), &[("00pPassword", Severity::High)]);
        assert_found(&CHECK, &attempts(Some(11)), &[("00pPassword", Severity::Medium)]);
    }

    #[test]
    fn ten_attempts_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &attempts(Some(10)))), ["00pPassword"]);
    }

    #[test]
    fn policies_for_directory_passwords_are_judged_too() {
        let mut snapshot = attempts(Some(0));
        snapshot.policies[2].conditions.provider = Some("ACTIVE_DIRECTORY".into());
        assert_found(&CHECK, &snapshot, &[("00pPassword", Severity::High)]);
    }

    #[test]
    fn what_was_not_given_is_not_judged_and_inactive_policies_are_passed_over() {
        assert_eq!(unjudged(&outcome(&CHECK, &attempts(None))), ["00pPassword"]);
        let mut snapshot = attempts(Some(0));
        snapshot.policies[2].active = false;
        assert_found(&CHECK, &snapshot, &[]);
    }
}

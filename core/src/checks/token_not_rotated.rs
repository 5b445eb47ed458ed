//! API tokens that are old.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::Snapshot;

const MAX: Param = Param::days("token_max_age_days", 365, 1, "Days after which a token should have been replaced.");
const WARN: Param = Param::days("token_warn_age_days", 90, 1, "Days after which a token's age is worth a note.");

pub(super) static CHECK: Check = Check {
    id: "token.stale-rotation",
    title: "Token not rotated",
    severity: Severity::Medium,
    why: "A string that lives for years gathers copies in scripts, laptops and backups.",
    remedy: "Make a new token while signed in as the owner, put it in place, then revoke the old one under Security › API › Tokens: a token cannot be renewed in place.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[MAX, WARN],
    frameworks: &[Framework::nist("IA-5"), Framework::pci("8.2.7"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let Some(created) = token.created else { return outcome.not_evaluated(token, Reason::partial("when it was made was not read")) };
        let age = snapshot.taken_at - created;
        let severity = if age > params.days(&MAX) {
            Severity::Medium
        } else if age > params.days(&WARN) {
            Severity::Low
        } else {
            return outcome.clear(token);
        };
        let days = evidence::days(age);
        let evidence = json!({"created": evidence::moment(created), "age_days": days, "token_max_age_days": params.integer(&MAX), "token_warn_age_days": params.integer(&WARN)});
        outcome.found(token, severity, format!("Token {} is {days} days old.", token.name), evidence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, findings, outcome, outcome_with, unjudged};
    use crate::snapshot::sample::{self, days_ago};
    use time::{Duration, OffsetDateTime};

    fn created(at: Option<OffsetDateTime>) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].created = at;
        snapshot
    }

    #[test]
    fn age_counts_from_the_making_with_two_thresholds() {
        let second = Duration::seconds(1);
        assert_found(&CHECK, &created(Some(days_ago(365) - second)), &[("00TSync", Severity::Medium)]);
        assert_found(&CHECK, &created(Some(days_ago(365))), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &created(Some(days_ago(90) - second)), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &created(Some(days_ago(90))), &[]);
    }

    #[test]
    fn a_tenant_may_set_the_thresholds() {
        let outcome = outcome_with(
            &CHECK,
            &created(Some(days_ago(70))),
            json!({"token_warn_age_days": 61, "token_max_age_days": 69}),
        );
        assert_eq!(findings(&outcome), [("00TSync", Severity::Medium)]);
    }

    #[test]
    fn young_tokens_are_clear_and_one_of_unknown_age_is_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        assert_eq!(unjudged(&outcome(&CHECK, &created(None))), ["00TSync"]);
    }
}

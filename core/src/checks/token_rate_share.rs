//! API tokens that may use most of the org's rate limits.

use serde_json::json;

use super::{Check, Needs, Outcome, Param, Params, Severity};
use crate::snapshot::Snapshot;

const MAX: Param =
    Param::percentage("max_token_percentage", 50, "Greatest share of each rate limit that one token may use.");

/// Okta's share for a token of which nothing was set.
const DEFAULT: i64 = 50;

pub(super) static CHECK: Check = Check {
    id: "token.rate-limit-share",
    title: "Token may use more than half of the org's rate limit",
    severity: Severity::Medium,
    why: "One faulty or hostile script can lock every other integration, and what helps people sign in, out of the API.",
    remedy: "Lower the share under Security › API › Tokens › the token › API rate limits.",
    needs: &[Needs::ApiTokens, Needs::PrincipalRateLimits],
    whole: &[],
    helps: &[],
    params: &[MAX],
    frameworks: &[],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let most = params.integer(&MAX);
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let limit = snapshot.principal_limits.iter().find(|limit| limit.principal == token.id);
        let share = limit.and_then(|limit| limit.percentage).unwrap_or(DEFAULT);
        if share <= most {
            return outcome.clear(token);
        }
        let severity = if share >= 100 { Severity::High } else { Severity::Medium };
        let summary =
            format!("Token {} may use {share} % of each rate limit; at most {most} % is allowed.", token.name);
        outcome.found(token, severity, summary, json!({"percentage": share, "max_token_percentage": most}))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, findings, outcome, outcome_with};
    use crate::snapshot::{PrincipalLimit, sample};

    fn share(percentage: i64) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.principal_limits.push(PrincipalLimit {
            principal: "00TSync".into(),
            percentage: Some(percentage),
            concurrency_percentage: None,
        });
        snapshot
    }

    #[test]
    fn more_than_half_is_found_and_all_of_it_is_worse() {
        assert_found(&CHECK, &share(51), &[("00TSync", Severity::Medium)]);
        assert_found(&CHECK, &share(100), &[("00TSync", Severity::High)]);
        assert_found(&CHECK, &share(50), &[]);
    }

    #[test]
    fn a_token_of_which_nothing_was_set_has_half() {
        let healthy = sample::healthy();
        assert_eq!(cleared(&outcome(&CHECK, &healthy)).len(), 3);
        let strict = outcome_with(&CHECK, &healthy, json!({"max_token_percentage": 49}));
        assert_eq!(findings(&strict).len(), 3);
    }
}

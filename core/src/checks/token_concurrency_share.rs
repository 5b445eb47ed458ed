//! API tokens that may use most of the requests in flight.

use serde_json::json;

use super::{Check, Needs, Outcome, Param, Params, Severity};
use crate::snapshot::Snapshot;

const MAX: Param =
    Param::percentage("max_token_concurrency", 75, "Greatest share of the requests in flight that one token may use.");

/// Okta's share for a token of which nothing was set.
const DEFAULT: i64 = 50;

pub(super) static CHECK: Check = Check {
    id: "token.concurrency-share",
    title: "Token may use most of the concurrency pool",
    severity: Severity::Low,
    why: "The requests in flight of one client can use up what the whole org has.",
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
        let share = limit.and_then(|limit| limit.concurrency_percentage).unwrap_or(DEFAULT);
        if share <= most {
            return outcome.clear(token);
        }
        let summary = format!(
            "Token {} may use {share} % of the org's requests in flight; at most {most} % is allowed.",
            token.name
        );
        outcome.found(
            token,
            Severity::Low,
            summary,
            json!({"concurrency_percentage": share, "max_token_concurrency": most}),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome};
    use crate::snapshot::{PrincipalLimit, sample};

    fn share(percentage: i64) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.principal_limits.push(PrincipalLimit {
            principal: "00TSync".into(),
            percentage: None,
            concurrency_percentage: Some(percentage),
        });
        snapshot
    }

    #[test]
    fn more_than_three_quarters_is_found() {
        assert_found(&CHECK, &share(76), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &share(75), &[]);
    }

    #[test]
    fn a_token_of_which_nothing_was_set_is_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
    }
}

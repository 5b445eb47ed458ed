//! API tokens that were never used.

use serde_json::json;
use time::Duration;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity};
use crate::snapshot::Snapshot;

/// A last use this near to the making is the making itself.
const SAME_MOMENT: Duration = Duration::minutes(5);
/// How long a new token may wait for its first use.
const GRACE: Duration = Duration::days(7);

pub(super) static CHECK: Check = Check {
    id: "token.never-used",
    title: "Token never used after creation",
    severity: Severity::Low,
    why: "Tokens made just in case are pasted somewhere and forgotten.",
    remedy: "Revoke the token under Security › API › Tokens.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let Some(created) = token.created else {
            return outcome.not_evaluated(token, Reason::partial("when it was made was not read"));
        };
        let age = snapshot.taken_at - created;
        if age <= GRACE {
            return outcome.clear(token);
        }
        match token.last_used(snapshot.taken_at) {
            None => outcome.not_evaluated(
                token,
                Reason::unsupported("when it was last used does not follow from its expiry and window"),
            ),
            Some(used) if (used - created).abs() >= SAME_MOMENT => outcome.clear(token),
            Some(_) => {
                let days = evidence::days(age);
                let summary = format!(
                    "Token {} was made {days} days ago and, as far as its expiry tells, never used.",
                    token.name
                );
                outcome.found(
                    token,
                    Severity::Low,
                    summary,
                    json!({"created": evidence::moment(created), "age_days": days}),
                )
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample::{self, days_ago};
    use time::OffsetDateTime;

    fn unused_since(created: OffsetDateTime, gap: Duration) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].created = Some(created);
        snapshot.api_tokens[1].expires = Some(created + gap + Duration::days(30));
        snapshot
    }

    #[test]
    fn a_token_whose_last_use_is_its_making_is_found_after_a_week() {
        let (second, minute) = (Duration::seconds(1), Duration::minutes(1));
        assert_found(&CHECK, &unused_since(days_ago(8), minute), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &unused_since(days_ago(7) - second, minute), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &unused_since(days_ago(7), minute), &[]);
        assert_found(&CHECK, &unused_since(days_ago(8), Duration::minutes(5)), &[]);
    }

    #[test]
    fn used_tokens_are_clear_and_without_a_window_nothing_is_inferred() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].window = Some("soon".into());
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TSync"]);
    }
}

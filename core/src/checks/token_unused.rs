//! API tokens that nobody uses.

use serde_json::json;
use time::Duration;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::Snapshot;

const IDLE: Param = Param::days("token_idle_days", 14, 1, "Days without use after which a token counts as idle.");

/// A token that lapses this soon is as good as gone.
const LAPSING: Duration = Duration::days(7);

pub(super) static CHECK: Check = Check {
    id: "token.unused",
    title: "Token idle, about to lapse",
    severity: Severity::Low,
    why: "A credential that nobody uses can only do harm.",
    remedy: "Revoke the token under Security › API › Tokens instead of letting it lapse.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[IDLE],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let (Some(used), Some(expires), Some(life)) = (token.last_used(snapshot.taken_at), token.expires, token.life()) else {
            return outcome.not_evaluated(token, Reason::unsupported("when it was last used does not follow from its expiry and window"));
        };
        let idle = snapshot.taken_at - used;
        // A token that lives no longer than a week is always about to lapse, however much it is used.
        let lapsing = life > LAPSING && expires - snapshot.taken_at <= LAPSING;
        if idle < params.days(&IDLE) && !lapsing {
            return outcome.clear(token);
        }
        let days = evidence::days(idle);
        let summary = format!("Token {} was last used about {} and lapses on {}.", token.name, evidence::day(used), evidence::day(expires));
        let evidence = json!({"last_used_about": evidence::moment(used), "idle_days": days, "expires": evidence::moment(expires), "token_idle_days": params.integer(&IDLE)});
        outcome.found(token, Severity::Low, summary, evidence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample::{self, days_ago};

    /// The machine's token, last used so many days ago, living so many days unused.
    fn used(days: i64, life: i64) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].window = Some(format!("P{life}D"));
        snapshot.api_tokens[1].expires = Some(days_ago(days - life));
        snapshot
    }

    #[test]
    fn a_token_idle_for_two_weeks_is_found() {
        assert_found(&CHECK, &used(14, 30), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &used(13, 30), &[]);
    }

    #[test]
    fn a_token_about_to_lapse_is_found_unless_it_always_is() {
        assert_found(&CHECK, &used(3, 10), &[("00TSync", Severity::Low)]);
        assert_found(&CHECK, &used(2, 10), &[]);
        assert_found(&CHECK, &used(1, 7), &[]);
    }

    #[test]
    fn tokens_in_use_are_clear_and_without_a_window_nothing_is_inferred() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].window = None;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TSync"]);
    }
}

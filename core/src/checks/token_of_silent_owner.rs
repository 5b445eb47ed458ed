//! API tokens in use although their owner never signs in any more.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{ApiToken, Person, Service, Snapshot};

const SILENCE: Param =
    Param::days("owner_inactive_days", 90, 1, "Days without a sign-in after which an owner counts as inactive.");
const RECENT: Param =
    Param::days("token_recent_days", 30, 1, "Days within which a token must have been used to count as alive.");

pub(super) static CHECK: Check = Check {
    id: "token.owner-inactive",
    title: "Token alive although its owner never signs in any more",
    severity: Severity::Medium,
    why: "It is forgotten automation, or somebody's hidden way to stay in.",
    remedy: "Find out what uses the token, move it to a service account, and revoke it under Security › API › Tokens. If the account is a machine's, mark it as a service account.",
    needs: &[Needs::ApiTokens, Needs::Users],
    whole: &[],
    helps: &[],
    params: &[SILENCE, RECENT],
    frameworks: &[Framework::nist("AC-2(3)"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| match snapshot.person(&token.owner) {
        Err(absent) => outcome.not_evaluated(token, absent.reason()),
        Ok(owner) => judge(outcome, snapshot, params, token, owner),
    })
}

/// Whether the account is a machine's because nobody signs in to it is the very question here, so only a declared one is exempt.
fn judge(outcome: Outcome, snapshot: &Snapshot, params: &Params, token: &ApiToken, owner: &Person) -> Outcome {
    if snapshot.service(owner) == Service::Declared {
        return outcome.clear(token);
    }
    let Some(silence) = owner.silence(snapshot.taken_at) else {
        return outcome
            .not_evaluated(token, Reason::partial(format!("the last sign-in of {} was not read", owner.login)));
    };
    if silence <= params.days(&SILENCE) {
        return outcome.clear(token);
    }
    let Some(used) = token.last_used(snapshot.taken_at) else {
        return outcome.not_evaluated(
            token,
            Reason::unsupported("when it was last used does not follow from its expiry and window"),
        );
    };
    if snapshot.taken_at - used >= params.days(&RECENT) {
        return outcome.clear(token);
    }
    let days = evidence::days(silence);
    let summary = format!(
        "Token {} was used about {}, yet nobody has signed in as {} for {days} days.",
        token.name,
        evidence::day(used),
        owner.login
    );
    let evidence = json!({"owner": owner.login, "owner_silent_days": days, "token_last_used_about": evidence::moment(used), "owner_inactive_days": params.integer(&SILENCE)});
    outcome.found(token, Severity::Medium, summary, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::LastLogin;
    use crate::snapshot::sample::{self, days_ago};

    /// The token of the machine goes to a person who last signed in so many days ago.
    fn with(days: i64) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[1].owner = "00uBen".into();
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::At { at: days_ago(days) };
        snapshot
    }

    #[test]
    fn a_token_in_use_of_a_silent_owner_is_found() {
        assert_found(&CHECK, &with(91), &[("00TSync", Severity::Medium)]);
        assert_found(&CHECK, &with(90), &[]);
    }

    #[test]
    fn a_token_that_is_not_used_either_is_clear() {
        let mut snapshot = with(91);
        snapshot.api_tokens[1].expires = Some(days_ago(0));
        assert_found(&CHECK, &snapshot, &[]);
    }

    #[test]
    fn declared_machines_are_clear_and_what_was_not_read_is_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        let mut snapshot = with(91);
        snapshot.api_tokens[1].window = None;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TSync"]);
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::Unread;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TSync"]);
    }
}

//! Accounts that own many API tokens.

use std::collections::BTreeMap;

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Severity, Subject};
use crate::snapshot::Snapshot;

const MAX: Param = Param::integer(
    "max_tokens_per_owner",
    3,
    1,
    1_000,
    "tokens",
    "Most tokens that one account may own, agents' tokens not counted.",
);

pub(super) static CHECK: Check = Check {
    id: "token.many-per-owner",
    title: "One account owns many tokens",
    severity: Severity::Low,
    why: "Integrations that share an account share its rights and its fate: replacing one token does not contain a leak.",
    remedy: "Give each integration an account of its own under Directory › People, and revoke the shared tokens under Security › API › Tokens.",
    needs: &[Needs::ApiTokens],
    whole: &[],
    helps: &[],
    params: &[MAX],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let most = params.integer(&MAX);
    let mut by_owner: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for token in snapshot.api_tokens.iter().filter(|token| !token.is_agent()) {
        by_owner.entry(&token.owner).or_default().push(&token.name);
    }
    by_owner.into_iter().fold(Outcome::new(), |outcome, (owner, tokens)| {
        let subject = Subject::user(snapshot, owner);
        if i64::try_from(tokens.len()).is_ok_and(|count| count <= most) {
            return outcome.clear(subject);
        }
        let summary = format!(
            "{} owns {}; at most {most} are allowed.",
            snapshot.login(owner),
            evidence::count(tokens.len(), "token")
        );
        let evidence = json!({"count": tokens.len(), "max_tokens_per_owner": most, "tokens": evidence::list(tokens)});
        outcome.found(subject, Severity::Low, summary, evidence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome};
    use crate::snapshot::{ApiToken, sample};

    fn more(count: usize, client: &str) -> Snapshot {
        let mut snapshot = sample::healthy();
        for n in 0..count {
            snapshot.api_tokens.push(ApiToken {
                client_name: Some(client.into()),
                ..ApiToken::new(&format!("00TX{n}"), "job", "00uSync")
            });
        }
        snapshot
    }

    #[test]
    fn a_fourth_token_of_one_owner_is_found() {
        assert_found(&CHECK, &more(3, "Okta API"), &[("00uSync", Severity::Low)]);
        assert_found(&CHECK, &more(2, "Okta API"), &[]);
    }

    #[test]
    fn agents_tokens_do_not_count() {
        assert_eq!(cleared(&outcome(&CHECK, &more(3, "Okta AD Agent"))), ["00uOur", "00uSync"]);
    }
}

//! API tokens whose owner is not an active account.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity};
use crate::snapshot::{Absent, Snapshot, UserStatus};

pub(super) static CHECK: Check = Check {
    id: "token.owner-not-live",
    title: "Token owner is not an active account",
    severity: Severity::High,
    why: "Either Okta failed to revoke the token, or the automation of a suspended or locked account still runs and returns with it.",
    remedy: "Revoke the token under Security › API › Tokens and make a new one for a service account.",
    needs: &[Needs::ApiTokens, Needs::Users],
    whole: &[],
    helps: &[],
    params: &[],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| match snapshot.person(&token.owner) {
        Ok(owner) => match &owner.status {
            UserStatus::Active => outcome.clear(token),
            UserStatus::Other(status) => outcome.not_evaluated(
                token,
                Reason::unsupported(format!("the status {status} of {} is not known", owner.login)),
            ),
            status => {
                let note = if *status == UserStatus::Deprovisioned { " Okta should have revoked it." } else { "" };
                let summary =
                    format!("Token {} belongs to {}, whose account is {status}.{note}", token.name, owner.login);
                outcome.found(
                    token,
                    Severity::High,
                    summary,
                    json!({"owner": owner.login, "status": status.to_string()}),
                )
            }
        },
        Err(Absent::Gone) => {
            let summary = format!(
                "Token {} belongs to {}, who is not among the org's users. Okta should have revoked it.",
                token.name, token.owner
            );
            outcome.found(token, Severity::High, summary, json!({"owner": token.owner, "status": null}))
        }
        Err(Absent::Unread(reason)) => outcome.not_evaluated(token, reason),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::sample;

    fn with(status: UserStatus) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.people.get_mut("00uSync").unwrap().status = status;
        snapshot
    }

    #[test]
    fn any_status_but_active_is_found() {
        for status in [
            UserStatus::Suspended,
            UserStatus::LockedOut,
            UserStatus::Staged,
            UserStatus::Provisioned,
            UserStatus::Recovery,
            UserStatus::PasswordExpired,
            UserStatus::Deprovisioned,
        ] {
            assert_found(&CHECK, &with(status), &[("00TSync", Severity::High)]);
        }
    }

    #[test]
    fn an_owner_who_is_gone_is_found_but_one_who_was_not_read_is_not_judged() {
        let mut snapshot = sample::healthy();
        snapshot.people.remove("00uSync");
        assert_found(&CHECK, &snapshot, &[("00TSync", Severity::High)]);
        snapshot.coverage.insert(Needs::Users, Coverage::Partial { unreadable: 1 });
        let outcome = outcome(&CHECK, &snapshot);
        assert!(outcome.found.is_empty());
        assert!(unjudged(&outcome).contains(&"00TSync"));
    }

    #[test]
    fn active_owners_are_clear_and_an_unknown_status_is_not_judged() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
        assert_eq!(unjudged(&outcome(&CHECK, &with(UserStatus::Other("HIBERNATING".into())))), ["00TSync"]);
    }
}

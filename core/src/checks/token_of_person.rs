//! API tokens that belong to a person.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity};
use crate::snapshot::{Power, Service, Snapshot, Tags};

pub(super) static CHECK: Check = Check {
    id: "token.owner-human",
    title: "Token belongs to a person",
    severity: Severity::Medium,
    why: "The integration lives with that person's rights and dies with that person's account.",
    remedy: "Create a dedicated service account under Directory › People, make a new token while signed in as it, and revoke the old one under Security › API › Tokens. If the account is a machine's, mark it as a service account.",
    needs: &[Needs::ApiTokens, Needs::Users],
    whole: &[],
    helps: &[Needs::RoleAssignments, Needs::Groups, Needs::Iam],
    params: &[],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2"), Framework::stig("V-279690")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let holders = snapshot.holders();
    let roles_read = snapshot.coverage(Needs::RoleAssignments).reason(Needs::RoleAssignments).is_none();
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        if token.is_agent() {
            return outcome.not_applicable(token, "An agent's token, judged by token.agent-owner-not-dedicated.");
        }
        let owner = match snapshot.person(&token.owner) {
            Ok(owner) => owner,
            Err(absent) => return outcome.not_evaluated(token, absent.reason()),
        };
        if Tags::names(&snapshot.tags.token_owners, owner) {
            return outcome.clear(token);
        }
        match snapshot.service(owner) {
            Service::Declared | Service::Inferred => outcome.clear(token),
            Service::Unclear => outcome
                .not_evaluated(token, Reason::partial(format!("the last sign-in of {} was not read", owner.login))),
            Service::No => {
                let acts = snapshot.power_of(&holders, &owner.id) == Power::Acts;
                let severity = if acts { Severity::High } else { Severity::Medium };
                let rights = if acts { ", who holds a role that can change things" } else { "" };
                let evidence = json!({"owner": owner.login, "owner_can_write": (acts || roles_read).then_some(acts)});
                outcome.found(
                    token,
                    severity,
                    format!("Token {} belongs to the person {}{rights}.", token.name, owner.login),
                    evidence,
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
    use crate::snapshot::{ApiToken, LastLogin};

    fn token_of(owner: &str) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens.push(ApiToken::new("00TX", "laptop script", owner));
        snapshot
    }

    #[test]
    fn a_persons_token_is_found_and_worse_if_the_person_can_act() {
        assert_found(&CHECK, &token_of("00uBen"), &[("00TX", Severity::High)]);
        let mut snapshot = token_of("00uBen");
        snapshot.role_assignments.clear();
        assert_found(&CHECK, &snapshot, &[("00TX", Severity::Medium)]);
    }

    #[test]
    fn machines_agents_and_allowed_owners_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00TOur", "00TSync"]);
        let mut snapshot = token_of("00uBen");
        snapshot.tags.token_owners.insert("BEN@example.com".into());
        assert_found(&CHECK, &snapshot, &[]);
    }

    #[test]
    fn an_owner_nobody_signs_in_as_is_taken_for_a_machine() {
        let mut snapshot = token_of("00uBen");
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::At { at: days_ago(91) };
        assert_found(&CHECK, &snapshot, &[]);
        snapshot.people.get_mut("00uBen").unwrap().last_login = LastLogin::Unread;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TX"]);
    }
}

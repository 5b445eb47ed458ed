//! Agents' tokens that hang on a personal administrator account.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Params, Reason, Severity};
use crate::snapshot::{RoleKind, Service, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "token.agent-owner-not-dedicated",
    title: "Agent token tied to a personal admin account",
    severity: Severity::Medium,
    why: "Deactivating that person stops AD, LDAP or RADIUS sign-in for everyone.",
    remedy: "Create a service account with the roles the agent needs under Directory › People, and install the agent again while signed in as it (Directory › Directory Integrations, or Settings › Downloads).",
    needs: &[Needs::ApiTokens, Needs::Users, Needs::RoleAssignments],
    whole: &[],
    helps: &[Needs::Groups],
    params: &[],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let holders = snapshot.holders();
    snapshot.api_tokens.iter().filter(|token| token.is_agent()).fold(Outcome::new(), |outcome, token| {
        let owner = match snapshot.person(&token.owner) {
            Ok(owner) => owner,
            Err(absent) => return outcome.not_evaluated(token, absent.reason()),
        };
        let service = snapshot.service(owner);
        let is_super = holders.of(&owner.id).iter().any(|held| *held.role == RoleKind::SUPER_ADMIN);
        let problem = match service {
            Service::No => "a person's account",
            _ if is_super => "a Super Administrator",
            Service::Unclear => return outcome.not_evaluated(token, Reason::partial(format!("the last sign-in of {} was not read", owner.login))),
            Service::Declared | Service::Inferred => match holders.unsure_of(|role| *role == RoleKind::SUPER_ADMIN) {
                Some(reason) => return outcome.not_evaluated(token, reason),
                None => return outcome.clear(token),
            },
        };
        let summary = format!("The agent's token {} belongs to {}, {problem}.", token.name, owner.login);
        outcome.found(token, Severity::Medium, summary, json!({"owner": owner.login, "client_name": token.client_name, "service_account": service.is_service(), "super_admin": is_super}))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome};
    use crate::snapshot::{Holder, RoleAssignment, sample};

    #[test]
    fn an_agents_token_of_a_person_is_found() {
        let mut snapshot = sample::healthy();
        snapshot.api_tokens[2].owner = "00uHelp".into();
        assert_found(&CHECK, &snapshot, &[("00TAgent", Severity::Medium)]);
    }

    #[test]
    fn an_agents_token_of_a_super_administrator_is_found_even_if_it_is_a_machine() {
        let mut snapshot = sample::healthy();
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User("00uAgent".into()), RoleKind::SUPER_ADMIN));
        assert_found(&CHECK, &snapshot, &[("00TAgent", Severity::Medium)]);
    }

    #[test]
    fn a_dedicated_account_is_clear_and_other_tokens_are_no_subject() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00TAgent"]);
        let mut snapshot = sample::healthy();
        snapshot.api_tokens.pop();
        assert_eq!(outcome(&CHECK, &snapshot).not_applicable.len(), 1);
    }
}

//! API tokens whose owner administers nothing.

use serde_json::json;

use super::{Check, Framework, Needs, Outcome, Params, Severity};
use crate::snapshot::Snapshot;

pub(super) static CHECK: Check = Check {
    id: "token.owner-without-role",
    title: "Token whose owner has no admin role",
    severity: Severity::Low,
    why: "It is useless or rests on what an end user may do for themselves; often it was left behind by a demotion, and comes back to power with a promotion.",
    remedy: "Revoke the token under Security › API › Tokens.",
    needs: &[Needs::ApiTokens, Needs::RoleAssignments],
    whole: &[Needs::RoleAssignments],
    helps: &[Needs::Groups],
    params: &[],
    frameworks: &[Framework::nist("IA-5"), Framework::soc2("CC6.2")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let holders = snapshot.holders();
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        if token.is_agent() || !holders.of(&token.owner).is_empty() {
            return outcome.clear(token);
        }
        match holders.unsure() {
            Some(reason) => outcome.not_evaluated(token, reason),
            None => {
                let owner = snapshot.login(&token.owner);
                outcome.found(
                    token,
                    Severity::Low,
                    format!("Token {} belongs to {owner}, who holds no admin role.", token.name),
                    json!({"owner": owner}),
                )
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Coverage;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Holder, sample};

    fn without_roles() -> Snapshot {
        let mut snapshot = sample::healthy();
        let machines = [Holder::User("00uSync".into()), Holder::User("00uAgent".into())];
        snapshot.role_assignments.retain(|assignment| !machines.contains(&assignment.holder));
        snapshot
    }

    #[test]
    fn a_token_of_an_owner_without_roles_is_found_unless_an_agent_holds_it() {
        assert_found(&CHECK, &without_roles(), &[("00TSync", Severity::Low)]);
    }

    #[test]
    fn tokens_of_owners_with_roles_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())).len(), 3);
    }

    #[test]
    fn nothing_is_concluded_from_roles_that_were_not_all_read() {
        let mut snapshot = without_roles();
        snapshot.groups.get_mut("00gHelp").unwrap().members = None;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TSync"]);
        snapshot.coverage.insert(Needs::RoleAssignments, Coverage::Partial { unreadable: 1 });
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), [""]);
    }
}

//! API tokens that act with the rights of a Super or Organization Administrator.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Severity};
use crate::snapshot::{RoleKind, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "token.owner-super-admin",
    title: "API token owned by a Super Administrator",
    severity: Severity::Critical,
    why: "A token acts with all rights of its owner, without a second factor: this string, leaked, is the whole org.",
    remedy: "Create a service account with a custom role that holds only what the integration calls, make a new token while signed in as that account, then revoke the old one under Security › API › Tokens.",
    needs: &[Needs::ApiTokens, Needs::RoleAssignments],
    whole: &[],
    helps: &[Needs::Groups],
    params: &[],
    frameworks: &[Framework::nist("AC-6"), Framework::cci("CCI-000366"), Framework::stig("V-279690")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let holders = snapshot.holders();
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let roles = holders.of(&token.owner);
        match roles.iter().filter(|held| held.role.is_super_or_org()).min_by_key(|held| held.role) {
            Some(held) => {
                let severity = if *held.role == RoleKind::SUPER_ADMIN && !token.is_agent() {
                    Severity::Critical
                } else {
                    Severity::High
                };
                let (owner, role, ways) =
                    (snapshot.login(&token.owner), snapshot.role_name(held.role), held.ways(snapshot));
                let summary = format!("Token {} acts as {owner}, who is {role} ({}).", token.name, ways.join(", "));
                outcome.found(
                    token,
                    severity,
                    summary,
                    json!({"owner": owner, "role": role, "assigned": evidence::list(ways), "agent": token.is_agent()}),
                )
            }
            None => match holders.unsure_of(RoleKind::is_super_or_org) {
                Some(reason) => outcome.not_evaluated(token, reason),
                None => outcome.clear(token),
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{Group, Holder, RoleAssignment, sample};

    fn with(owner: &str, role: RoleKind) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User(owner.into()), role));
        snapshot
    }

    #[test]
    fn a_token_of_a_super_administrator_is_found() {
        assert_found(&CHECK, &with("00uSync", RoleKind::SUPER_ADMIN), &[("00TSync", Severity::Critical)]);
    }

    #[test]
    fn an_organization_administrator_or_an_agent_is_a_little_less_bad() {
        assert_found(&CHECK, &with("00uSync", RoleKind::ORG_ADMIN), &[("00TSync", Severity::High)]);
        assert_found(&CHECK, &with("00uAgent", RoleKind::SUPER_ADMIN), &[("00TAgent", Severity::High)]);
    }

    #[test]
    fn a_role_that_comes_through_a_group_counts() {
        let mut snapshot = sample::healthy();
        snapshot.add_group(Group::new("00gSuper", "Root", ["00uSync"]));
        snapshot.role_assignments.push(RoleAssignment::new(Holder::Group("00gSuper".into()), RoleKind::SUPER_ADMIN));
        assert_found(&CHECK, &snapshot, &[("00TSync", Severity::Critical)]);
        snapshot.groups.get_mut("00gSuper").unwrap().members = None;
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TOur", "00TSync", "00TAgent"]);
    }

    #[test]
    fn tokens_of_readers_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00TOur", "00TSync", "00TAgent"]);
    }
}

//! API tokens that can change something.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Param, Params, Reason, Severity};
use crate::snapshot::{Power, RoleKind, Snapshot};

const ALLOWED: Param = Param::words(
    "allow_token_owner_roles",
    &["READ_ONLY_ADMIN", "REPORT_ADMIN"],
    "Roles that an owner of a token may hold: types of standard roles, or ids or names of custom ones.",
);

pub(super) static CHECK: Check = Check {
    id: "token.owner-privileged",
    title: "Token owner holds write-capable roles",
    severity: Severity::High,
    why: "Whoever has the string can do anything its owner can, without a second factor and from any device.",
    remedy: "Reduce the owner's roles under Security › Administrators to what the integration calls, or move the integration to an OAuth service app with scopes.",
    needs: &[Needs::ApiTokens, Needs::RoleAssignments],
    whole: &[],
    helps: &[Needs::Iam, Needs::Groups],
    params: &[ALLOWED],
    frameworks: &[Framework::nist("AC-6"), Framework::soc2("CC6.3"), Framework::pci("7.2.1")],
    run,
};

fn run(snapshot: &Snapshot, params: &Params) -> Outcome {
    let allowed = params.words(&ALLOWED);
    let is_allowed =
        |role: &RoleKind| allowed.contains(&role.key()) || allowed.contains(&snapshot.role_name(role).as_str());
    let holders = snapshot.holders();
    snapshot.api_tokens.iter().fold(Outcome::new(), |outcome, token| {
        let mut acting = Vec::new();
        let mut unclear: Option<Reason> =
            holders.unsure_of(|role| !is_allowed(role) && snapshot.power(role) != Power::Reads);
        for held in holders.of(&token.owner).iter().filter(|held| !is_allowed(held.role)) {
            match snapshot.power(held.role) {
                Power::Acts => acting.push(snapshot.role_name(held.role)),
                Power::Unclear(reason) => unclear = Some(reason),
                Power::Reads => {}
            }
        }
        match unclear {
            _ if !acting.is_empty() => {
                let owner = snapshot.login(&token.owner);
                let summary = format!("Token {} acts as {owner}, who holds {}.", token.name, acting.join(", "));
                outcome.found(
                    token,
                    Severity::High,
                    summary,
                    json!({"owner": owner, "roles": evidence::list(acting), "agent": token.is_agent()}),
                )
            }
            Some(reason) => outcome.not_evaluated(token, reason),
            None => outcome.clear(token),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, outcome_with, unjudged};
    use crate::snapshot::{CustomRole, Holder, RoleAssignment, sample};

    fn with(role: RoleKind) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User("00uSync".into()), role));
        snapshot
    }

    #[test]
    fn a_standard_role_that_acts_is_found() {
        assert_found(&CHECK, &with(RoleKind::read("HELP_DESK_ADMIN", None)), &[("00TSync", Severity::High)]);
    }

    #[test]
    fn a_custom_role_is_judged_by_its_permissions() {
        let mut snapshot = with(RoleKind::Custom("cr0X".into()));
        assert_eq!(unjudged(&outcome(&CHECK, &snapshot)), ["00TSync"]);
        snapshot.add_custom_role(CustomRole::new("cr0X", "Groups", ["okta.groups.read"]));
        assert_found(&CHECK, &snapshot, &[]);
        snapshot.add_custom_role(CustomRole::new("cr0X", "Groups", ["okta.groups.manage"]));
        assert_found(&CHECK, &snapshot, &[("00TSync", Severity::High)]);
        assert!(outcome_with(&CHECK, &snapshot, json!({"allow_token_owner_roles": ["Groups"]})).found.is_empty());
    }

    #[test]
    fn tokens_of_readers_are_clear_also_with_our_own_custom_role() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00TOur", "00TSync", "00TAgent"]);
    }
}

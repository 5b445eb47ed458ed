//! Our own account holding more than we need.

use serde_json::json;

use super::model::evidence;
use super::{Check, Framework, Needs, Outcome, Params, Severity, Subject, SubjectKind};
use crate::snapshot::{Power, Snapshot};

pub(super) static CHECK: Check = Check {
    id: "collect.own-token-overprivileged",
    title: "Our token's owner, or our app, has more than needed",
    severity: Severity::High,
    why: "We must not be the weakest link: a token that only reads cannot change your org, whoever holds it.",
    remedy: "Under Security › Administrators › Admins, leave our account or app with Read-Only Administrator and one custom role with \"View API tokens\" and \"View roles, resources, and admin assignments\".",
    needs: &[Needs::OwnIdentity, Needs::RoleAssignments],
    whole: &[],
    helps: &[Needs::Iam, Needs::Groups],
    params: &[],
    frameworks: &[Framework::nist("AC-6"), Framework::soc2("CC6.3"), Framework::pci("7.2.1")],
    run,
};

fn run(snapshot: &Snapshot, _: &Params) -> Outcome {
    let Some(own) = &snapshot.own else {
        return Outcome::new().unseen(super::Reason::partial("our own account was not read"));
    };
    let (power, acting) = snapshot.own_power(own);
    let kind = if own.user().is_some() { SubjectKind::User } else { SubjectKind::Application };
    let subject = Subject::new(kind, own.id(), Some(own.name()));
    match power {
        Power::Reads => Outcome::new().clear(subject),
        Power::Unclear(reason) => Outcome::new().not_evaluated(subject, reason),
        Power::Acts => {
            let summary = format!("Our {} {} holds {}, of which reading needs nothing.", own.noun(), own.name(), acting.join(", "));
            let evidence = json!({"name": own.name(), "roles": evidence::list(acting)});
            Outcome::new().found(subject, Severity::High, summary, evidence)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::model::testing::{assert_found, cleared, outcome, unjudged};
    use crate::snapshot::{CustomRole, Holder, OwnIdentity, RoleAssignment, RoleKind, sample};

    fn with(role: RoleKind) -> Snapshot {
        let mut snapshot = sample::healthy();
        snapshot.role_assignments.push(RoleAssignment::new(Holder::User("00uOur".into()), role));
        snapshot
    }

    #[test]
    fn a_role_that_can_change_something_is_found() {
        for role in [RoleKind::SUPER_ADMIN, RoleKind::ORG_ADMIN, RoleKind::read("HELP_DESK_ADMIN", None)] {
            assert_found(&CHECK, &with(role), &[("00uOur", Severity::High)]);
        }
        let mut snapshot = sample::healthy();
        snapshot.add_custom_role(CustomRole::new(
            "cr0Ours",
            "Oktually",
            ["okta.iam.read", "okta.users.apitokens.manage"],
        ));
        assert_found(&CHECK, &snapshot, &[("00uOur", Severity::High)]);
    }

    #[test]
    fn the_roles_that_we_ask_for_are_clear() {
        assert_eq!(cleared(&outcome(&CHECK, &sample::healthy())), ["00uOur"]);
        assert_found(&CHECK, &with(RoleKind::read("REPORT_ADMIN", None)), &[]);
    }

    #[test]
    fn an_app_is_judged_by_its_own_roles() {
        let app = |role: RoleKind| {
            let mut snapshot = sample::healthy();
            snapshot.own = Some(OwnIdentity::Client { id: "0oaOur".into(), app: None });
            snapshot.role_assignments.push(RoleAssignment::new(Holder::Client("0oaOur".into()), role));
            snapshot
        };
        assert_found(&CHECK, &app(RoleKind::SUPER_ADMIN), &[("0oaOur", Severity::High)]);
        assert_eq!(cleared(&outcome(&CHECK, &app(RoleKind::READ_ONLY_ADMIN))), ["0oaOur"]);
        assert_eq!(unjudged(&outcome(&CHECK, &app(RoleKind::Custom("cr0X".into())))), ["0oaOur"]);
    }

    #[test]
    fn a_role_whose_permissions_were_not_read_is_not_judged() {
        assert_eq!(unjudged(&outcome(&CHECK, &with(RoleKind::Custom("cr0X".into())))), ["00uOur"]);
        let nobody = Snapshot { own: None, ..sample::healthy() };
        assert_eq!(unjudged(&outcome(&CHECK, &nobody)), [""]);
    }
}

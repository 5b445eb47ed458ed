//! What was read only in part is never taken for well: no finding is resolved by what nobody saw.

use okta_sim::{Fault, FaultKind, OrgSpec};
use oktually_core::store::{RunCheck, StepState};
use oktually_tests::{OktaTenant, TestOkta, succeeded};

fn org(name: &str) -> OrgSpec {
    OrgSpec::new(name).users(120).limit_multiplier(1_000.0)
}

/// What a check said in the connection's newest run.
async fn said(tenant: &OktaTenant, connection: oktually_core::ids::ConnectionId, check: &str) -> RunCheck {
    let run = tenant.newest_run(connection).await.unwrap();
    let all = tenant.scope().await.run_checks(run.id).await.unwrap();
    all.into_iter().find(|said| said.check_id == check).expect("it was evaluated")
}

#[tokio::test]
async fn tokens_that_a_narrow_resource_set_hides_are_not_taken_for_deleted() {
    let okta = TestOkta::start(vec![org("acme").flaw("token.no-network-zone")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(tenant.found(connection).await, ["token.no-network-zone"]);

    acme.set_setup_gap("setup.resource-set-narrow", true);
    assert!(succeeded(&tenant.scan_again(connection).await));
    assert_eq!(tenant.found(connection).await, ["token.no-network-zone"], "a hidden token is as bad as before");
    let count = said(&tenant, connection, "token.org-count").await;
    assert_eq!((count.clear, count.found), (0, 0), "how many tokens there are is not known: {count:?}");
    assert!(count.not_evaluated > 0 && count.reasons.to_string().contains("resource set"), "{count:?}");

    acme.set_setup_gap("setup.resource-set-narrow", false);
    acme.set_flaw("token.no-network-zone", false);
    let run = tenant.scan_again(connection).await;
    assert_eq!((tenant.found(connection).await, run.not_evaluated), (Vec::new(), Some(0)));
    worker.stop().await;
}

#[tokio::test]
async fn a_policy_whose_rules_were_refused_is_not_well_though_the_others_were_read() {
    let okta = TestOkta::start(vec![org("acme").flaw("session.admin-console-mfa")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    let policy = tenant.findings(connection).await.into_iter().find(|found| found.check_id == "session.admin-console-mfa").unwrap();

    acme.set_flaw("session.admin-console-mfa", false);
    acme.fault(Fault::new(format!("/api/v1/policies/{}/rules", policy.subject_id)).kind(FaultKind::Status(400)).always());
    assert!(succeeded(&tenant.scan_again(connection).await));
    let word = said(&tenant, connection, "session.admin-console-mfa").await;
    assert_eq!((word.found, word.clear), (0, 0), "{word:?}");
    assert!(word.not_evaluated > 0, "{word:?}");
    assert_eq!(tenant.found(connection).await, ["session.admin-console-mfa"], "it stays open until somebody has looked");
    let passwords = said(&tenant, connection, "password.min-length").await;
    assert!(passwords.clear > 0 && passwords.not_evaluated == 0, "other policies are judged: {passwords:?}");

    acme.clear_faults();
    assert!(succeeded(&tenant.scan_again(connection).await));
    assert_eq!(tenant.found(connection).await, Vec::<String>::new());
    worker.stop().await;
}

#[tokio::test]
async fn a_list_that_another_missing_object_breaks_is_not_an_empty_one() {
    let okta = TestOkta::start(vec![org("acme").flaw("admin.inactive").flaw("admin.role-via-large-group")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    let before = tenant.found(connection).await;
    let subject = |findings: &[oktually_core::store::Finding], check: &str| {
        findings.iter().find(|found| found.check_id == check).map(|found| found.subject_id.clone()).expect("it is found")
    };
    let findings = tenant.findings(connection).await;
    let (user, group) = (subject(&findings, "admin.inactive"), subject(&findings, "admin.role-via-large-group"));
    let counts = tenant.scope().await.resource_counts(connection).await.unwrap();

    for path in [format!("/api/v1/users/{user}/roles"), format!("/api/v1/groups/{group}/users"), format!("/api/v1/groups/{group}/roles")] {
        acme.fault(Fault::new(path).kind(FaultKind::MissingItem).always());
    }
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    let steps = tenant.scope().await.steps(run.id).await.unwrap();
    let step = |name: &str| steps.iter().find(|step| step.step == name).unwrap();
    let roles = step("user_roles");
    assert!(roles.state == StepState::Read && roles.incomplete.holds(&user) && roles.unreadable == 1, "{roles:?}");
    // The only group of its kind: with its list all of them are broken.
    let members = step("group_members");
    assert!(members.state == StepState::Unreadable && members.incomplete.holds(&group), "{members:?}");
    assert_eq!(tenant.found(connection).await, before, "who is not seen is not thereby without a role");
    assert_eq!(tenant.scope().await.resource_counts(connection).await.unwrap(), counts, "nothing is taken for gone");
    worker.stop().await;
}

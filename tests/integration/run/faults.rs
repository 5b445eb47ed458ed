//! Okta's bad days during a run: each ends with the right objects, or says what could not be read and evaluates the rest.

use std::time::Duration;

use futures::future::join_all;
use okta_sim::{Fault, FaultKind, Org, OrgSpec};
use oktually_core::{
    ids::ConnectionId,
    store::{Run, RunCheck, Step, StepState},
};
use oktually_tests::{OktaTenant, TestOkta, succeeded};

use super::picture::Picture;

fn org(name: impl Into<String>) -> OrgSpec {
    OrgSpec::new(name).users(450).limit_multiplier(1_000.0).flaw("token.no-network-zone").flaw("net.threatinsight-off")
}

/// A run of a new tenant over an org.
async fn scan(okta: &TestOkta, org: &Org, name: &str) -> (OktaTenant, ConnectionId, Run) {
    let tenant = okta.tenant(name).await;
    let (connection, run) = tenant.scan(org).await;
    assert!(succeeded(&run), "{name}: {run:?}");
    (tenant, connection, run)
}

async fn step(tenant: &OktaTenant, run: &Run, name: &str) -> Step {
    tenant.scope().await.steps(run.id).await.unwrap().into_iter().find(|step| step.step == name).expect("a step")
}

async fn check(tenant: &OktaTenant, run: &Run, id: &str) -> RunCheck {
    tenant.scope().await.run_checks(run.id).await.unwrap().into_iter().find(|check| check.check_id == id).expect("a check")
}

/// One list could not be read, and everything else was.
async fn only_this_is_unreadable(tenant: &OktaTenant, run: &Run, name: &str, reason: &str) {
    for step in tenant.scope().await.steps(run.id).await.unwrap() {
        let expected = if step.step == name { (StepState::Unreadable, Some(reason)) } else { (step.state, step.reason.as_deref()) };
        assert_eq!((step.state, step.reason.as_deref()), expected, "{step:?}");
        assert!(step.step == name || matches!(step.state, StepState::Read | StepState::NotOffered), "{step:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_leaves_no_trace_but_time() {
    let faults = [
        ("server-error", FaultKind::Status(500), 2),
        ("bad-gateway", FaultKind::Status(502), 1),
        ("error-page", FaultKind::Html(503), 1),
        ("page-instead-of-json", FaultKind::Html(200), 1),
        ("half-an-answer", FaultKind::Truncated, 1),
        ("no-answer", FaultKind::Empty, 1),
        ("cut", FaultKind::Cut, 1),
        ("slow", FaultKind::Slow(Duration::from_millis(700)), 3),
        ("rate-limited", FaultKind::RateLimited, 1),
        ("too-many-at-once", FaultKind::ConcurrencyLimited, 2),
    ];
    // Windows are short, because whoever is told that one is used up waits for its end.
    let orgs = faults.iter().map(|(name, ..)| org(*name).window(Duration::from_secs(2))).collect();
    let okta = TestOkta::start(orgs).await;
    let worker = okta.worker();
    let scans = faults.iter().map(async |(name, kind, times)| {
        let org = okta.sim.org(name);
        let (tenant, connection, _) = scan(&okta, &org, name).await;
        let calm = Picture::of(&okta.db, &tenant, connection).await;
        for path in ["/api/v1/groups", "/api/v1/policies/", "/api/v1/iam/resource-sets"] {
            org.fault(Fault::new(path).kind(kind.clone()).times(*times));
        }
        let (tenant, connection, run) = scan(&okta, &org, name).await;
        Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
        assert_eq!(run.not_evaluated, Some(0), "{name}: {run:?}");
    });
    join_all(scans).await;
    worker.stop().await;
}

#[tokio::test]
async fn a_list_without_measure_is_left_aside_and_the_rest_is_read() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    acme.fault(Fault::new("/api/v1/apps").kind(FaultKind::Huge(40 << 20)).always());
    let (tenant, connection, run) = scan(&okta, &acme, "Acme").await;
    only_this_is_unreadable(&tenant, &run, "applications", "too_large").await;
    assert_eq!(tenant.found(connection).await, ["net.threatinsight-off", "token.no-network-zone"]);
    worker.stop().await;
}

#[tokio::test]
async fn a_next_link_to_another_host_is_never_followed() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    acme.fault(Fault::new("/api/v1/groups").kind(FaultKind::ForeignNext));
    let (tenant, _, run) = scan(&okta, &acme, "Acme").await;
    only_this_is_unreadable(&tenant, &run, "groups", "link_refused").await;
    let elsewhere: Vec<_> = okta.sim.tunnels().into_iter().filter(|tunnel| tunnel.target.contains("example")).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    worker.stop().await;
}

#[tokio::test]
async fn characters_that_no_database_takes_cost_nothing_but_themselves() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/apps", "/api/v1/policies", "/api/v1/zones", "/api/v1/api-tokens"] {
        // The second is the run's: the first may be the verification's.
        acme.fault(Fault::new(path).kind(FaultKind::NulText).times(3));
    }
    let (tenant, _, run) = scan(&okta, &acme, "Acme").await;
    assert_eq!(run.not_evaluated, Some(0), "{run:?}");
    let truth = acme.truth();
    let counts = tenant.scope().await.resource_counts(run.connection).await.unwrap();
    let count = |kind: &str| counts.iter().find(|(name, _)| name == kind).map_or(0, |(_, count)| count.unsigned_abs());
    assert_eq!((count("user"), count("group"), count("application")), (truth.users, truth.groups, truth.apps_visible));
    worker.stop().await;
}

#[tokio::test]
async fn nesting_beyond_reason_costs_one_object_at_most() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    for path in ["/api/v1/groups", "/api/v1/apps", "/api/v1/zones"] {
        acme.fault(Fault::new(path).kind(FaultKind::DeepNesting).times(2));
    }
    let (tenant, _, run) = scan(&okta, &acme, "Acme").await;
    for name in ["groups", "applications", "zones"] {
        let step = step(&tenant, &run, name).await;
        assert!(step.state == StepState::Read && step.unreadable <= 1, "{step:?}");
    }
    worker.stop().await;
}

#[tokio::test]
async fn an_object_that_cannot_be_understood_makes_what_rests_on_it_not_evaluated_and_never_clear() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    // The verification reads the list first.
    acme.fault(Fault::new("/api/v1/api-tokens").kind(FaultKind::WrongJson).after(1));
    acme.fault(Fault::new("/api/v1/threats/configuration").kind(FaultKind::WrongJson));
    let (tenant, connection, run) = scan(&okta, &acme, "Acme").await;
    let tokens = step(&tenant, &run, "api_tokens").await;
    assert_eq!((tokens.state, tokens.unreadable), (StepState::Read, 1));
    let insight = step(&tenant, &run, "threat_insight").await;
    assert_eq!((insight.state, insight.reason.as_deref()), (StepState::Unreadable, Some("unreadable")));
    for id in ["token.no-network-zone", "net.threatinsight-off"] {
        let check = check(&tenant, &run, id).await;
        assert!(check.not_evaluated > 0 && check.clear == 0 && check.found == 0, "{check:?}");
    }
    assert_eq!(check(&tenant, &run, "session.idle-timeout").await.not_evaluated, 0, "what does not rest on it is evaluated");
    assert!(tenant.findings(connection).await.is_empty());
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_okta_never_gives_is_left_aside_after_a_while_and_an_outage_ends_the_run() {
    let okta = TestOkta::start(vec![org("one-list"), org("hang"), org("outage")]).await;
    let worker = okta.worker();
    let one_list = async {
        let org = okta.sim.org("one-list");
        org.fault(Fault::new("/api/v1/apps").always());
        let (tenant, connection, run) = scan(&okta, &org, "One list").await;
        only_this_is_unreadable(&tenant, &run, "applications", "unavailable").await;
        assert_eq!(tenant.found(connection).await, ["net.threatinsight-off", "token.no-network-zone"]);
        let asked = org.journal().iter().filter(|entry| entry.path == "/api/v1/apps").count();
        assert!(asked <= 15, "{asked} times");
    };
    let hang = async {
        let org = okta.sim.org("hang");
        org.fault(Fault::new("/api/v1/groups").kind(FaultKind::Hang));
        let (_, _, run) = scan(&okta, &org, "Hang").await;
        assert_eq!(run.not_evaluated, Some(0), "{run:?}");
    };
    let outage = async {
        let org = okta.sim.org("outage");
        let tenant = okta.tenant("Outage").await;
        let (connection, run) = tenant.scan(&org).await;
        assert!(succeeded(&run), "{run:?}");
        let before = tenant.findings(connection).await.len();
        org.fault(Fault::new("/").always());
        let run = tenant.scan_again(connection).await;
        assert!(!succeeded(&run) && run.problem.as_deref() == Some("attempts_exhausted"), "{run:?}");
        assert_eq!(tenant.findings(connection).await.len(), before, "an outage resolves nothing");
    };
    futures::join!(one_list, hang, outage);
    worker.stop().await;
}

#[tokio::test]
async fn one_refused_object_costs_no_more_than_itself() {
    let okta = TestOkta::start(vec![org("acme").flaw("session.persistent-cookie")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let (tenant, connection, _) = scan(&okta, &acme, "Acme").await;
    let found = tenant.found(connection).await;
    let policies = tenant.scope().await.resources(connection, "policy", None, 100).await.unwrap();
    let password = policies.iter().find(|policy| policy.body["type"] == "PASSWORD").expect("every org has one");
    acme.fault(Fault::new(format!("/api/v1/policies/{}/rules", password.id)).kind(FaultKind::Status(400)).always());
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    let rules = step(&tenant, &run, "policy_rules").await;
    assert_eq!((rules.state, rules.unreadable, rules.reason.as_deref()), (StepState::Read, 1, Some("refused")), "{rules:?}");
    assert!(rules.total == Some(rules.done + 1), "{rules:?}");
    assert_eq!(tenant.found(connection).await, found, "what was found elsewhere still is");
    worker.stop().await;
}

#[tokio::test]
async fn a_list_that_is_refused_for_every_object_is_not_asked_for_each() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    acme.fault(Fault::new("/api/v1/policies/").kind(FaultKind::Status(403)).always());
    let (tenant, _, run) = scan(&okta, &acme, "Acme").await;
    let rules = step(&tenant, &run, "policy_rules").await;
    assert_eq!((rules.state, rules.done), (StepState::NotVisible, 0), "{rules:?}");
    let asked = acme.journal().iter().filter(|entry| entry.path.ends_with("/rules")).count();
    assert!(asked <= 8 && rules.total > Some(8), "{asked} of {:?}", rules.total);
    worker.stop().await;
}

#[tokio::test]
async fn attempts_before_a_run_came_forward_count_no_more() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, tenant) = (okta.sim.org("acme"), okta.tenant("Acme").await);
    let connection = tenant.connect("acme").await;
    let worker = okta.worker();
    tenant.submit(connection, &acme).await;
    assert!(succeeded(&tenant.run_ended(connection).await));
    worker.stop().await;
    // The next run stands before its last attempt, reads some lists, and then finds Okta away for longer than one call waits.
    tenant.start_run(connection).await;
    sqlx::query("update jobs set attempts = max_attempts - 1 where state = 1 and kind = 'collect_org'")
        .execute(&okta.db.owner)
        .await
        .unwrap();
    acme.fault(Fault::new("/api/v1/apps").kind(FaultKind::Status(502)).times(6));
    let worker = okta.worker();
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    worker.stop().await;
}

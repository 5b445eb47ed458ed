//! Orgs under attack: what the attack should raise is found, with its events as evidence, whichever way they come.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use okta_sim::{Attack, Fault, FaultKind, Org, OrgSpec};
use oktually_core::{
    detect::is_on,
    ids::ConnectionId,
    store::{Finding, FindingFilter, FindingState, Source},
};
use oktually_events::detection::Rules;
use oktually_tests::{OktaTenant, TestOkta};
use time::OffsetDateTime;

use super::ground::{caught_up, follow, look_again};

/// Rows that no rule claims: 12 goes on from what other rules see, 94 needs to know what is usual. This list only shrinks.
const UNCLAIMED: [u16; 2] = [12, 94];
/// Rows for which the rule of a narrower one stands too, which says more.
const COVERED: [(u16, &[u16]); 2] = [(85, &[83]), (77, &[74, 75, 76])];

fn org() -> OrgSpec {
    OrgSpec::new("acme").users(500).events_per_day(500).limit_multiplier(1_000.0)
}

/// The open findings of events.
pub(crate) async fn detected(tenant: &OktaTenant, connection: ConnectionId) -> Vec<Finding> {
    let filter = FindingFilter { connection: Some(connection), states: vec![FindingState::Open], ..FindingFilter::default() };
    let all = tenant.scope().await.findings(&filter, None, 5_000).await.unwrap();
    all.into_iter().filter(|finding| finding.source == Source::Detection).collect()
}

/// Rows of the catalogue by rule.
fn rows() -> BTreeMap<&'static str, u16> {
    Rules::built_in().list().iter().filter_map(|rule| Some((rule.id.as_str(), rule.row?))).collect()
}

/// The rows that an attack should raise and that no finding stands for.
fn missed(org: &Org, attack: &Attack, findings: &[Finding]) -> Vec<u16> {
    let ours: BTreeSet<String> = org.attacks().iter().filter(|one| one.id == attack.id).flat_map(|one| one.uuids()).collect();
    let rows = rows();
    let raised: BTreeSet<u16> = findings
        .iter()
        .filter(|finding| {
            finding.evidence["events"].as_array().is_some_and(|events| events.iter().any(|id| ours.contains(id.as_str().unwrap())))
        })
        .filter_map(|finding| rows.get(finding.check_id.as_str()).copied())
        .collect();
    let narrower = |row: u16| COVERED.iter().find(|(covered, _)| *covered == row).map_or(&[][..], |(_, by)| by);
    let is_found = |row: u16| raised.contains(&row) || narrower(row).iter().any(|narrower| raised.contains(narrower));
    attack.detections.iter().copied().filter(|row| !is_found(*row) && !UNCLAIMED.contains(row)).collect()
}

#[tokio::test]
async fn every_attack_raises_what_it_should() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    // Also those that are off until somebody wants them.
    let mut scope = tenant.scope().await;
    for rule in Rules::built_in().list().iter().filter(|rule| !is_on(rule)) {
        scope.set_detection(&rule.id, None, true, None, &[], "test").await.unwrap();
    }
    scope.commit().await.unwrap();
    let connection = follow(&tenant, &acme, 0).await;
    tenant.run_ended(connection).await;
    caught_up(&tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
    let mut failures = Vec::new();
    for attack in Attack::ALL {
        acme.attack(attack.id);
        let before = OffsetDateTime::now_utc();
        look_again(&okta).await;
        caught_up(&tenant, connection, before).await;
        let missed = missed(&acme, attack, &detected(&tenant, connection).await);
        if !missed.is_empty() {
            failures.push(format!("{}: {missed:?}", attack.id));
        }
    }
    assert!(failures.is_empty(), "not found:\n{}", failures.join("\n"));
}

/// What a person sees of findings: everything but when we were told.
fn picture(findings: &[Finding]) -> Vec<String> {
    let mut picture: Vec<String> = findings
        .iter()
        .map(|finding| {
            let Finding { check_id, subject_kind, subject_id, severity, summary, evidence, first_seen_at, last_seen_at, .. } = finding;
            format!("{check_id} {subject_kind} {subject_id} {severity} {summary} {evidence} {first_seen_at} {last_seen_at}")
        })
        .collect();
    picture.sort();
    picture
}

#[tokio::test]
async fn killed_and_late_and_doubled_the_same_findings_follow() {
    let spec = || org().attack("push-bombing-success").attack("password-spray").attack("impossible-travel").attack("mass-password-reset");
    let calm = TestOkta::start(vec![spec()]).await;
    let (acme, tenant, worker) = (calm.sim.org("acme"), calm.tenant("Calm").await, calm.worker());
    let connection = follow(&tenant, &acme, 1).await;
    tenant.run_ended(connection).await;
    caught_up(&tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
    worker.stop().await;
    let expected = picture(&detected(&tenant, connection).await);
    assert!(expected.iter().any(|finding| finding.starts_with("log.push-bombing-succeeded ")), "{expected:?}");

    // The same log again, to another tenant, whose workers are killed at each page, and who then gets all of it once more.
    let other = calm.tenant("Killed").await;
    acme.fault(Fault::new("/api/v1/logs").kind(FaultKind::Slow(Duration::from_millis(60))).always());
    let mut worker = calm.worker();
    let connection = follow(&other, &acme, 1).await;
    other.run_ended(connection).await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(90)).await;
        worker.kill();
        crate::run::kill::leases_lapse(&calm).await;
        worker = calm.worker();
    }
    caught_up(&other, connection, OffsetDateTime::UNIX_EPOCH).await;
    sqlx::query("update log_positions set cursor = null where connection_id = $1")
        .bind(connection.uuid())
        .execute(&calm.db.owner)
        .await
        .unwrap();
    let before = OffsetDateTime::now_utc();
    look_again(&calm).await;
    caught_up(&other, connection, before).await;
    worker.stop().await;
    let until = |finding: &&String| expected.contains(finding);
    let found = picture(&detected(&other, connection).await);
    // What has come meanwhile may be more; nothing is less, and nothing is twice.
    assert_eq!(
        found.iter().filter(until).count(),
        expected.len(),
        "{:?}",
        expected.iter().filter(|finding| !found.contains(finding)).collect::<Vec<_>>()
    );
}

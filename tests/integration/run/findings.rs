//! The life of findings over several runs.

use okta_sim::{Fault, FaultKind, Org, OrgSpec, Table};
use oktually_core::{
    ids::ConnectionId,
    store::{Actor, Disposition, Finding, FindingChange, FindingFilter, FindingState, NewDisposition, Run},
};
use oktually_tests::{OktaTenant, TestOkta, TestWorker, succeeded};
use time::{Duration, OffsetDateTime};

const TOKEN: &str = "token.no-network-zone";
const INSIGHT: &str = "net.threatinsight-off";

/// One org, scanned once, and what it takes to scan it again.
struct Life {
    okta: TestOkta,
    acme: Org,
    tenant: OktaTenant,
    connection: ConnectionId,
    worker: TestWorker,
}

impl Life {
    async fn begin(flaws: &[&str]) -> Self {
        let org = flaws.iter().fold(OrgSpec::new("acme").users(60).limit_multiplier(1_000.0), |org, flaw| org.flaw(flaw));
        let okta = TestOkta::start(vec![org]).await;
        let (acme, worker) = (okta.sim.org("acme"), okta.worker());
        let tenant = okta.tenant("Acme").await;
        let (connection, run) = tenant.scan(&acme).await;
        assert!(succeeded(&run), "{run:?}");
        Self { okta, acme, tenant, connection, worker }
    }

    async fn scan(&self) -> Run {
        let run = self.tenant.scan_again(self.connection).await;
        assert!(succeeded(&run), "{run:?}");
        run
    }

    /// The only finding of a check, whatever its state.
    async fn finding(&self, check: &str) -> Finding {
        let mut all = Vec::new();
        for state in [FindingState::Open, FindingState::Resolved] {
            let filter = FindingFilter { states: vec![state], check_id: Some(check.to_owned()), ..FindingFilter::default() };
            all.extend(self.tenant.scope().await.findings(&filter, None, 100).await.unwrap());
        }
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }

    async fn history(&self, check: &str) -> Vec<FindingChange> {
        let id = self.finding(check).await.id;
        self.tenant.scope().await.finding_history(id, None, 100).await.unwrap().into_iter().map(|event| event.what).collect()
    }

    async fn dispose(&self, check: &str, disposition: Disposition, until: OffsetDateTime) {
        let id = self.finding(check).await.id;
        let mut scope = self.tenant.scope().await;
        let new = NewDisposition { disposition, reason: Some("known".to_owned()), until: Some(until) };
        scope.dispose(id, None, &new, &Actor::Service).await.unwrap();
        scope.commit().await.unwrap();
    }

    /// Lets the time of a mute or an acceptance run out.
    async fn time_runs_out(&self) {
        sqlx::query("update findings set disposition_until = now() - interval '1 second' where disposition_until is not null")
            .execute(&self.okta.db.owner)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_finding_is_opened_seen_again_resolved_and_reopened_under_one_identity() {
    let life = Life::begin(&[TOKEN]).await;
    let opened = life.finding(TOKEN).await;
    assert_eq!((opened.state, opened.reopened), (FindingState::Open, 0));
    let run = life.scan().await;
    let again = life.finding(TOKEN).await;
    assert_eq!((again.id, again.first_seen_at, again.last_run), (opened.id, opened.first_seen_at, Some(run.id)));
    assert!(again.last_seen_at > opened.last_seen_at);
    life.acme.set_flaw(TOKEN, false);
    let run = life.scan().await;
    let resolved = life.finding(TOKEN).await;
    assert_eq!((resolved.id, resolved.state, resolved.last_run), (opened.id, FindingState::Resolved, Some(run.id)));
    assert_eq!(resolved.resolved_at, run.collected_at);
    life.scan().await;
    assert_eq!(life.finding(TOKEN).await.resolved_at, resolved.resolved_at, "it is resolved once");
    life.acme.set_flaw(TOKEN, true);
    life.scan().await;
    let reopened = life.finding(TOKEN).await;
    assert_eq!((reopened.id, reopened.state, reopened.reopened, reopened.resolved_at), (opened.id, FindingState::Open, 1, None));
    assert_eq!(reopened.first_seen_at, opened.first_seen_at);
    // Seen once more without a change, it leaves no line.
    assert_eq!(life.history(TOKEN).await, [FindingChange::Opened, FindingChange::Resolved, FindingChange::Reopened]);
    life.worker.stop().await;
}

#[tokio::test]
async fn what_cannot_be_looked_at_stays_open_and_is_marked_until_it_can() {
    let life = Life::begin(&[TOKEN]).await;
    // The list of tokens is refused this time.
    life.acme.fault(Fault::new("/api/v1/api-tokens").kind(FaultKind::Status(403)).always());
    life.scan().await;
    let missed = life.finding(TOKEN).await;
    assert_eq!(missed.state, FindingState::Open);
    assert!(missed.not_seen_since.is_some());
    life.scan().await;
    assert_eq!(life.finding(TOKEN).await.not_seen_since, missed.not_seen_since, "the first time counts");
    life.acme.clear_faults();
    life.scan().await;
    assert_eq!(life.finding(TOKEN).await.not_seen_since, None);
    assert_eq!(life.history(TOKEN).await, [FindingChange::Opened, FindingChange::NotEvaluated, FindingChange::SeenAgain]);
    life.worker.stop().await;
}

#[tokio::test]
async fn one_unreadable_object_resolves_nothing() {
    let life = Life::begin(&[TOKEN, INSIGHT]).await;
    let before = life.finding(TOKEN).await;
    // The first token of the list cannot be understood; the flaw's token may be it or not.
    life.acme.fault(Fault::new("/api/v1/api-tokens").kind(FaultKind::DeepNesting));
    life.acme.fault(Fault::new("/api/v1/threats/configuration").kind(FaultKind::WrongJson));
    let run = life.scan().await;
    assert_eq!((life.finding(TOKEN).await.state, life.finding(TOKEN).await.id), (FindingState::Open, before.id));
    let insight = life.finding(INSIGHT).await;
    assert_eq!(insight.state, FindingState::Open);
    assert!(insight.not_seen_since.is_some() && run.not_evaluated > Some(0), "{run:?}");
    life.worker.stop().await;
}

#[tokio::test]
async fn a_finding_whose_subject_is_gone_is_resolved() {
    let life = Life::begin(&[]).await;
    life.acme.grant(7, "SUPER_ADMIN");
    life.acme.deactivate_user(7);
    life.scan().await;
    let found = life.finding("admin.unexpected-status").await;
    assert_eq!((found.state, found.subject_id), (FindingState::Open, life.acme.user_id(7)));
    life.acme.remove_user(7);
    life.scan().await;
    assert_eq!(life.finding("admin.unexpected-status").await.state, FindingState::Resolved);
    life.worker.stop().await;
}

#[tokio::test]
async fn what_a_person_said_holds_over_runs_and_runs_out_once() {
    let life = Life::begin(&[TOKEN, INSIGHT]).await;
    let soon = OffsetDateTime::now_utc() + Duration::days(7);
    life.dispose(TOKEN, Disposition::Muted, soon).await;
    life.dispose(INSIGHT, Disposition::Accepted, soon).await;
    let run = life.scan().await;
    let (muted, accepted) = (life.finding(TOKEN).await, life.finding(INSIGHT).await);
    assert_eq!((muted.disposition, accepted.disposition), (Disposition::Muted, Disposition::Accepted));
    assert_eq!(muted.disposition_reason.as_deref(), Some("known"));
    let counted: i64 = run.findings.unwrap().as_object().unwrap().values().filter_map(|count| count.as_i64()).sum();
    assert_eq!(counted, 0, "what is muted or accepted is not counted");
    life.time_runs_out().await;
    assert_eq!(life.finding(TOKEN).await.disposition, Disposition::None, "it has run out though no run came by");
    for _ in 0..2 {
        life.scan().await;
    }
    let late = life.finding(TOKEN).await;
    assert_eq!((late.state, late.disposition), (FindingState::Open, Disposition::None));
    assert_eq!(life.history(TOKEN).await, [FindingChange::Opened, FindingChange::Muted, FindingChange::DispositionExpired]);
    assert_eq!(life.history(INSIGHT).await, [FindingChange::Opened, FindingChange::Accepted, FindingChange::DispositionExpired]);
    life.worker.stop().await;
}

#[tokio::test]
async fn a_muted_finding_is_resolved_and_reopened_like_any() {
    let life = Life::begin(&[TOKEN]).await;
    life.dispose(TOKEN, Disposition::Muted, OffsetDateTime::now_utc() + Duration::days(7)).await;
    life.acme.set_flaw(TOKEN, false);
    life.scan().await;
    assert_eq!(life.finding(TOKEN).await.state, FindingState::Resolved);
    life.acme.set_flaw(TOKEN, true);
    life.scan().await;
    let finding = life.finding(TOKEN).await;
    assert_eq!((finding.state, finding.disposition), (FindingState::Open, Disposition::Muted), "the time it was muted for has not run out");
    life.worker.stop().await;
}

#[tokio::test]
async fn findings_of_a_check_that_is_switched_off_stay_and_are_marked() {
    let life = Life::begin(&[TOKEN]).await;
    set_check(&life.tenant, TOKEN, false).await;
    life.acme.set_flaw(TOKEN, false);
    let run = life.scan().await;
    let finding = life.finding(TOKEN).await;
    assert_eq!(finding.state, FindingState::Open);
    assert!(finding.not_seen_since.is_some());
    let checks = life.tenant.scope().await.run_checks(run.id).await.unwrap();
    assert!(checks.iter().all(|check| check.check_id != TOKEN), "it had nothing to say");
    set_check(&life.tenant, TOKEN, true).await;
    life.scan().await;
    assert_eq!(life.finding(TOKEN).await.state, FindingState::Resolved);
    assert_eq!(life.history(TOKEN).await, [FindingChange::Opened, FindingChange::NotEvaluated, FindingChange::Resolved]);
    life.worker.stop().await;
}

async fn set_check(tenant: &OktaTenant, check: &str, enabled: bool) {
    let mut scope = tenant.scope().await;
    scope.set_check(check, None, enabled, &serde_json::json!({}), "test").await.unwrap();
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn a_permission_that_is_taken_away_resolves_nothing_and_is_a_finding_itself() {
    let life = Life::begin(&["session.idle-timeout"]).await;
    life.acme.set_table(Table::Narrow);
    life.scan().await;
    let session = life.finding("session.idle-timeout").await;
    assert_eq!(session.state, FindingState::Open);
    assert!(session.not_seen_since.is_some());
    assert!(life.tenant.found(life.connection).await.contains(&"collect.forbidden-endpoint".to_owned()));
    life.worker.stop().await;
}

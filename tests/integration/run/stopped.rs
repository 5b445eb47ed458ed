//! Runs that somebody stops: the tenant's operator, the tenant, or a person who changed their mind.

use std::time::Duration;

use okta_sim::{Org, OrgSpec};
use oktually_core::{
    ids::{ConnectionId, TenantId},
    store::{Actor, ConnectionState, RunState},
    work::Job,
};
use oktually_tests::{OktaTenant, TestOkta, TestWorker, eventually, succeeded};

use super::kill::requests_later;

/// An org whose run takes some seconds, because its rate limit is small.
fn slow() -> OrgSpec {
    OrgSpec::new("acme").users(2_000).limit_multiplier(0.2).window(Duration::from_secs(1))
}

struct Begun {
    okta: TestOkta,
    acme: Org,
    tenant: OktaTenant,
    connection: ConnectionId,
    worker: TestWorker,
}

/// A run in its midst.
async fn begun(org: OrgSpec) -> Begun {
    let okta = TestOkta::start(vec![org]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker_leasing(Duration::from_secs(4)));
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    tenant.submit(connection, &acme).await;
    eventually("the run reads", async || tenant.newest_run(connection).await.filter(|run| run.state == RunState::Collecting)).await;
    requests_later(&acme, &tenant, connection, 6).await;
    Begun { okta, acme, tenant, connection, worker }
}

impl Begun {
    async fn suspend_tenant(&self, suspend: bool) {
        let mut scope = self.okta.db.api.operator().await.unwrap();
        let by = Actor::Operator("test".to_owned());
        if suspend {
            scope.suspend_tenant(self.tenant.id, &by).await.unwrap();
        } else {
            scope.resume_tenant(self.tenant.id, &by).await.unwrap();
        }
        scope.commit().await.unwrap();
    }

    /// As the API does it. The lane comes first, as for the worker: else the two may wait for each other.
    async fn suspend_connection(&self, suspend: bool) {
        let mut scope = self.tenant.scope().await;
        let active = scope.active_run(self.connection).await.unwrap();
        if let Some(run) = &active {
            scope.hurry(&Job::CollectOrg { connection: self.connection, run: run.id }).await.unwrap();
        }
        let row = scope.suspend_connection(self.connection, suspend).await.unwrap();
        if let Some(run) = active {
            scope.ask_to_cancel(run.id).await.unwrap();
        }
        if row.state == ConnectionState::Active {
            scope.enqueue(&Job::KeepCurrent { connection: self.connection }).await.unwrap();
        }
        scope.commit().await.unwrap();
    }

    async fn cancel(&self) {
        let mut scope = self.tenant.scope().await;
        let run = scope.active_run(self.connection).await.unwrap().expect("an active run");
        scope.hurry(&Job::CollectOrg { connection: self.connection, run: run.id }).await.unwrap();
        scope.ask_to_cancel(run.id).await.unwrap();
        scope.commit().await.unwrap();
    }

    /// Nothing is asked any more, once what is under way was answered.
    async fn is_quiet(&self) {
        eventually("what is under way is answered", async || (self.acme.in_flight() == 0).then_some(())).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let asked = self.acme.journal_len();
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(self.acme.journal_len(), asked, "it is asked on");
    }

    async fn rows(&self, tenant: TenantId) -> i64 {
        sqlx::query_scalar(
            "select (select count(*) from resources where tenant_id = $1) + (select count(*) from edges where tenant_id = $1) + (select count(*) from runs where tenant_id = $1)
                  + (select count(*) from findings where tenant_id = $1) + (select count(*) from run_steps where tenant_id = $1)",
        )
        .bind(tenant.uuid())
        .fetch_one(&self.okta.db.owner)
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn a_tenant_that_is_suspended_in_mid_run_is_left_alone_and_goes_on_when_resumed() {
    let it = begun(slow()).await;
    it.suspend_tenant(true).await;
    // What was being committed at that moment may still be.
    it.is_quiet().await;
    let then = it.tenant.newest_run(it.connection).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(it.tenant.newest_run(it.connection).await.unwrap().revision, then.revision, "a claim made before writes nothing after");
    it.suspend_tenant(false).await;
    let run = it.tenant.run_ended(it.connection).await;
    assert!(succeeded(&run) && run.id == then.id, "{run:?}");
    it.worker.stop().await;
}

#[tokio::test]
async fn a_tenant_that_is_deleted_in_mid_run_is_gone_with_all_its_rows() {
    let it = begun(slow()).await;
    let mut scope = it.okta.db.api.operator().await.unwrap();
    scope.shred_tenant(it.tenant.id, &Actor::Operator("test".to_owned())).await.unwrap();
    scope.commit().await.unwrap();
    let mut scope = it.tenant.scope().await;
    scope.enqueue(&Job::EraseTenant {}).await.unwrap();
    scope.commit().await.unwrap();
    eventually("its rows are erased", async || (it.rows(it.tenant.id).await == 0).then_some(())).await;
    it.is_quiet().await;
    assert_eq!(it.rows(it.tenant.id).await, 0, "a late page brought something back");
    it.worker.stop().await;
}

#[tokio::test]
async fn a_connection_that_is_suspended_in_mid_run_cancels_it_and_is_scanned_again_when_resumed() {
    let it = begun(slow()).await;
    it.suspend_connection(true).await;
    let run = it.tenant.run_ended(it.connection).await;
    assert_eq!(run.state, RunState::Cancelled, "{run:?}");
    it.is_quiet().await;
    it.suspend_connection(false).await;
    let run = it.tenant.scan_again(it.connection).await;
    assert!(succeeded(&run), "{run:?}");
    it.worker.stop().await;
}

#[tokio::test]
async fn a_connection_that_is_deleted_in_mid_run_takes_everything_along() {
    let it = begun(slow()).await;
    let mut scope = it.tenant.scope().await;
    scope.delete_connection(it.connection).await.unwrap();
    scope.commit().await.unwrap();
    let kept: i64 =
        sqlx::query_scalar("select (select count(*) from runs) + (select count(*) from findings) + (select count(*) from credentials)")
            .fetch_one(&it.okta.db.owner)
            .await
            .unwrap();
    assert_eq!(kept, 0, "these go at once");
    it.is_quiet().await;
    eventually("what was collected goes behind it", async || (it.rows(it.tenant.id).await == 0).then_some(())).await;
    let open: i64 = sqlx::query_scalar("select count(*) from jobs where state <= 2").fetch_one(&it.okta.db.owner).await.unwrap();
    assert_eq!(open, 0, "a job is left that has nothing to work on");
    let lanes: Vec<String> = sqlx::query_scalar("select lane from lanes").fetch_all(&it.okta.db.owner).await.unwrap();
    assert_eq!(lanes, [format!("config:{}", it.connection)], "but for the one in which it was deleted, nothing is left");
    it.worker.stop().await;
}

#[tokio::test]
async fn a_run_is_cancelled_at_its_next_page_and_the_next_run_begins_anew() {
    let it = begun(slow()).await;
    it.cancel().await;
    let run = it.tenant.run_ended(it.connection).await;
    assert_eq!((run.state, run.problem), (RunState::Cancelled, None));
    it.is_quiet().await;
    let pages: i64 = sqlx::query_scalar("select count(*) from run_pages").fetch_one(&it.okta.db.owner).await.unwrap();
    assert_eq!(pages, 0, "an ended run keeps no lists of ids");
    assert!(succeeded(&it.tenant.scan_again(it.connection).await));
    it.worker.stop().await;
}

#[tokio::test]
async fn a_run_that_waits_for_a_rate_limit_says_so_holds_no_lane_and_can_be_cancelled() {
    let it = begun(slow().users(8_000).limit_multiplier(0.1).window(Duration::from_secs(60))).await;
    let waiting =
        eventually("it waits", async || it.tenant.newest_run(it.connection).await.filter(|run| run.waiting_until.is_some())).await;
    let ahead = waiting.waiting_until.unwrap() - time::OffsetDateTime::now_utc();
    assert!((10..=62).contains(&ahead.whole_seconds()), "{ahead}");
    eventually("the lane is free", async || {
        let leased: i64 = sqlx::query_scalar("select count(*) from lanes where lane like 'config:%' and lease is not null")
            .fetch_one(&it.okta.db.owner)
            .await
            .unwrap();
        (leased == 0).then_some(())
    })
    .await;
    let asked = it.acme.journal_len();
    it.cancel().await;
    let run = it.tenant.run_ended(it.connection).await;
    assert_eq!(run.state, RunState::Cancelled, "{run:?}");
    assert!(run.finished_at.unwrap() < waiting.waiting_until.unwrap(), "it did not wait to be cancelled");
    assert_eq!(it.acme.journal_len(), asked);
    it.worker.stop().await;
}

#[tokio::test]
async fn a_second_start_gives_the_run_that_is_under_way() {
    let it = begun(slow()).await;
    let first = it.tenant.newest_run(it.connection).await.unwrap();
    let (second, started) = it.tenant.start_run(it.connection).await;
    assert_eq!((second.id, started), (first.id, false));
    let starts = futures::future::join_all((0..8).map(|_| it.tenant.start_run(it.connection))).await;
    assert!(starts.iter().all(|(run, started)| run.id == first.id && !started));
    assert!(succeeded(&it.tenant.run_ended(it.connection).await));
    let starts = futures::future::join_all((0..8).map(|_| it.tenant.start_run(it.connection))).await;
    assert_eq!(starts.iter().filter(|(_, started)| *started).count(), 1, "eight at once begin one");
    assert!(succeeded(&it.tenant.run_ended(it.connection).await));
    it.worker.stop().await;
}

//! What happens by itself: scans at their time, and a token that is used before it lapses.

use okta_sim::{Org, OrgSpec};
use oktually_core::{
    ids::ConnectionId,
    store::{ConnectionChange, ConnectionState, RunState, Trigger},
    work::Job,
};
use oktually_tests::{OktaTenant, TestOkta, TestWorker, eventually, succeeded};

struct Kept {
    okta: TestOkta,
    acme: Org,
    tenant: OktaTenant,
    connection: ConnectionId,
    worker: TestWorker,
}

fn in_days(days: i64) -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc() + time::Duration::days(days)
}

impl Kept {
    /// An org that was scanned once, to be scanned daily.
    async fn begin() -> Self {
        let okta = TestOkta::start(vec![OrgSpec::new("acme").users(60).limit_multiplier(1_000.0)]).await;
        let (acme, worker) = (okta.sim.org("acme"), okta.worker());
        let tenant = okta.tenant("Acme").await;
        let (connection, run) = tenant.scan(&acme).await;
        assert!(succeeded(&run), "{run:?}");
        let mut scope = tenant.scope().await;
        let daily = ConnectionChange { scan_every_minutes: Some(Some(24 * 60)), ..ConnectionChange::default() };
        scope.change_connection(connection, None, &daily).await.unwrap();
        scope.enqueue(&Job::KeepCurrent { connection }).await.unwrap();
        scope.hurry(&Job::KeepCurrent { connection }).await.unwrap();
        scope.commit().await.unwrap();
        acme.clear_journal();
        let it = Self { okta, acme, tenant, connection, worker };
        eventually("the next scan is planned", async || {
            it.keeper().await.filter(|(state, at)| *state == 1 && (in_days(0)..in_days(2)).contains(at))
        })
        .await;
        it
    }

    /// Lets that much time go by: what stands in the database is that much older, and what was to come is due.
    async fn time_goes_by(&self, interval: &str) {
        for change in [
            format!("update runs set created_at = created_at - interval '{interval}'"),
            format!(
                "update credentials set last_used_at = last_used_at - interval '{interval}', judged_at = judged_at - interval '{interval}'"
            ),
            format!("update jobs set run_at = run_at - interval '{interval}' where state = 1"),
            "update lanes set due_at = now() where lease is null".to_owned(),
        ] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(change)).execute(&self.okta.db.owner).await.unwrap();
        }
    }

    async fn state(&self) -> ConnectionState {
        self.tenant.scope().await.connection(self.connection).await.unwrap().state
    }

    /// Waits until a day of rest is planned.
    async fn rests_for_a_day(&self) {
        let hours = |at: time::OffsetDateTime| (at - time::OffsetDateTime::now_utc()).whole_hours();
        eventually("it is planned for another day", async || {
            self.keeper().await.filter(|(state, at)| *state == 1 && (21..=27).contains(&hours(*at)))
        })
        .await;
    }

    async fn keeper(&self) -> Option<(i16, time::OffsetDateTime)> {
        sqlx::query_as("select state, run_at from jobs where kind = 'keep_current' and state <= 2")
            .fetch_optional(&self.okta.db.owner)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_scan_begins_when_its_time_has_come_and_not_before() {
    let it = Kept::begin().await;
    it.time_goes_by("23 hours").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(it.tenant.newest_run(it.connection).await.unwrap().trigger, Trigger::FirstCredential);
    assert_eq!(it.acme.journal_len(), 0, "nothing was asked for");
    it.time_goes_by("4 hours").await;
    let run = eventually("a scheduled run ends", async || {
        it.tenant.newest_run(it.connection).await.filter(|run| run.trigger == Trigger::Scheduled && !run.state.is_active())
    })
    .await;
    assert!(succeeded(&run), "{run:?}");
    let (state, at) = eventually("the next is planned", async || it.keeper().await.filter(|(state, _)| *state == 1)).await;
    let ahead = at - time::OffsetDateTime::now_utc();
    assert!(state == 1 && (23..=27).contains(&ahead.whole_hours()), "{ahead}");
    it.worker.stop().await;
}

#[tokio::test]
async fn a_token_that_nothing_has_used_for_a_week_is_used_once() {
    let it = Kept::begin().await;
    let mut scope = it.tenant.scope().await;
    let never = ConnectionChange { scan_every_minutes: Some(None), ..ConnectionChange::default() };
    scope.change_connection(it.connection, None, &never).await.unwrap();
    scope.commit().await.unwrap();
    it.time_goes_by("8 days").await;
    eventually("the token is used", async || (it.acme.journal_len() > 0).then_some(())).await;
    eventually("it is planned again", async || {
        it.keeper().await.filter(|(state, at)| *state == 1 && *at > time::OffsetDateTime::now_utc())
    })
    .await;
    assert_eq!(it.acme.journal(), ["GET acme.okta.com /.well-known/okta-organization 200", "GET acme.okta.com /api/v1/users/me 200"]);
    assert_eq!(it.tenant.newest_run(it.connection).await.unwrap().trigger, Trigger::FirstCredential, "no scan was asked for");
    it.worker.stop().await;
}

#[tokio::test]
async fn jobs_that_ended_long_ago_are_forgotten_and_their_runs_are_not() {
    let it = Kept::begin().await;
    sqlx::query("update jobs set finished_at = now() - interval '91 days' where state >= 3 and kind <> 'analyse_run'")
        .execute(&it.okta.db.owner)
        .await
        .unwrap();
    it.time_goes_by("8 days").await;
    eventually("they are forgotten", async || {
        let ended: Vec<String> = sqlx::query_scalar("select distinct kind from jobs where finished_at < now() - interval '1 day'")
            .fetch_all(&it.okta.db.owner)
            .await
            .unwrap();
        ended.is_empty().then_some(())
    })
    .await;
    let recent: i64 =
        sqlx::query_scalar("select count(*) from jobs where kind = 'analyse_run'").fetch_one(&it.okta.db.owner).await.unwrap();
    assert!(recent > 0, "what ended lately can still be looked at");
    assert!(it.tenant.newest_run(it.connection).await.is_some());
    it.worker.stop().await;
}

#[tokio::test]
async fn a_token_that_was_revoked_is_noticed_when_it_is_kept_alive() {
    let it = Kept::begin().await;
    it.acme.revoke_tokens();
    it.time_goes_by("12 hours").await;
    sqlx::query("update credentials set last_used_at = now() - interval '8 days'").execute(&it.okta.db.owner).await.unwrap();
    sqlx::query("update jobs set run_at = now() where kind = 'keep_current' and state = 1").execute(&it.okta.db.owner).await.unwrap();
    sqlx::query("update lanes set due_at = now() where lease is null").execute(&it.okta.db.owner).await.unwrap();
    let row = eventually("the connection is rejected", async || {
        let row = it.tenant.scope().await.connection(it.connection).await.unwrap();
        (row.state == ConnectionState::Rejected).then_some(row)
    })
    .await;
    assert_eq!(row.trouble.as_deref(), Some("credential_rejected"));
    // A dead token is left alone for a day; a new one is put to use at once.
    it.rests_for_a_day().await;
    let token = it.acme.rotate_token();
    it.tenant.submit_token(it.connection, &it.acme.host(), &token).await;
    eventually("it is active again", async || (it.state().await == ConnectionState::Active).then_some(())).await;
    it.worker.stop().await;
}

#[tokio::test]
async fn a_rejected_token_is_tried_once_a_day_and_used_again_when_okta_takes_it() {
    let it = Kept::begin().await;
    it.acme.set_tokens_revoked(true);
    assert!(!succeeded(&it.tenant.scan_again(it.connection).await));
    assert_eq!(it.state().await, ConnectionState::Rejected);
    it.rests_for_a_day().await;
    for day in 1..=2 {
        it.acme.clear_journal();
        it.time_goes_by("28 hours").await;
        eventually("it is tried", async || (it.acme.journal_len() > 1).then_some(())).await;
        it.rests_for_a_day().await;
        let asked = ["GET acme.okta.com /.well-known/okta-organization 200", "GET acme.okta.com /api/v1/users/me 401"];
        assert_eq!(it.acme.journal(), asked, "day {day}: one call that shows the token");
        // Whoever changes something meanwhile has it tried no sooner.
        let mut scope = it.tenant.scope().await;
        scope.hurry(&Job::KeepCurrent { connection: it.connection }).await.unwrap();
        scope.commit().await.unwrap();
        it.rests_for_a_day().await;
        assert_eq!((it.acme.journal_len(), it.state().await), (2, ConnectionState::Rejected));
    }
    it.acme.set_tokens_revoked(false);
    let before = it.tenant.newest_run(it.connection).await.unwrap().id;
    it.time_goes_by("28 hours").await;
    let run = eventually("it is scanned again", async || {
        it.tenant.newest_run(it.connection).await.filter(|run| run.id != before && !run.state.is_active())
    })
    .await;
    assert!(succeeded(&run), "{run:?}");
    let row = it.tenant.scope().await.connection(it.connection).await.unwrap();
    assert_eq!((row.state, row.trouble), (ConnectionState::Active, None));
    it.worker.stop().await;
}

#[tokio::test]
async fn a_connection_that_is_suspended_is_not_scanned_and_is_again_when_resumed() {
    let it = Kept::begin().await;
    let suspend = async |suspend: bool| {
        let mut scope = it.tenant.scope().await;
        let row = scope.suspend_connection(it.connection, suspend).await.unwrap();
        if row.state == ConnectionState::Active {
            scope.enqueue(&Job::KeepCurrent { connection: it.connection }).await.unwrap();
        }
        scope.commit().await.unwrap();
    };
    suspend(true).await;
    it.time_goes_by("40 days").await;
    eventually("nothing is planned", async || it.keeper().await.is_none().then_some(())).await;
    assert_eq!(it.acme.journal_len(), 0);
    suspend(false).await;
    let run = eventually("it is scanned", async || {
        it.tenant.newest_run(it.connection).await.filter(|run| run.trigger == Trigger::Scheduled && !run.state.is_active())
    })
    .await;
    assert_eq!(run.state, RunState::Succeeded, "{run:?}");
    it.worker.stop().await;
}

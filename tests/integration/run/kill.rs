//! A run whose worker dies goes on with another, from the page it was reading.

use std::time::Duration;

use okta_sim::{Org, OrgSpec};
use oktually_core::ids::ConnectionId;
use oktually_tests::{OktaTenant, TestOkta, TestWorker, eventually, succeeded};

use super::picture::{Picture, closed_versions};

/// What a worker that is killed may have asked for without having kept it: calls under way, and a page of each list that is read side by
/// side, which waits for its commit.
pub(crate) const IN_FLIGHT: u64 = 4 + 7;

/// An org of which every list has something to show.
pub(crate) fn org() -> OrgSpec {
    OrgSpec::new("acme")
        .users(900)
        .limit_multiplier(1_000.0)
        .flaw("admin.custom-role-tier0")
        .flaw("token.many-per-owner")
        .flaw("admin.role-via-large-group")
}

/// One tenant's run that nobody disturbed: what it left, and how many requests it took beside the verification's.
pub(crate) async fn undisturbed(okta: &TestOkta) -> (Picture, u64) {
    let (org, worker) = (okta.sim.org("acme"), okta.worker());
    let calm = okta.tenant("Calm").await;
    let (connection, run) = calm.scan(&org).await;
    assert!(succeeded(&run), "{run:?}");
    worker.stop().await;
    let picture = Picture::of(&okta.db, &calm, connection).await;
    org.clear_journal();
    (picture, u64::try_from(run.requests).unwrap())
}

/// A tenant whose first run is about to begin, and no worker.
pub(crate) async fn about_to_run(okta: &TestOkta) -> (OktaTenant, ConnectionId) {
    let org = okta.sim.org("acme");
    let tenant = okta.tenant("Disturbed").await;
    let connection = tenant.connect("acme").await;
    let version = tenant.submit(connection, &org).await;
    hold(okta, true).await;
    let worker = okta.worker();
    tenant.judged(connection, version).await;
    worker.stop().await;
    hold(okta, false).await;
    org.clear_journal();
    (tenant, connection)
}

/// Keeps collections from being claimed, so that a test begins where it means to.
async fn hold(okta: &TestOkta, hold: bool) {
    let (made, undo) = (
        "create function hold() returns trigger language plpgsql as $$ begin new.run_at := now() + interval '1 day'; return new; end $$;
         create trigger hold before insert on jobs for each row when (new.kind = 'collect_org') execute function hold();",
        "drop trigger hold on jobs; drop function hold;
         update jobs set run_at = now() where kind = 'collect_org' and state = 1; update lanes set due_at = now() where lane like 'config:%';",
    );
    sqlx::raw_sql(if hold { made } else { undo }).execute(&okta.db.owner).await.unwrap();
}

/// As if the time of all leases had gone by.
pub(crate) async fn leases_lapse(okta: &TestOkta) {
    sqlx::query("update lanes set leased_until = now(), due_at = now() where lease is not null").execute(&okta.db.owner).await.unwrap();
}

/// Waits until that many more requests were made than `before`, or the run is over.
pub(crate) async fn requests_later(org: &Org, tenant: &OktaTenant, connection: ConnectionId, more: u64) {
    let before = org.journal_len();
    let mut looks = 0_u64;
    while org.journal_len() < before + more {
        looks += 1;
        if looks.is_multiple_of(20) && tenant.newest_run(connection).await.is_some_and(|run| !run.state.is_active()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_worker_is_killed_again_and_again_ends_like_an_undisturbed_one() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, least) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let mut kills = 0;
    while tenant.newest_run(connection).await.unwrap().state.is_active() {
        let worker = okta.worker();
        requests_later(&org, &tenant, connection, [5, 8, 6, 11, 7][kills as usize % 5]).await;
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..15_000))).await;
        worker.kill();
        leases_lapse(&okta).await;
        kills += 1;
        assert!(kills < 200, "no progress");
    }
    let run = tenant.newest_run(connection).await.unwrap();
    assert!(succeeded(&run), "{run:?}");
    assert!(kills >= 8, "{kills} kills say little");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert_eq!(closed_versions(&okta.db, tenant.id).await, 0);
    let made = org.journal_len();
    assert!(made <= least + kills * IN_FLIGHT, "{made} requests; undisturbed {least}, and {kills} kills");
    assert_eq!(org.violation_count(), 0);
    eprintln!("{kills} kills: {made} requests instead of {least}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_whose_worker_is_killed_is_made_again() {
    let okta = TestOkta::start(vec![org()]).await;
    let org = okta.sim.org("acme");
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    let version = tenant.submit(connection, &org).await;
    for requests in [2, 5] {
        let worker = okta.worker();
        requests_later(&org, &tenant, connection, requests).await;
        worker.kill();
        leases_lapse(&okta).await;
    }
    let worker = okta.worker();
    let judged = tenant.judged(connection, version).await;
    assert_eq!(judged.state, oktually_core::store::CredentialState::Accepted, "{judged:?}");
    assert!(tenant.scope().await.setup_report(connection, Some(version)).await.unwrap().is_some());
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lost_its_lane_writes_nothing_more() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, _) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    // Nobody takes the lane up at once: whatever is written now would be the late worker's.
    let late = okta.worker();
    requests_later(&org, &tenant, connection, 12).await;
    sqlx::query("update lanes set lease = gen_random_uuid(), leased_until = now() + interval '1 day', due_at = now() + interval '1 day' where lane like 'config:%'")
        .execute(&okta.db.owner)
        .await
        .unwrap();
    let then = revision(&tenant, connection).await;
    eventually("the late worker gives up", async || (org.in_flight() == 0).then_some(())).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(revision(&tenant, connection).await, then);
    leases_lapse(&okta).await;
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    late.stop().await;
}

/// Moves with every commit of the run.
async fn revision(tenant: &OktaTenant, connection: ConnectionId) -> i32 {
    tenant.newest_run(connection).await.unwrap().revision
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_stopped_in_mid_run_hands_it_back_and_the_next_goes_on() {
    let okta = TestOkta::start(vec![org()]).await;
    let (calm, least) = undisturbed(&okta).await;
    let org = okta.sim.org("acme");
    let (tenant, connection) = about_to_run(&okta).await;
    let mut stops = 0;
    while tenant.newest_run(connection).await.unwrap().state.is_active() {
        // Leases outlast the test: the next worker gets the lane only because it was handed back.
        let worker: TestWorker = okta.worker_leasing(Duration::from_secs(3_600));
        requests_later(&org, &tenant, connection, 15).await;
        worker.stop().await;
        stops += 1;
        let leased: i64 = sqlx::query_scalar("select count(*) from lanes where lease is not null").fetch_one(&okta.db.owner).await.unwrap();
        assert_eq!(leased, 0, "a lane was not handed back");
    }
    let run = tenant.newest_run(connection).await.unwrap();
    assert!(succeeded(&run) && stops > 3, "{run:?} after {stops} stops");
    let attempts: i32 =
        sqlx::query_scalar("select max(attempts) from jobs where kind = 'collect_org'").fetch_one(&okta.db.owner).await.unwrap();
    assert_eq!(attempts, 1, "a shutdown is no attempt");
    Picture::of(&okta.db, &tenant, connection).await.assert_like(&calm);
    assert!(org.journal_len() <= least + stops * IN_FLIGHT);
}

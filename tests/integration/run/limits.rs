//! What a run takes of an org's rate limits.

use std::time::Duration;

use okta_sim::{Org, OrgSpec, WindowUse};
use oktually_core::store::{ConnectionChange, RunState};
use oktually_tests::{TestOkta, eventually, succeeded};

/// What the connections of these tests may take of what is shown, in percent.
pub(super) const SHARE: u32 = 90;

fn limited() -> OrgSpec {
    OrgSpec::new("acme").users(3_000).limit_multiplier(0.2).window(Duration::from_secs(2))
}

/// How many requests were refused as too many.
pub(super) fn too_many(org: &Org) -> u64 {
    org.counts().iter().filter(|count| count.status == 429).map(|count| count.requests).sum()
}

/// The most that was taken of a bucket in one of the credential's windows, in percent of what may be.
pub(super) fn most_of_the_share(org: &Org, share_percent: u32) -> f64 {
    let part = |window: &WindowUse| window.taken as f64 * 100.0 / f64::from((window.limit * share_percent / 100).max(1));
    org.most_taken().values().map(part).fold(0.0, f64::max)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_run_asks_no_more_than_it_must_and_is_never_told_that_it_is_too_much() {
    let okta = TestOkta::start(vec![limited()]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (_, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    let least = acme.least_requests();
    assert_eq!(u64::try_from(run.requests).unwrap(), least, "{:#?}", acme.counts());
    assert_eq!(too_many(&acme), 0);
    assert!(most_of_the_share(&acme, SHARE) <= 100.0, "{:?}", acme.most_taken());
    assert_eq!(acme.violation_count(), 0, "{:?}", acme.violations());
    let seconds = (run.finished_at.unwrap() - run.started_at.unwrap()).as_seconds_f64();
    eprintln!(
        "{} requests, least {least}; {} more to verify; at most {:.0} % of the share; {seconds:.1} s",
        run.requests,
        acme.journal_len() - least,
        most_of_the_share(&acme, SHARE)
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_share_is_kept_to() {
    let okta = TestOkta::start(vec![limited().users(1_200).limit_multiplier(0.4)]).await;
    let acme = okta.sim.org("acme");
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    let mut scope = tenant.scope().await;
    let third = ConnectionChange { share_percent: Some(34), ..ConnectionChange::default() };
    scope.change_connection(connection, None, &third).await.unwrap();
    scope.commit().await.unwrap();
    let worker = okta.worker();
    tenant.submit(connection, &acme).await;
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(too_many(&acme), 0);
    assert!(most_of_the_share(&acme, 34) <= 100.0, "{:?}", acme.most_taken());
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_has_to_wait_for_long_gives_its_turn_back_and_goes_on_where_it_stood() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(8_000).limit_multiplier(0.1)]).await;
    let (acme, tenant) = (okta.sim.org("acme"), okta.tenant("Acme").await);
    let connection = tenant.connect("acme").await;
    tenant.submit(connection, &acme).await;
    let mut waits = 0;
    let run = loop {
        let worker = okta.worker();
        let run = eventually("it waits or ends", async || {
            let run = tenant.newest_run(connection).await?;
            let rests = sqlx::query_scalar::<_, i64>("select count(*) from lanes where lane like 'config:%' and lease is not null");
            let rests = rests.fetch_one(&okta.db.owner).await.unwrap() == 0;
            (!run.state.is_active() || run.waiting_until.is_some() && rests).then_some(run)
        })
        .await;
        worker.stop().await;
        if !run.state.is_active() {
            break run;
        }
        waits += 1;
        assert_eq!(run.state, RunState::Collecting);
        assert!(run.waiting_until.unwrap() > time::OffsetDateTime::now_utc() + Duration::from_secs(15), "{run:?}");
        // As if the windows had gone by, for Okta and for us.
        acme.set_limits(true);
        for change in [
            "update jobs set run_at = now() where state = 1 and kind = 'collect_org'",
            "update lanes set due_at = now() where lane like 'config:%'",
        ] {
            sqlx::raw_sql(change).execute(&okta.db.owner).await.unwrap();
        }
    };
    assert!(succeeded(&run) && waits > 0 && run.waiting_until.is_none(), "{run:?} after {waits} waits");
    assert_eq!(u64::try_from(run.requests).unwrap(), acme.least_requests(), "a page was read twice");
    assert_eq!(too_many(&acme), 0);
}

//! Runs over orgs of every edition, and of limits that are told badly: nothing is refused, and the share is kept.

use std::time::Duration;

use futures::future::join_all;
use okta_sim::{BucketTable, Edition, Fault, FaultKind, Oddity, OrgSpec};
use oktually_tests::{TestOkta, succeeded};

use super::limits::{SHARE, most_of_the_share, too_many};

fn org(name: &str) -> OrgSpec {
    OrgSpec::new(name).users(900).window(Duration::from_secs(2))
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_edition_and_with_every_table_of_buckets_the_share_is_kept() {
    let editions = [
        ("enterprise", Edition::Enterprise, BucketTable::Published, 0.08),
        ("enterprise-older", Edition::Enterprise, BucketTable::Older, 0.08),
        ("small", Edition::Small, BucketTable::Published, 0.08),
        ("integrator", Edition::Integrator, BucketTable::Published, 0.4),
        ("integrator-seen", Edition::Integrator, BucketTable::Seen, 0.4),
        ("workforce-older", Edition::Workforce, BucketTable::Older, 0.08),
        ("workforce-seen", Edition::Workforce, BucketTable::Seen, 0.2),
    ];
    let specs = editions.map(|(name, edition, table, part)| org(name).edition(edition).buckets(table).limit_multiplier(part));
    let okta = TestOkta::start(specs.into()).await;
    let worker = okta.worker();
    let scans = editions.iter().map(async |(name, ..)| {
        let org = okta.sim.org(name);
        let (_, run) = okta.tenant(name).await.scan(&org).await;
        assert!(succeeded(&run), "{name}: {run:?}");
        assert_eq!(too_many(&org), 0, "{name}: {:?}", org.refusals());
        assert!(most_of_the_share(&org, SHARE) <= 100.0, "{name}: {:?}", org.most_taken());
        let seconds = (run.finished_at.unwrap() - run.started_at.unwrap()).as_seconds_f64();
        let least = org.critical_path(SHARE, 2, Duration::ZERO).as_secs_f64();
        eprintln!("{name}: {} requests, {seconds:.1} s, {least:.1} s of windows", run.requests);
    });
    join_all(scans).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_are_told_twice_now_and_then_or_by_another_clock_are_kept_to() {
    let limited = |name: &str| org(name).limit_multiplier(0.2);
    let specs = vec![
        limited("twice").oddity(Oddity::BothLimits),
        limited("not-always"),
        limited("ahead").clock_skew(140),
        limited("behind").clock_skew(-140),
    ];
    let okta = TestOkta::start(specs).await;
    for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/policies"] {
        okta.sim.org("not-always").fault(Fault::new(path).kind(FaultKind::NoLimits).after(1).times(4));
    }
    let worker = okta.worker();
    let scans = ["twice", "not-always", "ahead", "behind"].map(async |name| {
        let org = okta.sim.org(name);
        let (_, run) = okta.tenant(name).await.scan(&org).await;
        assert!(succeeded(&run), "{name}: {run:?}");
        assert_eq!(run.not_evaluated, Some(0), "{name}: {run:?}");
        assert_eq!(too_many(&org), 0, "{name}: {:?}", org.refusals());
        assert!(most_of_the_share(&org, SHARE) <= 100.0, "{name}: {:?}", org.most_taken());
    });
    join_all(scans).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_org_that_bears_few_requests_at_once_is_read_whole() {
    // Half of three is one: each second call of the client is one too many until it has learned that.
    let okta = TestOkta::start(vec![org("acme").users(450).limit_multiplier(10.0).concurrency(3)]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let (_, run) = okta.tenant("Acme").await.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(run.not_evaluated, Some(0), "{run:?}");
    assert!(acme.refusals().is_empty(), "{:?}", acme.refusals());
    let refused = too_many(&acme);
    assert!(0 < refused && refused <= 20, "{refused} refusals for concurrency");
    assert!(most_of_the_share(&acme, SHARE) <= 100.0, "{:?}", acme.most_taken());
    worker.stop().await;
}

//! All of it comes, once, and what is new follows.

use okta_sim::{Fault, FaultKind, OrgSpec};
use oktually_tests::{TestOkta, eventually};
use time::{Duration, OffsetDateTime};

use super::ground::{assert_whole, caught_up, follow, kept, look_again, texts};

fn org() -> OrgSpec {
    OrgSpec::new("acme").users(200).events_per_day(6_000).limit_multiplier(1_000.0)
}

#[tokio::test]
async fn the_whole_look_back_comes_in_and_then_what_is_new() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    let begun = OffsetDateTime::now_utc();
    let connection = follow(&tenant, &acme, 1).await;
    let position = caught_up(&tenant, connection, begun).await;
    let since = position.since;
    assert!((begun - since - Duration::DAY).abs() < Duration::MINUTE, "{since}");
    let count = assert_whole(&okta, &acme, connection, since, position.caught_up_at.unwrap() - Duration::MINUTE).await;
    assert!(count > 5_000, "{count}");
    assert!(position.counts.events >= count as i64 && position.counts.unreadable == 0, "{:?}", position.counts);
    assert_eq!((position.trouble, position.org_id.is_some()), (None, true));
    for text in texts(&okta, connection).await.iter().take(50) {
        assert!(serde_json::from_str::<serde_json::Value>(text).unwrap()["eventType"].is_string(), "{text}");
    }

    acme.add_users(1);
    let before = OffsetDateTime::now_utc();
    look_again(&okta).await;
    let position = caught_up(&tenant, connection, before).await;
    assert_whole(&okta, &acme, connection, since, before - Duration::MINUTE).await;
    assert!(position.seq >= position.counts.events && position.last_published.unwrap() > begun);
}

#[tokio::test]
async fn a_short_page_ends_the_asking_until_a_minute_has_passed() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    let begun = OffsetDateTime::now_utc();
    let connection = follow(&tenant, &acme, 1).await;
    let position = caught_up(&tenant, connection, begun).await;
    let pages = acme.journal().iter().filter(|entry| entry.path == "/api/v1/logs").count();
    // Full pages, and one that is not full.
    assert_eq!(pages as i64, position.counts.events / 1_000 + 1, "{:?}", position.counts);
    let at: OffsetDateTime =
        sqlx::query_scalar("select run_at from jobs where kind = 'follow_log' and state = 1").fetch_one(&okta.db.owner).await.unwrap();
    let wait = at - position.caught_up_at.unwrap();
    assert!((Duration::seconds(53)..Duration::seconds(67)).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_worker_that_is_killed_neither_loses_nor_doubles_an_event() {
    let okta = TestOkta::start(vec![org().events_per_day(20_000)]).await;
    let (acme, tenant) = (okta.sim.org("acme"), okta.tenant("Acme").await);
    acme.fault(Fault::new("/api/v1/logs").kind(FaultKind::Slow(std::time::Duration::from_millis(150))).always());
    let begun = OffsetDateTime::now_utc();
    let mut worker = okta.worker();
    let connection = follow(&tenant, &acme, 1).await;
    for round in 1..=4_usize {
        eventually("a page more", async || (kept(&okta, connection).await.len() >= round * 2_500).then_some(())).await;
        worker.kill();
        crate::run::kill::leases_lapse(&okta).await;
        worker = okta.worker();
    }
    let position = caught_up(&tenant, connection, begun).await;
    assert_whole(&okta, &acme, connection, position.since, position.caught_up_at.unwrap() - Duration::MINUTE).await;
    worker.stop().await;
}

#[tokio::test]
async fn limits_outages_and_pages_that_are_none_lose_nothing() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    for (kind, after) in [
        (FaultKind::RateLimited, 0),
        (FaultKind::Status(500), 1),
        (FaultKind::Cut, 2),
        (FaultKind::Html(502), 3),
        (FaultKind::WrongJson, 4),
        (FaultKind::NulText, 5),
        (FaultKind::NoLimits, 6),
    ] {
        acme.fault(Fault::new("/api/v1/logs").kind(kind).after(after));
    }
    let begun = OffsetDateTime::now_utc();
    let connection = follow(&tenant, &acme, 1).await;
    let position = caught_up(&tenant, connection, begun).await;
    assert_whole(&okta, &acme, connection, position.since, position.caught_up_at.unwrap() - Duration::MINUTE).await;
}

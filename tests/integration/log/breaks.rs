//! Positions that Okta refuses, silences that were too long, and orgs that are another one by now.

use okta_sim::{Fault, FaultKind, OrgSpec};
use oktually_core::store::LogBreakKind;
use oktually_tests::{TestOkta, eventually};
use time::{Duration, OffsetDateTime};

use super::ground::{assert_whole, caught_up, follow, look_again};

fn org() -> OrgSpec {
    OrgSpec::new("acme").users(200).events_per_day(3_000).limit_multiplier(1_000.0)
}

#[tokio::test]
async fn a_refused_position_is_told_and_the_log_read_again_with_an_overlap() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    let connection = follow(&tenant, &acme, 1).await;
    let first = caught_up(&tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
    acme.fault(Fault::new("/api/v1/logs").kind(FaultKind::CursorExpired));
    let before = OffsetDateTime::now_utc();
    look_again(&okta).await;
    let position = caught_up(&tenant, connection, before).await;
    let breaks = tenant.scope().await.log_breaks(connection, None, 10).await.unwrap();
    let [restart] = &breaks[..] else { panic!("{breaks:?}") };
    assert_eq!(restart.kind, LogBreakKind::Restart);
    let overlap = first.last_page_at.unwrap() - restart.from;
    assert!((overlap - Duration::HOUR).abs() < Duration::MINUTE, "{overlap}");
    assert!(restart.reason.contains("Okta refused the position"), "{}", restart.reason);
    assert!(position.counts.repeated > 0, "{:?}", position.counts);
    assert_whole(&okta, &acme, connection, first.since, before - Duration::MINUTE).await;
}

#[tokio::test]
async fn a_silence_longer_than_okta_keeps_events_is_a_gap() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    let connection = follow(&tenant, &acme, 0).await;
    caught_up(&tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
    worker.stop().await;
    sqlx::query("update log_positions set last_page_at = now() - interval '100 days', caught_up_at = now() - interval '100 days'")
        .execute(&okta.db.owner)
        .await
        .unwrap();
    let _worker = okta.worker();
    look_again(&okta).await;
    let gap = eventually("a gap", async || tenant.scope().await.log_breaks(connection, None, 10).await.unwrap().pop()).await;
    assert_eq!((gap.kind, (gap.until - gap.from).whole_days()), (LogBreakKind::Gap, 10));
    let since = tenant.scope().await.log_position(connection).await.unwrap().unwrap().since;
    assert_eq!(since, gap.until);
}

#[tokio::test]
async fn a_position_of_another_org_is_not_used() {
    let okta = TestOkta::start(vec![org()]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    let connection = follow(&tenant, &acme, 1).await;
    let first = caught_up(&tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
    // The address was given to another org, and nobody looked for two hours.
    acme.replace();
    acme.clear_journal();
    sqlx::query("update log_positions set last_page_at = now() - interval '2 hours'").execute(&okta.db.owner).await.unwrap();
    look_again(&okta).await;
    let position = eventually("trouble", async || {
        tenant.scope().await.log_position(connection).await.unwrap().filter(|position| position.trouble.is_some())
    })
    .await;
    assert_eq!((position.trouble.as_deref(), position.cursor), (Some("other_org"), first.cursor));
    assert!(acme.journal().iter().all(|entry| entry.path != "/api/v1/logs"));
}

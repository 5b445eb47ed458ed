//! For how long events are kept.

use okta_sim::OrgSpec;
use oktually_tests::TestOkta;
use time::{Duration, OffsetDateTime};

use super::ground::{caught_up, follow, kept, look_again};

#[tokio::test]
async fn days_that_nobody_keeps_any_more_are_dropped_and_the_others_stay() {
    let okta = TestOkta::start(Vec::new()).await;
    let tenant = okta.tenant("Acme").await;
    let now = OffsetDateTime::now_utc();
    okta.db.worker.prepare_days([now, now - Duration::days(89), now - Duration::days(92), now - Duration::days(200)]).await.unwrap();
    let days = async || okta.db_count("pg_inherits where inhparent = 'events'::regclass").await;
    assert_eq!(days().await, 5);
    // Two days, each with its events and its terms.
    assert_eq!(okta.db.worker.drop_log_days().await.unwrap(), 4);
    assert_eq!(days().await, 3);
    // One tenant that keeps them for longer keeps them for all.
    sqlx::query("update tenants set log_days = 300 where id = $1").bind(tenant.id.uuid()).execute(&okta.db.owner).await.unwrap();
    okta.db.worker.prepare_days([now - Duration::days(200)]).await.unwrap();
    assert_eq!(okta.db.worker.drop_log_days().await.unwrap(), 0);
}

#[tokio::test]
async fn a_tenant_that_keeps_events_for_a_shorter_time_has_its_own_deleted_and_nobody_else_s() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(100).events_per_day(400).limit_multiplier(1_000.0)]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let (short, long) = (okta.tenant("Short").await, okta.tenant("Long").await);
    let mut connections = Vec::new();
    for tenant in [&short, &long] {
        let connection = follow(tenant, &acme, 5).await;
        caught_up(tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
        connections.push(connection);
    }
    sqlx::query("update tenants set log_days = 2 where id = $1").bind(short.id.uuid()).execute(&okta.db.owner).await.unwrap();
    let (theirs, before) = (kept(&okta, connections[1]).await.len(), OffsetDateTime::now_utc());
    assert!(kept(&okta, connections[0]).await.len() > 1_500);
    look_again(&okta).await;
    caught_up(&short, connections[0], before).await;
    caught_up(&long, connections[1], before).await;
    worker.stop().await;
    let left: OffsetDateTime =
        sqlx::query_scalar("select min(published) from events where connection_id = $1 and published > '2000-01-01'")
            .bind(connections[0].uuid())
            .fetch_one(&okta.db.owner)
            .await
            .unwrap();
    assert!(OffsetDateTime::now_utc() - left < Duration::days(2) + Duration::MINUTE, "{left}");
    assert!(kept(&okta, connections[1]).await.len() >= theirs);
}

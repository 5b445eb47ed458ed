//! A log that is not shown, and one that is all that is shown.

use okta_sim::{ClientSpec, Fault, FaultKind, OrgSpec};
use oktually_core::store::ConnectionState;
use oktually_tests::{TestOkta, eventually};
use time::{Duration, OffsetDateTime};

use super::ground::{assert_whole, caught_up, follow, look_again};

#[tokio::test]
async fn a_log_that_okta_does_not_show_is_said_and_asked_for_hours_later() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(100).events_per_day(1_000).limit_multiplier(1_000.0)]).await;
    let (acme, tenant, _worker) = (okta.sim.org("acme"), okta.tenant("Acme").await, okta.worker());
    acme.fault(Fault::new("/api/v1/logs").kind(FaultKind::Status(403)).always());
    let connection = follow(&tenant, &acme, 1).await;
    let position = eventually("trouble", async || {
        tenant.scope().await.log_position(connection).await.unwrap().filter(|position| position.trouble.is_some())
    })
    .await;
    assert_eq!(position.trouble.as_deref(), Some("log_refused"));
    assert!(position.trouble_detail.as_deref().unwrap().contains("okta.logs.read"), "{:?}", position.trouble_detail);
    // The connection is well otherwise.
    assert_eq!(tenant.scope().await.connection(connection).await.unwrap().state, ConnectionState::Active);
    let at: OffsetDateTime = eventually("the next try", async || {
        sqlx::query_scalar("select run_at from jobs where kind = 'follow_log' and state = 1").fetch_optional(&okta.db.owner).await.unwrap()
    })
    .await;
    assert!(at - OffsetDateTime::now_utc() > Duration::hours(5), "{at}");

    acme.clear_faults();
    let before = OffsetDateTime::now_utc();
    look_again(&okta).await;
    let position = caught_up(&tenant, connection, before).await;
    assert_eq!(position.trouble, None);
}

#[tokio::test]
async fn every_kind_of_credential_reads_the_log_and_one_for_the_log_alone_reads_nothing_else() {
    let spec = OrgSpec::new("acme")
        .users(100)
        .events_per_day(1_000)
        .limit_multiplier(1_000.0)
        .client(ClientSpec::service_app("all"))
        .client(ClientSpec::integration("siem").scopes(["okta.logs.read"]));
    let okta = TestOkta::start(vec![spec]).await;
    let (acme, _worker) = (okta.sim.org("acme"), okta.worker());
    for name in ["all", "siem"] {
        let tenant = okta.tenant(name).await;
        let connection = tenant.connect_following(name, 1).await;
        tenant.submit_client(connection, &acme, &acme.client(name)).await;
        let position = caught_up(&tenant, connection, OffsetDateTime::UNIX_EPOCH).await;
        assert_whole(&okta, &acme, connection, position.since, position.caught_up_at.unwrap() - Duration::MINUTE).await;
        let runs = tenant.scope().await.runs(Some(connection), None, 10).await.unwrap().len();
        assert_eq!(runs, usize::from(name == "all"), "{name}");
    }
}

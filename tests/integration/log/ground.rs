//! A log to follow, and what of it is kept.

use std::collections::BTreeSet;

use futures::TryStreamExt;
use okta_client::{ApiToken, ClientSettings, OktaClient, api::logs};
use okta_sim::Org;
use oktually_core::{ids::ConnectionId, log::unpack, store::LogPosition};
use oktually_tests::{OktaTenant, TestOkta, eventually};
use time::OffsetDateTime;

/// A connection whose log is followed from so many days back, with the org's token handed over.
pub(crate) async fn follow(tenant: &OktaTenant, org: &Org, days: i16) -> ConnectionId {
    let connection = tenant.connect_following(&org.name(), days).await;
    tenant.submit(connection, org).await;
    connection
}

/// Waits until the end of the log was reached after `since`.
pub(crate) async fn caught_up(tenant: &OktaTenant, connection: ConnectionId, since: OffsetDateTime) -> LogPosition {
    eventually("the end of the log", async || {
        let position = tenant.scope().await.log_position(connection).await.unwrap()?;
        position.caught_up_at.is_some_and(|at| at > since).then_some(position)
    })
    .await
}

/// Has the log looked at now instead of in a minute.
pub(crate) async fn look_again(okta: &TestOkta) {
    for statement in [
        "update jobs set run_at = now() where kind = 'follow_log' and state = 1",
        "update lanes set due_at = now() where lane like 'log:%'",
    ] {
        sqlx::query(statement).execute(&okta.db.owner).await.unwrap();
    }
}

/// The ids of a connection's events that are kept, each as often as it is kept.
pub(crate) async fn kept(okta: &TestOkta, connection: ConnectionId) -> Vec<String> {
    sqlx::query_scalar("select uuid from events where connection_id = $1 order by uuid")
        .bind(connection.uuid())
        .fetch_all(&okta.db.owner)
        .await
        .unwrap()
}

/// The ids that Okta gives for a span of time.
pub(crate) async fn true_log(okta: &TestOkta, org: &Org, since: OffsetDateTime, until: OffsetDateTime) -> BTreeSet<String> {
    let (token, _) = ApiToken::parse(&org.token()).unwrap();
    let settings = ClientSettings { share_percent: 90, ..ClientSettings::default() };
    let client = OktaClient::new(&okta.egress(), org.host().parse().unwrap(), token, settings);
    let mut pages = std::pin::pin!(client.pages(logs::between(since, until), None));
    let mut ids = BTreeSet::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        ids.extend(page.items.into_iter().map(|event| event.uuid));
    }
    ids
}

/// Whether nothing is missing of what Okta has, and nothing is kept twice.
pub(crate) async fn assert_whole(
    okta: &TestOkta,
    org: &Org,
    connection: ConnectionId,
    since: OffsetDateTime,
    until: OffsetDateTime,
) -> usize {
    let (kept, truth) = (kept(okta, connection).await, true_log(okta, org, since, until).await);
    let once: BTreeSet<String> = kept.iter().cloned().collect();
    assert_eq!(once.len(), kept.len(), "some are kept twice");
    let missing: Vec<_> = truth.difference(&once).collect();
    assert!(missing.is_empty(), "{} of {} are missing: {:?}", missing.len(), truth.len(), &missing[..missing.len().min(5)]);
    assert!(!truth.is_empty());
    truth.len()
}

/// The texts of kept events.
pub(crate) async fn texts(okta: &TestOkta, connection: ConnectionId) -> Vec<String> {
    let packed: Vec<Vec<u8>> = sqlx::query_scalar("select raw from events where connection_id = $1 order by uuid")
        .bind(connection.uuid())
        .fetch_all(&okta.db.owner)
        .await
        .unwrap();
    packed.iter().map(|packed| unpack(packed).unwrap()).collect()
}

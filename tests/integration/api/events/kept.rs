//! A tenant whose org's log has been read to its end.

use okta_sim::OrgSpec;
use oktually_core::log::unpack;
use oktually_tests::{TestApp, TestTenant, TestWorker, eventually};
use serde_json::Value;

pub(crate) struct Kept {
    pub(crate) app: TestApp,
    pub(crate) acme: TestTenant,
    pub(crate) connection: String,
    pub(crate) worker: TestWorker,
}

impl Kept {
    /// Follows the log of an org with so many events a day from a day back.
    pub(crate) async fn of(events_per_day: u64) -> Self {
        let spec = OrgSpec::new("acme").users(200).events_per_day(events_per_day).limit_multiplier(1_000.0);
        let app = TestApp::start(vec![spec]).await;
        let (acme, worker) = (app.tenant("Acme").await, app.okta.worker());
        let connection = acme.connection("Main").await;
        acme.owner
            .with("if-match", "*")
            .patch(&format!("/v1/connections/{connection}"), &serde_json::json!({ "log_enabled": true, "log_lookback_days": 1 }))
            .await
            .expect_status(200);
        let org = app.okta.sim.org("acme");
        acme.submit(&connection, &org.url(), &org.token()).await;
        eventually("the end of the log", async || {
            let log = acme.owner.get(&format!("/v1/connections/{connection}/log")).await.expect_status(200).json();
            (log["caught_up"] == true).then_some(())
        })
        .await;
        Self { app, acme, connection, worker }
    }

    /// All events that are kept, as Okta wrote them, the latest first.
    pub(crate) async fn all(&self) -> Vec<Value> {
        let packed: Vec<Vec<u8>> = sqlx::query_scalar("select raw from events order by published desc, connection_id desc, uuid desc")
            .fetch_all(&self.app.okta.db.owner)
            .await
            .unwrap();
        packed.iter().map(|packed| serde_json::from_str(&unpack(packed).unwrap()).unwrap()).collect()
    }

    /// All pages of a search, as events.
    pub(crate) async fn search(&self, query: &str) -> Vec<Value> {
        let mut path = format!("/v1/events?limit=200&{query}");
        let mut events = Vec::new();
        loop {
            let page = self.acme.owner.get(&path).await.expect_status(200).json();
            events.extend(page["data"].as_array().unwrap().iter().map(|row| row["event"].clone()));
            let Some(cursor) = page["next_cursor"].as_str() else { return events };
            path = format!("/v1/events?limit=200&{query}&cursor={cursor}");
        }
    }
}

/// The ids of events.
pub(crate) fn ids(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["uuid"].as_str().unwrap()).collect()
}

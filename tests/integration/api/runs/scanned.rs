//! A tenant whose org was looked at.

use http::Method;
use okta_sim::{Org, OrgSpec};
use oktually_tests::{TestApp, TestTenant, TestWorker, eventually};
use serde_json::Value;

/// A tenant with one connection, and a worker.
pub(crate) struct Scanned {
    pub(crate) app: TestApp,
    pub(crate) acme: TestTenant,
    pub(crate) org: Org,
    pub(crate) connection: String,
    _worker: TestWorker,
}

impl Scanned {
    /// A small org called `acme`.
    pub(crate) fn spec() -> OrgSpec {
        OrgSpec::new("acme").users(20)
    }

    /// Connected, and looked at once.
    pub(crate) async fn of(spec: OrgSpec) -> Self {
        let scanned = Self::connected(spec).await;
        let runs = async || scanned.acme.owner.get("/v1/runs").await.expect_status(200).json()["data"][0]["id"].as_str().map(str::to_owned);
        let run = eventually("the first run", runs).await;
        let ended = scanned.ended(&run).await;
        assert_eq!(ended["state"], "succeeded", "{ended}");
        scanned
    }

    /// Connected; the first run has perhaps not ended.
    pub(crate) async fn connected(spec: OrgSpec) -> Self {
        let app = TestApp::start(vec![spec]).await;
        let acme = app.tenant("Acme").await;
        let connection = acme.connection("Main").await;
        let org = app.okta.sim.org("acme");
        let _worker = app.okta.worker();
        acme.submit(&connection, &org.url(), &org.token()).await;
        let path = format!("/v1/connections/{connection}");
        let active = async || (acme.owner.get(&path).await.expect_status(200).json()["state"] == "active").then_some(());
        eventually("the connection works", active).await;
        Self { app, acme, org, connection, _worker }
    }

    /// Starts a run, or finds the active one: its id.
    pub(crate) async fn start(&self) -> String {
        let answer =
            self.acme.owner.send(Method::POST, &format!("/v1/connections/{}/runs", self.connection), None).await.expect_status(202);
        let run = answer.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("location"), format!("/v1/runs/{run}"));
        run
    }

    /// A run that has ended.
    pub(crate) async fn ended(&self, run: &str) -> Value {
        let path = format!("/v1/runs/{run}");
        eventually("the run's end", async || {
            let run = self.acme.owner.get(&path).await.expect_status(200).json();
            (!run["finished_at"].is_null()).then_some(run)
        })
        .await
    }

    /// Looks at the org again.
    pub(crate) async fn scan(&self) -> Value {
        let ended = self.ended(&self.start().await).await;
        assert_eq!(ended["state"], "succeeded", "{ended}");
        ended
    }

    /// Findings that a query lists.
    pub(crate) async fn findings(&self, query: &str) -> Vec<Value> {
        self.acme.owner.get(&format!("/v1/findings?{query}")).await.expect_status(200).json()["data"].as_array().unwrap().clone()
    }

    /// The one finding that a query lists.
    pub(crate) async fn finding(&self, query: &str) -> Value {
        let mut findings = self.findings(query).await;
        assert_eq!(findings.len(), 1, "{query}: {findings:#?}");
        findings.remove(0)
    }
}

//! A tenant with connections to simulated orgs, worked on by a real worker through the simulator's gateway.

use std::{sync::Arc, time::Duration};

use okta_client::{Egress, EgressSettings};
use okta_sim::{Org, OrgSpec, Sim, SimSettings};
use oktually_core::{
    ids::{ConnectionId, TenantId},
    secret::Keyring,
    store::{Actor, CredentialKind, Finding, FindingFilter, NewConnection, NewCredential, Run, RunState, Store, Through},
    work::{EgressWatch, Job},
};

use crate::{TestDb, TestWorker, worker::test_keyring};

/// Patience of a test for work that goes on elsewhere.
const PATIENCE: Duration = Duration::from_secs(400);

/// Simulated orgs, a database, and the means to work on them.
pub struct TestOkta {
    /// The simulator.
    pub sim: Sim,
    /// The database.
    pub db: TestDb,
    /// The keyring of this test.
    pub keyring: Arc<Keyring>,
}

/// A tenant of the test's own.
pub struct OktaTenant {
    /// The tenant.
    pub id: TenantId,
    store: Store,
    keyring: Arc<Keyring>,
}

impl TestOkta {
    /// Starts the simulator with these orgs, and a database.
    pub async fn start(orgs: Vec<OrgSpec>) -> Self {
        let sim = Sim::start(SimSettings { orgs, ..SimSettings::default() }).await.expect("the simulator starts");
        Self { sim, db: TestDb::new().await, keyring: test_keyring() }
    }

    /// The production client's way out, through the simulator's gateway.
    pub fn egress(&self) -> Egress {
        let proxy = Some(self.sim.gateway_url().parse().expect("the gateway has an address"));
        Egress::new(&EgressSettings { proxy, source: None, ca_file: Some(self.sim.ca_file().to_path_buf()) }).expect("the way out is open")
    }

    /// A worker as in production: it asks for its egress address first.
    pub fn worker(&self) -> TestWorker {
        let check = self.sim.egress_check_url().parse().expect("the check has an address");
        TestWorker::start(
            self.db.worker.clone(),
            Arc::clone(&self.keyring),
            self.egress(),
            vec![self.sim.caller()],
            EgressWatch::new(Some(check)),
        )
    }

    /// A new tenant.
    pub async fn tenant(&self, name: &str) -> OktaTenant {
        let mut scope = self.db.api.operator().await.expect("operators may");
        let id = scope.create_tenant(&self.keyring, name, &Actor::Operator("test".to_owned())).await.expect("a tenant is made");
        scope.commit().await.expect("it is kept");
        OktaTenant { id, store: self.db.api.clone(), keyring: Arc::clone(&self.keyring) }
    }
}

impl OktaTenant {
    /// A connection that awaits its credential.
    pub async fn connect(&self, name: &str) -> ConnectionId {
        let mut scope = self.store.tenant(self.id).await.unwrap();
        let new = NewConnection { name: name.to_owned(), host: None, share_percent: 90, scan_every_minutes: None, note: None };
        let connection = scope.create_connection(&new).await.unwrap();
        scope.commit().await.unwrap();
        connection.id
    }

    /// Hands over an org's token, as the form does.
    pub async fn submit(&self, connection: ConnectionId, org: &Org) -> i32 {
        self.submit_token(connection, &org.host(), &org.token()).await
    }

    /// Hands over any token for any host.
    pub async fn submit_token(&self, connection: ConnectionId, host: &str, token: &str) -> i32 {
        let mut scope = self.store.tenant(self.id).await.unwrap();
        let new = NewCredential {
            kind: CredentialKind::ApiToken,
            host: host.to_owned(),
            token_name: None,
            secret: token.into(),
            through: Through::Api,
        };
        let credential = scope.submit_credential(&self.keyring, connection, &new, &Actor::Service).await.unwrap();
        scope.enqueue(&Job::VerifyCredential { connection, version: credential.version }).await.unwrap();
        scope.commit().await.unwrap();
        credential.version
    }

    /// Connects an org, hands its token over, and waits for the first run's end.
    pub async fn scan(&self, org: &Org) -> (ConnectionId, Run) {
        let connection = self.connect(&org.name()).await;
        self.submit(connection, org).await;
        let run = self.run_ended(connection).await;
        (connection, run)
    }

    /// Waits until the connection's newest run has ended.
    pub async fn run_ended(&self, connection: ConnectionId) -> Run {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let run = self.store.tenant(self.id).await.unwrap().runs(Some(connection), None, 1).await.unwrap().into_iter().next();
            match run {
                Some(run) if !run.state.is_active() => return run,
                _ => {}
            }
            let credentials = self.store.tenant(self.id).await.unwrap().credentials(connection).await.unwrap();
            assert!(tokio::time::Instant::now() < deadline, "no run ended in time; run: {run:?}; credentials: {credentials:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The open findings of a connection.
    pub async fn findings(&self, connection: ConnectionId) -> Vec<Finding> {
        let filter = FindingFilter { connection: Some(connection), ..FindingFilter::default() };
        self.store.tenant(self.id).await.unwrap().findings(&filter, None, 1_000).await.unwrap()
    }

    /// The ids of the checks that found something, each once.
    pub async fn found(&self, connection: ConnectionId) -> Vec<String> {
        let mut checks: Vec<String> = self.findings(connection).await.into_iter().map(|finding| finding.check_id).collect();
        checks.sort();
        checks.dedup();
        checks
    }

    /// The store as the API sees it.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Whether a run ended well.
pub fn succeeded(run: &Run) -> bool {
    run.state == RunState::Succeeded
}

//! A tenant with connections to simulated orgs, worked on by a real worker through the simulator's gateway.

use std::{process::Stdio, sync::Arc, time::Duration};

use okta_client::{ClientKey, ClientSecret, Credential, Egress, EgressSettings, SigningKey};
use okta_sim::{Client, Org, OrgSpec, Sim, SimSettings};
use oktually_core::{
    ids::{ConnectionId, TenantId},
    secret::{Keyring, generate_keyring},
    store::{
        Actor, CredentialState, CredentialView, Finding, FindingFilter, Lease, NewConnection, NewCredential, NewRun, Run, RunState, Store,
        TenantScope, Through, Trigger,
    },
    work::{EgressWatch, Job},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::process::Command;

use crate::{TestDb, TestWorker};

/// Patience of a test for work that goes on elsewhere.
const PATIENCE: Duration = Duration::from_secs(180);

/// Simulated orgs, a database, and the means to work on them.
pub struct TestOkta {
    /// The simulator.
    pub sim: Sim,
    /// The database.
    pub db: TestDb,
    /// The keyring of this test.
    pub keyring: Arc<Keyring>,
    /// Its text, for processes of their own.
    pub keyring_text: SecretString,
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
        let keyring_text = generate_keyring();
        let keyring = Keyring::parse(&keyring_text).expect("a generated keyring is one");
        Self { sim, db: TestDb::new().await, keyring: Arc::new(keyring), keyring_text }
    }

    /// The production client's way out, through the simulator's gateway.
    pub fn egress(&self) -> Egress {
        let proxy = Some(self.sim.gateway_url().parse().expect("the gateway has an address"));
        Egress::new(&EgressSettings { proxy, source: None, ca_file: Some(self.sim.ca_file().to_path_buf()) }).expect("the way out is open")
    }

    /// A worker as in production: it asks for its egress address first.
    pub fn worker(&self) -> TestWorker {
        self.worker_leasing(TestWorker::LEASE)
    }

    /// A worker that holds its lanes for another time than tests' workers do.
    pub fn worker_leasing(&self, lease: Duration) -> TestWorker {
        let check = self.sim.egress_check_url().parse().expect("the check has an address");
        let watch = EgressWatch::new(Some(check));
        TestWorker::start_leasing(self.db.worker.clone(), Arc::clone(&self.keyring), self.egress(), vec![self.sim.caller()], watch, lease)
    }

    /// A worker as a process of its own, to be started from the program `worker` of these tests; it ends with its handle, and when nobody
    /// holds its input any more.
    #[expect(clippy::disallowed_methods, reason = "the process gets its keyring in its environment")]
    pub fn worker_process(&self, program: &str, lease: Duration) -> Command {
        let mut command = Command::new(program);
        command
            .env("WORKER_DATABASE_URL", self.db.urls().1)
            .env("WORKER_KEYRING", self.keyring_text.expose_secret())
            .env("WORKER_GATEWAY", self.sim.gateway_url())
            .env("WORKER_CA_FILE", self.sim.ca_file())
            .env("WORKER_ADDRESS", self.sim.caller().to_string())
            .env("WORKER_LEASE_MS", lease.as_millis().to_string())
            .stdin(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// The right to work on a connection's log, as a worker gets it.
    ///
    /// # Panics
    /// When somebody else has it.
    pub async fn lease_of_log(&self, tenant: TenantId, connection: ConnectionId) -> Lease {
        let mut scope = self.db.api.tenant(tenant).await.expect("the database answers");
        scope.enqueue(&Job::FollowLog { connection }).await.expect("it is queued");
        scope.commit().await.expect("it is kept");
        // As if a worker that had it before had ended.
        for statement in [
            "update jobs set state = 1, run_at = now() where kind = 'follow_log'",
            "update lanes set lease = null, leased_until = '-infinity', due_at = now(), ready = false where lane like 'log:%'",
        ] {
            sqlx::query(statement).execute(&self.db.owner).await.expect("the owner may");
        }
        let claim = self.db.worker.claim("test", Duration::from_secs(60), &["follow_log".to_owned()]).await.expect("the database answers");
        claim.expect("it is due").lease
    }

    /// Rows of a table.
    ///
    /// # Panics
    /// When there is no such table.
    pub async fn db_count(&self, table: &str) -> i64 {
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")));
        count.fetch_one(&self.db.owner).await.expect("the table is there")
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
    /// A connection that awaits its credential; its log is not followed.
    pub async fn connect(&self, name: &str) -> ConnectionId {
        self.connect_to(name, None).await
    }

    /// A connection that awaits its credential, and whose log is then followed from so many days back.
    pub async fn connect_following(&self, name: &str, lookback_days: i16) -> ConnectionId {
        self.connect_to(name, Some(lookback_days)).await
    }

    async fn connect_to(&self, name: &str, lookback_days: Option<i16>) -> ConnectionId {
        let mut scope = self.scope().await;
        let new = NewConnection {
            name: name.to_owned(),
            host: None,
            share_percent: 90,
            scan_every_minutes: None,
            log_enabled: lookback_days.is_some(),
            log_lookback_days: lookback_days.unwrap_or(7),
            note: None,
        };
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
        self.submit_credential(connection, host, Credential::ApiToken(token.into())).await
    }

    /// Hands over any credential for any host.
    pub async fn submit_credential(&self, connection: ConnectionId, host: &str, credential: Credential) -> i32 {
        let mut scope = self.scope().await;
        let new = NewCredential { credential, host: host.to_owned(), token_name: None, through: Through::Api };
        let credential = scope.submit_credential(&self.keyring, connection, &new, &Actor::Service).await.unwrap();
        scope.enqueue(&Job::VerifyCredential { connection, version: credential.version }).await.unwrap();
        scope.commit().await.unwrap();
        credential.version
    }

    /// Hands over an OAuth client of an org.
    pub async fn submit_client(&self, connection: ConnectionId, org: &Org, client: &Client) -> i32 {
        self.submit_credential(connection, &org.host(), credential_of(client)).await
    }

    /// Connects an org, hands its token over, and waits for the first run's end.
    pub async fn scan(&self, org: &Org) -> (ConnectionId, Run) {
        let connection = self.connect(&org.name()).await;
        self.submit(connection, org).await;
        let run = self.run_ended(connection).await;
        (connection, run)
    }

    /// Starts a run as the API does, or gives the active one; the second value tells which.
    pub async fn start_run(&self, connection: ConnectionId) -> (Run, bool) {
        let mut scope = self.scope().await;
        let (run, started) = scope.start_run(&NewRun { connection, trigger: Trigger::Asked, by: Actor::Service }).await.unwrap();
        if started {
            scope.enqueue(&Job::CollectOrg { connection, run: run.id }).await.unwrap();
        }
        scope.commit().await.unwrap();
        (run, started)
    }

    /// Another run, to its end.
    pub async fn scan_again(&self, connection: ConnectionId) -> Run {
        self.start_run(connection).await;
        self.run_ended(connection).await
    }

    /// The connection's newest run.
    pub async fn newest_run(&self, connection: ConnectionId) -> Option<Run> {
        self.scope().await.runs(Some(connection), None, 1).await.unwrap().into_iter().next()
    }

    /// Waits until the connection's newest run has ended.
    pub async fn run_ended(&self, connection: ConnectionId) -> Run {
        eventually("the run ends", async || self.newest_run(connection).await.filter(|run| !run.state.is_active())).await
    }

    /// Waits until Okta's verdict on a credential is in.
    pub async fn judged(&self, connection: ConnectionId, version: i32) -> CredentialView {
        eventually("the credential is judged", async || {
            let credential = self.scope().await.credential(connection, version).await.unwrap();
            Some(credential).filter(|credential| credential.state != CredentialState::Submitted)
        })
        .await
    }

    /// The open findings of a connection.
    pub async fn findings(&self, connection: ConnectionId) -> Vec<Finding> {
        let filter = FindingFilter { connection: Some(connection), ..FindingFilter::default() };
        self.scope().await.findings(&filter, None, 1_000).await.unwrap()
    }

    /// The ids of the checks that found something, each once.
    pub async fn found(&self, connection: ConnectionId) -> Vec<String> {
        let mut checks: Vec<String> = self.findings(connection).await.into_iter().map(|finding| finding.check_id).collect();
        checks.sort();
        checks.dedup();
        checks
    }

    /// A scope of this tenant, as the API opens it.
    pub async fn scope(&self) -> TenantScope {
        self.store.tenant(self.id).await.expect("the database answers")
    }

    /// The store as the API sees it.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// What a person would hand over for an OAuth client: its secret, or its key as a JWK.
pub fn credential_of(client: &Client) -> Credential {
    let id = client.id().parse().expect("a client id is one");
    if client.has_secret() {
        let (client, _) = ClientSecret::parse(id, &client.secret()).expect("a client secret is one");
        return Credential::ClientSecret(client);
    }
    let key = SigningKey::parse(&client.private_jwk()).expect("a private key is one");
    Credential::PrivateKey(ClientKey::new(id, key, None).expect("the key names its id"))
}

/// Asks until there is an answer.
///
/// # Panics
/// When there is none in time.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    // Many that ask often would be most of the database's work.
    let mut pause = Duration::from_millis(10);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(tokio::time::Instant::now() < deadline, "{what}: not in {} s", PATIENCE.as_secs());
        tokio::time::sleep(pause).await;
        pause = (pause * 5 / 4).min(Duration::from_millis(250));
    }
}

/// Whether a run ended well.
pub fn succeeded(run: &Run) -> bool {
    run.state == RunState::Succeeded
}

//! Tenants, connections and jobs to try the store, the queue and the sealing on.

use std::{sync::Arc, time::Duration};

use okta_client::Credential;
use oktually_core::{
    ids::{ConnectionId, JobId, RunId, TenantId},
    secret::Keyring,
    store::{Actor, Claim, CredentialView, JobEnd, NewConnection, NewCredential, Result, Store, StoreError, Through},
    work::Job,
};
use oktually_tests::{TestDb, test_keyring};
use sqlx::{AssertSqlSafe, Executor};
use time::OffsetDateTime;

/// A database, a keyring, and the everyday acts on them.
pub(crate) struct Ground {
    pub(crate) db: TestDb,
    pub(crate) keyring: Arc<Keyring>,
}

/// A lease that outlives its test.
pub(crate) const LONG: Duration = Duration::from_secs(60);

impl Ground {
    pub(crate) async fn new() -> Self {
        Self { db: TestDb::new().await, keyring: test_keyring() }
    }

    pub(crate) async fn tenant(&self, name: &str) -> TenantId {
        let mut scope = self.db.api.operator().await.unwrap();
        let id = scope.create_tenant(&self.keyring, name, &operator()).await.unwrap();
        scope.commit().await.unwrap();
        id
    }

    pub(crate) async fn connection(&self, tenant: TenantId, name: &str) -> ConnectionId {
        let mut scope = self.db.api.tenant(tenant).await.unwrap();
        let new = NewConnection {
            name: name.to_owned(),
            host: None,
            share_percent: 50,
            scan_every_minutes: None,
            log_enabled: false,
            log_lookback_days: 7,
            note: None,
        };
        let connection = scope.create_connection(&new).await.unwrap();
        scope.commit().await.unwrap();
        connection.id
    }

    /// Hands a secret over, as the API does.
    pub(crate) async fn credential(&self, tenant: TenantId, connection: ConnectionId, secret: &str) -> CredentialView {
        let new = NewCredential {
            credential: Credential::ApiToken(secret.into()),
            host: format!("{}.okta.com", connection.uuid().simple()),
            token_name: None,
            through: Through::Api,
        };
        let mut scope = self.db.api.tenant(tenant).await.unwrap();
        let credential = scope.submit_credential(&self.keyring, connection, &new, &Actor::Service).await.unwrap();
        scope.commit().await.unwrap();
        credential
    }

    pub(crate) async fn enqueue(&self, tenant: TenantId, job: &Job) {
        self.enqueue_at(tenant, job, None).await;
    }

    pub(crate) async fn enqueue_at(&self, tenant: TenantId, job: &Job, at: Option<OffsetDateTime>) {
        let mut scope = self.db.api.tenant(tenant).await.unwrap();
        scope.enqueue_at(job, at).await.unwrap();
        scope.commit().await.unwrap();
    }

    /// Claims as a worker does, with a lease that outlives the test.
    pub(crate) async fn claim(&self) -> Option<Claim> {
        self.claim_for(LONG).await
    }

    pub(crate) async fn claim_for(&self, ttl: Duration) -> Option<Claim> {
        claim(&self.db.worker, ttl).await.unwrap()
    }

    pub(crate) async fn end(&self, claim: &Claim, end: &JobEnd) {
        finish(&self.db.worker, claim, end).await.unwrap();
    }

    /// Runs statements behind the scenes.
    pub(crate) async fn owner(&self, statements: &str) {
        self.db.owner.execute(AssertSqlSafe(statements.to_owned())).await.unwrap();
    }

    /// One number, seen from behind the scenes.
    pub(crate) async fn count(&self, select: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(select.to_owned())).fetch_one(&self.db.owner).await.unwrap()
    }

    /// Lets time pass for everything that waits in the queue.
    pub(crate) async fn let_time_pass(&self) {
        self.owner(
            "update jobs set run_at = least(run_at, now()) where state <= 2;
             update lanes set due_at = least(due_at, now()) where due_at < 'infinity' and not ready and leased_until <= now()",
        )
        .await;
    }

    /// A job as it stands: state, attempts, error.
    pub(crate) async fn job(&self, id: JobId) -> (i16, i32, Option<String>) {
        sqlx::query_as("select state, attempts, error from jobs where id = $1").bind(id.uuid()).fetch_one(&self.db.owner).await.unwrap()
    }

    /// Lanes that nobody would ever look at again though they have an open job that is due, or will be before they are looked at.
    pub(crate) async fn stuck_lanes(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select lane from lanes
             where not ready and leased_until <= now()
               and due_at > (select min(run_at) from jobs where jobs.tenant_id = lanes.tenant_id and jobs.lane = lanes.lane and state <= 2)",
        )
        .fetch_all(&self.db.owner)
        .await
        .unwrap()
    }
}

pub(crate) fn operator() -> Actor {
    Actor::Operator("test".to_owned())
}

pub(crate) fn kinds() -> Vec<String> {
    Job::KINDS.iter().map(|kind| (*kind).to_owned()).collect()
}

pub(crate) async fn claim(store: &Store, ttl: Duration) -> Result<Option<Claim>> {
    store.claim("test", ttl, &kinds()).await
}

/// Ends a job as a worker does: in a scope that shows the lease.
pub(crate) async fn finish(store: &Store, claim: &Claim, end: &JobEnd) -> Result<()> {
    let mut scope = store.tenant_for(&claim.lease).await?;
    scope.end_job(&claim.lease, end).await?;
    scope.commit().await
}

/// A job in a lane of its own.
pub(crate) fn somewhere() -> Job {
    in_lane(ConnectionId::new())
}

/// Another job in the lane of this connection.
pub(crate) fn in_lane(connection: ConnectionId) -> Job {
    Job::CollectOrg { connection, run: RunId::new() }
}

pub(crate) fn in_an_hour() -> OffsetDateTime {
    OffsetDateTime::now_utc() + time::Duration::hours(1)
}

/// PostgreSQL's code of a refusal (its documentation, appendix A).
pub(crate) fn sqlstate(error: &StoreError) -> String {
    let StoreError::Database(error) = error else { panic!("not from the database: {error}") };
    code(error)
}

/// As [`sqlstate`], of the driver's error.
pub(crate) fn code(error: &sqlx::Error) -> String {
    error.as_database_error().and_then(|error| error.code()).unwrap_or_else(|| panic!("no refusal: {error}")).into_owned()
}

//! Scopes: a transaction that has put on a role, and for a tenant its name.

use std::time::Duration;

use sqlx::{
    AssertSqlSafe, Executor, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};

use super::{Lease, Result, StoreError};
use crate::{ids::TenantId, work::Lane};

/// The database, closed but for its scopes.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
    pub(super) days: std::sync::Arc<super::events::Days>,
}

/// A tenant asks: rows of that tenant, and no sealed column can be selected.
pub struct TenantScope {
    pub(super) tx: Transaction<'static, Postgres>,
    pub(super) tenant: TenantId,
}

/// One of us asks: all tenants, never sealed columns.
pub struct OperatorScope {
    pub(super) tx: Transaction<'static, Postgres>,
}

/// The queue asks: turns, lanes and jobs.
pub struct QueueScope {
    pub(super) tx: Transaction<'static, Postgres>,
}

/// The service asks for its own keys.
pub struct SignerScope {
    pub(super) tx: Transaction<'static, Postgres>,
}

impl Store {
    /// Connects with a service login; at most `connections` at once.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses the login.
    pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<Self> {
        let options = options.options([
            // A statement that hangs must not hold a lane for ever; a scope left open must not hold locks for ever.
            ("statement_timeout", "60s"),
            ("lock_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "60s"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            // A ping would not tell a connection whose last transaction could not begin and is still to be ended.
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(async move { Ok(connection.execute("select 1").await.is_ok()) }))
            .connect_with(options)
            .await?;
        Ok(Self { pool, days: std::sync::Arc::default() })
    }

    /// Puts on `role` and, in the same round trip, the tenant's name and what else is given. All end with the transaction.
    #[expect(clippy::disallowed_methods, reason = "this is where scopes come from")]
    async fn begin(&self, role: &'static str, tenant: Option<TenantId>, more: &'static str) -> Result<Transaction<'static, Postgres>> {
        let tenant = tenant.map(|id| id.uuid().to_string()).unwrap_or_default();
        // A role's name cannot be a parameter; the parts are constants and a UUID.
        let statement = format!("begin; set local role {role}; set local oktually.tenant = '{tenant}'{more}");
        Ok(self.pool.begin_with(AssertSqlSafe(statement)).await?)
    }

    /// A scope for `tenant`, which may not exist: then it sees nothing.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tenant(&self, tenant: TenantId) -> Result<TenantScope> {
        Ok(TenantScope { tx: self.begin("oktually_tenant", Some(tenant), "").await?, tenant })
    }

    /// A scope for the tenant of a leased job: it may open sealed columns, and it commits only while the lease holds.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when the lane is somebody else's by now or the tenant may not work.
    pub async fn tenant_for(&self, lease: &Lease) -> Result<TenantScope> {
        let mut scope = TenantScope { tx: self.begin("oktually_opener", Some(lease.tenant), "").await?, tenant: lease.tenant };
        scope.show(lease).await?;
        Ok(scope)
    }

    /// The same, for a job that also queues work in a lane that comes before its own: that one is taken first.
    ///
    /// # Errors
    /// As [`Store::tenant_for`].
    pub async fn tenant_for_behind(&self, before: Lane, lease: &Lease) -> Result<TenantScope> {
        let mut scope = TenantScope { tx: self.begin("oktually_opener", Some(lease.tenant), "").await?, tenant: lease.tenant };
        scope.take_lanes([before]).await?;
        scope.show(lease).await?;
        Ok(scope)
    }

    /// A scope for reading what a leased job needs, however long that takes: the lane is not locked, so that the heartbeat can lengthen its
    /// lease meanwhile, and nothing is to be written through it.
    ///
    /// # Errors
    /// As [`Store::tenant_for`].
    pub async fn reading_for(&self, lease: &Lease) -> Result<TenantScope> {
        let read_only = "; set local transaction_read_only = on";
        let mut scope = TenantScope { tx: self.begin("oktually_opener", Some(lease.tenant), read_only).await?, tenant: lease.tenant };
        scope.holds(lease).await?;
        Ok(scope)
    }

    /// A scope for an operator.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn operator(&self) -> Result<OperatorScope> {
        // Operators' lists have filters that may be absent: each is planned with the values it has.
        Ok(OperatorScope { tx: self.begin("oktually_operator", None, "; set local plan_cache_mode = force_custom_plan").await? })
    }

    /// A scope for the queue.
    ///
    /// # Errors
    /// When the database cannot be reached, or the login is not a worker's.
    pub async fn queue(&self) -> Result<QueueScope> {
        Ok(QueueScope { tx: self.begin("oktually_queue", None, "").await? })
    }

    /// A scope for the service's own keys.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn signer(&self) -> Result<SignerScope> {
        Ok(SignerScope { tx: self.begin("oktually_signer", None, "").await? })
    }

    /// Hears when work was queued; reconnects by itself.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(&self) -> Result<PgListener> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(super::jobs::CHANNEL).await?;
        Ok(listener)
    }

    /// Whether the database answers and allows writing.
    ///
    /// # Errors
    /// What it said instead.
    pub async fn ping(&self) -> Result<()> {
        let mut scope = self.operator().await?;
        let read_only = sqlx::query_scalar!("-- ping\nselect pg_is_in_recovery() or current_setting('transaction_read_only')::bool")
            .fetch_one(&mut *scope.tx)
            .await?;
        if read_only.unwrap_or(true) { Err(StoreError::Conflict("read_only")) } else { Ok(()) }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

macro_rules! commits {
    ($($scope:ident)+) => {$(
        impl $scope {
            /// Makes the changes lasting. Without it they are undone.
            ///
            /// # Errors
            /// When the database could not; then nothing was written.
            pub async fn commit(self) -> Result<()> {
                Ok(self.tx.commit().await?)
            }
        }
    )+};
}
commits!(TenantScope OperatorScope QueueScope SignerScope);

impl TenantScope {
    /// Who this scope speaks for.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }
}

//! Tenants: made, suspended and deleted by operators.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{Actor, OperatorScope, Result, Seek, StoreError, TenantScope};
use crate::{
    ids::TenantId,
    secret::{DataKey, Keyring},
    work::Job,
};

/// No request is under way for longer. Workers are waited for by their lanes.
const UNDER_WAY: Duration = Duration::minutes(2);

/// Whether a tenant is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum TenantState {
    /// Served.
    Active = 1,
    /// Neither served nor collected for; nothing is lost.
    Suspended = 2,
    /// Its data key is destroyed and its rows are going.
    Deleting = 3,
    /// Only its id is left.
    Deleted = 4,
}

/// A customer.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The tenant.
    pub id: TenantId,
    /// As operators call it; empty once deleted.
    pub name: String,
    /// Whether it is served.
    pub state: TenantState,
    /// Lanes worked on at the same time.
    pub ceiling: i16,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When its state last changed.
    pub state_changed_at: OffsetDateTime,
}

impl TenantScope {
    /// Queues the deletion of what is left of a tenant whose data keys were destroyed. It begins when nothing can be open any more that began
    /// before: what such a request wrote would stay for ever.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_later(&mut self) -> Result<()> {
        self.enqueue_at(&Job::EraseTenant {}, Some(OffsetDateTime::now_utc() + UNDER_WAY)).await
    }

    /// The tenant itself.
    ///
    /// # Errors
    /// When there is none.
    pub async fn itself(&mut self) -> Result<Tenant> {
        sqlx::query_as!(
            Tenant,
            r#"-- own_tenant
            select id as "id: TenantId", name, state as "state: TenantState", ceiling, created_at, state_changed_at
            from tenants"#,
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("tenant"))
    }

    /// Rows of a tenant that is being deleted go, a table at a time; true when nothing is left but its own row, which is blanked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_some(&mut self, at_most: i64) -> Result<bool> {
        // A worker that was given work before the tenant was deleted may still commit: its lane is waited for.
        sqlx::query!("-- wait_for_lanes\nselect lane from lanes where lane <> 'erase' order by lane for update")
            .fetch_all(&mut *self.tx)
            .await?;
        // Children before parents, so that no cascade is longer than a batch.
        macro_rules! erase {
            ($($name:literal)+) => {$(
                let gone = sqlx::query!(
                    "delete from " + $name + " where ctid = any (array(select ctid from " + $name + " limit $1))",
                    at_most
                )
                .execute(&mut *self.tx)
                .await?;
                if gone.rows_affected() > 0 {
                    return Ok(false);
                }
            )+};
        }
        if !self.erase_events(None, at_most).await? {
            return Ok(false);
        }
        erase!("detection_hits" "detection_marks" "detection_settings" "detection_rules" "org_knowledge" "log_breaks" "log_positions" "finding_events" "findings" "run_checks" "run_pages" "run_steps" "runs" "resources" "edges" "setup_reports"
            "intake_sessions" "intake_links" "credentials" "connections" "check_settings" "idempotency" "api_keys" "audit");
        sqlx::query!("-- erase_jobs\ndelete from jobs where state <> 2").execute(&mut *self.tx).await?;
        sqlx::query!("-- erase_lanes\ndelete from lanes where lane <> 'erase'").execute(&mut *self.tx).await?;
        sqlx::query!("-- blank_tenant\nupdate tenants set name = 'deleted', state = 4, state_changed_at = now() where state = 3")
            .execute(&mut *self.tx)
            .await?;
        Ok(true)
    }
}

impl OperatorScope {
    /// A new tenant with a data key of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_tenant(&mut self, keyring: &Keyring, name: &str, by: &Actor) -> Result<TenantId> {
        let id = TenantId::new();
        sqlx::query!("-- create_tenant\ninsert into tenants (id, name) values ($1, $2)", id.uuid(), name).execute(&mut *self.tx).await?;
        let (key_id, wrapped) = keyring.wrap(id.uuid(), &DataKey::generate(1));
        sqlx::query!(
            "-- first_data_key\ninsert into data_keys (tenant_id, version, key_id, wrapped) values ($1, 1, $2, $3)",
            id.uuid(),
            key_id,
            wrapped,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("-- first_turn\ninsert into turns (tenant_id) values ($1)", id.uuid()).execute(&mut *self.tx).await?;
        self.record(id, by, "tenant.created", None, serde_json::json!({ "name": name })).await?;
        Ok(id)
    }

    /// One tenant.
    ///
    /// # Errors
    /// When there is none.
    pub async fn read_tenant(&mut self, id: TenantId) -> Result<Tenant> {
        sqlx::query_as!(
            Tenant,
            r#"-- read_tenant
            select id as "id: TenantId", name, state as "state: TenantState", ceiling, created_at, state_changed_at
            from tenants
            where id = $1"#,
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("tenant"))
    }

    /// Tenants, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&mut self, after: Option<Seek>, limit: i64) -> Result<Vec<Tenant>> {
        let (at, id) = Seek::newest_first(after);
        Ok(sqlx::query_as!(
            Tenant,
            r#"-- list_tenants
            select id as "id: TenantId", name, state as "state: TenantState", ceiling, created_at, state_changed_at
            from tenants
            where (created_at, id) < ($1, $2)
            order by created_at desc, id desc
            limit $3"#,
            at,
            id,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Stops serving a tenant: its keys open nothing and its lanes stop; a job that runs now fails at its next commit.
    ///
    /// # Errors
    /// When there is none, or it is not active.
    pub async fn suspend_tenant(&mut self, id: TenantId, by: &Actor) -> Result<()> {
        self.change_state(id, TenantState::Active, TenantState::Suspended).await?;
        self.record(id, by, "tenant.suspended", None, serde_json::json!({})).await
    }

    /// Serves a suspended tenant again.
    ///
    /// # Errors
    /// When there is none, or it is not suspended.
    pub async fn resume_tenant(&mut self, id: TenantId, by: &Actor) -> Result<()> {
        self.change_state(id, TenantState::Suspended, TenantState::Active).await?;
        // Its turn was put to rest; whether it has work is found out by the next claim.
        sqlx::query!("-- resume_turn\nupdate turns set ready = true where tenant_id = $1", id.uuid()).execute(&mut *self.tx).await?;
        self.record(id, by, "tenant.resumed", None, serde_json::json!({})).await
    }

    /// Destroys a tenant's data keys, which makes every secret of it unreadable at once and in this one transaction. Its rows
    /// go afterwards, by the job that the caller queues.
    ///
    /// # Errors
    /// When there is none, or it is deleted already.
    pub async fn shred_tenant(&mut self, id: TenantId, by: &Actor) -> Result<()> {
        let tenant = self.read_tenant(id).await?;
        if !matches!(tenant.state, TenantState::Active | TenantState::Suspended) {
            return Err(StoreError::Conflict("tenant_state"));
        }
        // The state first: it waits for whoever is making a new data key, so that that one goes too.
        self.change_state(id, tenant.state, TenantState::Deleting).await?;
        sqlx::query!("-- shred\ndelete from data_keys where tenant_id = $1", id.uuid()).execute(&mut *self.tx).await?;
        self.record_of_service(by, "tenant.deleted", Some(&id.to_string()), serde_json::json!({})).await
    }

    async fn change_state(&mut self, id: TenantId, from: TenantState, to: TenantState) -> Result<()> {
        let changed = sqlx::query!(
            "-- change_tenant_state\nupdate tenants set state = $3, state_changed_at = now() where id = $1 and state = $2",
            id.uuid(),
            from as i16,
            to as i16,
        )
        .execute(&mut *self.tx)
        .await?;
        if changed.rows_affected() == 0 {
            self.read_tenant(id).await?;
            return Err(StoreError::Conflict("tenant_state"));
        }
        Ok(())
    }
}

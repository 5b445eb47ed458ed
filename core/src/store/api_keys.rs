//! A tenant's keys to the API.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{OperatorScope, Result, StoreError, TenantScope, TenantState};
use crate::ids::{ApiKeyId, TenantId};

/// What a key may do; each may do what the ones after it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, keys among it.
    Owner = 1,
    /// Connections, intake links and settings.
    Admin = 2,
    /// Runs, and what is said about findings.
    Analyst = 3,
    /// Reading.
    Viewer = 4,
}

/// A key as people see it.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// By whom.
    pub created_by: String,
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
    /// When it was taken back.
    pub revoked_at: Option<OffsetDateTime>,
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// SHA-256 of its secret part.
    pub hash: Vec<u8>,
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// By whom it is made.
    pub created_by: String,
}

/// What must be known of a key to judge a request.
#[derive(Debug, Clone)]
pub struct KnownKey {
    /// SHA-256 of its secret part.
    pub hash: Vec<u8>,
    /// What it may do.
    pub role: Role,
    /// Neither revoked nor expired.
    pub live: bool,
    /// Whether the tenant is served.
    pub tenant: TenantState,
}

impl TenantScope {
    /// What is known of a key, and of its tenant; none when there is no such key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_key(&mut self, id: ApiKeyId) -> Result<Option<KnownKey>> {
        Ok(sqlx::query_as!(
            KnownKey,
            r#"-- known_key
            select hash, role as "role: Role", revoked_at is null and expires_at > now() as "live!", tenants.state as "tenant: TenantState"
            from api_keys
            join tenants on tenants.id = api_keys.tenant_id
            where api_keys.id = $1"#,
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?)
    }

    /// Remembers that a key was used, at most once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_key(&mut self, id: ApiKeyId) -> Result<()> {
        sqlx::query!(
            r#"-- touch_key
            update api_keys set last_used_at = now()
            where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')"#,
            id.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// All keys, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_keys(&mut self) -> Result<Vec<ApiKey>> {
        Ok(sqlx::query_as!(
            ApiKey,
            r#"-- list_api_keys
            select id as "id: ApiKeyId", name, role as "role: Role", created_at, created_by, expires_at, last_used_at, revoked_at
            from api_keys
            order by created_at, id"#,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Makes a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_api_key(&mut self, key: &NewApiKey) -> Result<()> {
        sqlx::query!(
            r#"-- add_api_key
            insert into api_keys (tenant_id, id, name, role, hash, expires_at, created_by)
            values ($1, $2, $3, $4, $5, $6, $7)"#,
            self.tenant.uuid(),
            key.id.uuid(),
            key.name,
            key.role as i16,
            key.hash,
            key.expires_at,
            key.created_by,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes a key back.
    ///
    /// # Errors
    /// When there is none, or it is the last live owner's key: a tenant that has none can make no keys any more.
    pub async fn revoke_api_key(&mut self, id: ApiKeyId) -> Result<()> {
        // Two owners who revoke each other at once must not both succeed.
        sqlx::query!("-- lock_owners\nselect id from api_keys where role = 1 and revoked_at is null order by id for update")
            .fetch_all(&mut *self.tx)
            .await?;
        let other_owner = sqlx::query_scalar!(
            r#"-- other_owner
            select exists (
              select from api_keys where role = 1 and revoked_at is null and expires_at > now() and id <> $1
            ) as "exists!""#,
            id.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let row = sqlx::query!(
            "-- revoke_api_key\nupdate api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 returning role",
            id.uuid()
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("API key"))?;
        if row.role == Role::Owner as i16 && !other_owner { Err(StoreError::Conflict("last_owner")) } else { Ok(()) }
    }
}

impl OperatorScope {
    /// Makes a tenant's first key, or one for a tenant that lost all of its own.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn add_api_key(&mut self, tenant: TenantId, key: &NewApiKey) -> Result<()> {
        self.read_tenant(tenant).await?;
        sqlx::query!(
            r#"-- add_tenants_api_key
            insert into api_keys (tenant_id, id, name, role, hash, expires_at, created_by)
            values ($1, $2, $3, $4, $5, $6, $7)"#,
            tenant.uuid(),
            key.id.uuid(),
            key.name,
            key.role as i16,
            key.hash,
            key.expires_at,
            key.created_by,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

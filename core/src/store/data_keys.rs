//! Tenants' data keys, wrapped.

use std::time::Duration;

use okta_client::Credential;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::{OperatorScope, Result, StoreError, TenantScope};
use crate::{
    ids::{ConnectionId, TenantId},
    secret::{DataKey, Keyring, Place},
};

/// How many data keys one key-encryption key wraps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyUse {
    /// The key-encryption key's id.
    pub key_id: String,
    /// Data keys wrapped by it.
    pub data_keys: i64,
}

impl TenantScope {
    /// The data key that seals now.
    ///
    /// # Errors
    /// When the tenant has none (it is deleted or unknown), or the keyring does not open it.
    pub async fn data_key(&mut self, keyring: &Keyring) -> Result<DataKey> {
        let row = sqlx::query!("-- current_data_key\nselect version, key_id, wrapped from data_keys order by version desc limit 1")
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::NotFound("tenant"))?;
        Ok(keyring.unwrap(self.tenant.uuid(), row.version, &row.key_id, &row.wrapped)?)
    }

    /// An older data key, for what it sealed.
    ///
    /// # Errors
    /// When there is none of that version, or the keyring does not open it.
    pub async fn data_key_of(&mut self, keyring: &Keyring, version: i32) -> Result<DataKey> {
        let row = sqlx::query!("-- data_key_of_version\nselect version, key_id, wrapped from data_keys where version = $1", version)
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::NotFound("data key"))?;
        Ok(keyring.unwrap(self.tenant.uuid(), row.version, &row.key_id, &row.wrapped)?)
    }

    /// Wraps every data key of the tenant with the keyring's current key; gives how many needed it. Doing it again does nothing.
    ///
    /// # Errors
    /// When the keyring does not open one; then none is changed.
    pub async fn rewrap_data_keys(&mut self, keyring: &Keyring) -> Result<u64> {
        let rows = sqlx::query!(
            "-- data_keys_to_rewrap\nselect version, key_id, wrapped from data_keys where key_id <> $1 order by version for update",
            keyring.current(),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let count = rows.len() as u64;
        for row in rows {
            let key = keyring.unwrap(self.tenant.uuid(), row.version, &row.key_id, &row.wrapped)?;
            let (key_id, wrapped) = keyring.wrap(self.tenant.uuid(), &key);
            sqlx::query!(
                "-- rewrap_data_key\nupdate data_keys set key_id = $2, wrapped = $3, wrapped_at = now() where version = $1",
                row.version,
                key_id,
                wrapped,
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(count)
    }

    /// Destroys data keys that were replaced longer than `for_at_least` ago and sealed nothing that is still here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_data_keys(&mut self, for_at_least: Duration) -> Result<()> {
        sqlx::query!(
            r#"-- drop_data_keys
            delete from data_keys
            where version < (select max(version) from data_keys newer where newer.created_at < now() - make_interval(secs => $1))
              and not exists (select from credentials where credentials.data_key = data_keys.version and sealed is not null)"#,
            for_at_least.as_secs_f64(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Makes a new data key and seals with it what the older ones sealed; in a lease's scope only, since sealed columns are read.
    /// The older keys stay until [`Self::drop_data_keys`]. Gives how many secrets were sealed anew.
    ///
    /// # Errors
    /// When something does not open; then nothing is changed.
    pub async fn reseal(&mut self, keyring: &Keyring) -> Result<u64> {
        // Deleting the tenant waits for this, or this finds it deleted: no data key is made after they were destroyed.
        sqlx::query_scalar!("-- lock_state\nselect state from tenants where state = 1 for share")
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::LeaseLost)?;
        let old = self.data_key(keyring).await?;
        let new = DataKey::generate(old.version() + 1);
        let (key_id, wrapped) = keyring.wrap(self.tenant.uuid(), &new);
        sqlx::query!(
            "-- next_data_key\ninsert into data_keys (tenant_id, version, key_id, wrapped) values ($1, $2, $3, $4)",
            self.tenant.uuid(),
            new.version(),
            key_id,
            wrapped,
        )
        .execute(&mut *self.tx)
        .await?;
        let rows = sqlx::query!(
            r#"-- credentials_to_reseal
            select connection_id as "connection_id: ConnectionId", version, data_key, sealed as "sealed!"
            from credentials
            where data_key <> $1 and sealed is not null
            for update"#,
            new.version(),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let count = rows.len() as u64;
        for row in rows {
            let from = if row.data_key == old.version() { None } else { Some(self.data_key_of(keyring, row.data_key).await?) };
            let place = credential_place(self.tenant, row.connection_id, row.version);
            let secret = from.as_ref().unwrap_or(&old).open(&place, &row.sealed)?;
            sqlx::query!(
                r#"-- reseal_credential
                update credentials set data_key = $3, sealed = $4, fingerprint = $5
                where connection_id = $1 and version = $2"#,
                row.connection_id.uuid(),
                row.version,
                new.version(),
                new.seal(&place, &secret),
                new.fingerprint(&secret_part(&secret)),
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(count)
    }
}

/// What a fingerprint is taken of. A text that is no credential is one all the same.
#[expect(clippy::disallowed_methods, reason = "to find in what was sealed the part that is secret")]
fn secret_part(stored: &SecretString) -> SecretString {
    Credential::from_stored(stored.expose_secret()).map_or_else(|_| stored.clone(), |credential| credential.secret_part())
}

/// Where a credential's secret belongs.
pub(super) fn credential_place(tenant: TenantId, connection: ConnectionId, version: i32) -> Place {
    Place { table: "credentials", tenant: tenant.uuid(), row: connection.uuid(), column: "sealed", version }
}

impl OperatorScope {
    /// Which key-encryption keys are in use, and how many data keys each wraps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_use(&mut self) -> Result<Vec<KeyUse>> {
        Ok(sqlx::query_as!(
            KeyUse,
            r#"-- key_use
            select key_id, count(*) as "data_keys!" from data_keys group by key_id order by key_id"#
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Tenants that have a data key not wrapped by `current`, in the order of their ids after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants_to_rewrap(&mut self, current: &str, after: Option<TenantId>, limit: i64) -> Result<Vec<TenantId>> {
        Ok(sqlx::query_scalar!(
            r#"-- tenants_to_rewrap
            select distinct tenant_id as "tenant: TenantId"
            from data_keys
            where key_id <> $1 and ($2::uuid is null or tenant_id > $2)
            order by 1
            limit $3"#,
            current,
            after.map(TenantId::uuid),
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }
}

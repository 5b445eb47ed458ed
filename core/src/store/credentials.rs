//! Credentials: written by whoever hands them over, opened only by a worker that shows a lease.

use okta_client::Grants;
use sqlx::types::Json;

use super::{
    Actor, ConnectionState, CredentialKind, CredentialState, CredentialView, NewCredential, OpenedCredential, Result, StoreError,
    TenantScope, Through, credential::Named, data_keys::credential_place,
};
use crate::{ids::ConnectionId, secret::Keyring};

impl TenantScope {
    /// Seals and keeps a credential that waits to be tried. The one in use stays in use until then.
    ///
    /// The same secret again through the API, while it still waits, is the one that is there. The form's submissions are counted,
    /// and each has a report of its own.
    ///
    /// # Errors
    /// When there is no such connection, it is suspended, or another connection of the tenant has that host.
    pub async fn submit_credential(
        &mut self,
        keyring: &Keyring,
        id: ConnectionId,
        new: &NewCredential,
        by: &Actor,
    ) -> Result<CredentialView> {
        let connection = self.lock_connection(id).await?;
        if connection.state == ConnectionState::Suspended {
            return Err(StoreError::Conflict("connection_state"));
        }
        let taken = sqlx::query_scalar!(
            r#"-- host_taken
            select exists (select from connections where host = $1 and id <> $2) as "taken!""#,
            new.host,
            id.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await?;
        if taken {
            return Err(StoreError::Conflict("host_taken"));
        }
        let key = self.data_key(keyring).await?;
        let fingerprint = key.fingerprint(&new.credential.secret_part());
        let named = Named::of(&new.credential);
        let newest = self.credentials(id).await?.into_iter().next();
        let same = newest.filter(|newest| {
            newest.state == CredentialState::Submitted
                && (newest.through, new.through) == (Through::Api, Through::Api)
                && (&newest.host, &newest.token_name, &newest.fingerprint) == (&new.host, &new.token_name, &fingerprint)
                && (newest.kind, &newest.client_id, &newest.key_id, newest.algorithm.as_deref())
                    == (named.kind, &named.client_id, &named.key_id, named.algorithm)
        });
        if let Some(same) = same {
            return Ok(same);
        }
        let version = sqlx::query_scalar!(
            r#"-- next_credential_version
            select coalesce(max(version), 0) + 1 as "next!" from credentials where connection_id = $1"#,
            id.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let sealed = key.seal(&credential_place(self.tenant, id, version), &new.credential.stored());
        sqlx::query!(
            r#"-- submit_credential
            insert into credentials (
              tenant_id, connection_id, version, kind, host, token_name, client_id, key_id, algorithm, data_key, sealed, fingerprint,
              submitted_through, submitted_by
            )
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"#,
            self.tenant.uuid(),
            id.uuid(),
            version,
            named.kind as i16,
            new.host,
            new.token_name,
            named.client_id,
            named.key_id,
            named.algorithm,
            key.version(),
            sealed,
            fingerprint,
            new.through as i16,
            by.to_string(),
        )
        .execute(&mut *self.tx)
        .await?;
        // Only a connection without a working credential shows that it is being verified.
        sqlx::query!(
            r#"-- await_verdict
            update connections
            set state = case when credential_version is null then 2 else state end, updated_at = now(), revision = revision + 1
            where id = $1"#,
            id.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        let detail = serde_json::json!({ "version": version, "kind": named.kind, "host": new.host });
        self.record(by, "credential.submitted", Some(&id.to_string()), detail).await?;
        self.credential(id, version).await
    }

    /// One credential, without its secret.
    ///
    /// # Errors
    /// When there is none.
    pub async fn credential(&mut self, id: ConnectionId, version: i32) -> Result<CredentialView> {
        self.credentials(id).await?.into_iter().find(|credential| credential.version == version).ok_or(StoreError::NotFound("credential"))
    }

    /// The connection's credentials, newest first, without their secrets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials(&mut self, id: ConnectionId) -> Result<Vec<CredentialView>> {
        Ok(sqlx::query_as!(
            CredentialView,
            r#"-- credentials_of_connection
            select version, kind as "kind: CredentialKind", host, token_name, client_id, key_id, algorithm, grants as "grants: Json<Grants>", state as "state: CredentialState", fingerprint, submitted_at,
              submitted_through as "through: Through", submitted_by, judged_at, problem, problem_detail, last_used_at
            from credentials
            where connection_id = $1
            order by version desc"#,
            id.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Opens a credential; only in a lease's scope, the database refuses it to others.
    ///
    /// # Errors
    /// When there is none, or it does not open.
    pub async fn open_credential(&mut self, keyring: &Keyring, id: ConnectionId, version: i32) -> Result<OpenedCredential> {
        let row = sqlx::query!(
            r#"-- open_credential
            select kind as "kind: CredentialKind", host, token_name, grants as "grants: Json<Grants>", data_key, sealed
            from credentials
            where connection_id = $1 and version = $2"#,
            id.uuid(),
            version,
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("credential"))?;
        let sealed = row.sealed.ok_or(StoreError::NotFound("credential"))?;
        let key = self.data_key_of(keyring, row.data_key).await?;
        let secret = key.open(&credential_place(self.tenant, id, version), &sealed)?;
        let grants = row.grants.map(|grants| grants.0);
        Ok(OpenedCredential { version, kind: row.kind, host: row.host, token_name: row.token_name, grants, secret })
    }

    /// Keeps what was found of an OAuth client's scopes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_grants(&mut self, id: ConnectionId, version: i32, grants: &Grants) -> Result<()> {
        sqlx::query!(
            r#"-- keep_grants
            update credentials set grants = $3 where connection_id = $1 and version = $2 and grants is distinct from $3"#,
            id.uuid(),
            version,
            Json(grants) as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

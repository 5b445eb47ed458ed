//! Credentials: written by whoever hands them over, opened only by a worker that shows a lease.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Actor, ConnectionState, Result, StoreError, TenantScope, data_keys::credential_place};
use crate::{ids::ConnectionId, secret::Keyring};

/// What kind of secret it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// An Okta API token.
    ApiToken = 1,
}

/// What Okta thinks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    /// Not tried yet.
    Submitted = 1,
    /// In use.
    Accepted = 2,
    /// Refused; the problem says why.
    Rejected = 3,
    /// A newer one took its place.
    Replaced = 4,
}

/// How it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// By the intake form.
    Intake = 1,
    /// By the API.
    Api = 2,
}

/// A credential to be sealed.
#[derive(Debug)]
pub struct NewCredential {
    /// What kind of secret it is.
    pub kind: CredentialKind,
    /// The org it opens.
    pub host: String,
    /// The token's name in Okta, if it was given.
    pub token_name: Option<String>,
    /// The secret.
    pub secret: SecretString,
    /// How it came.
    pub through: Through,
}

/// What may be seen of a credential.
#[derive(Debug, Clone)]
pub struct CredentialView {
    /// Counts the connection's credentials.
    pub version: i32,
    /// What kind of secret it is.
    pub kind: CredentialKind,
    /// The org it is for.
    pub host: String,
    /// The token's name in Okta.
    pub token_name: Option<String>,
    /// What Okta thinks of it.
    pub state: CredentialState,
    /// Tells two secrets apart.
    pub fingerprint: String,
    /// When it came.
    pub submitted_at: OffsetDateTime,
    /// How it came.
    pub through: Through,
    /// Who brought it.
    pub submitted_by: String,
    /// When Okta was asked.
    pub judged_at: Option<OffsetDateTime>,
    /// Why it was refused, as a code.
    pub problem: Option<String>,
    /// Why it was refused, in words.
    pub problem_detail: Option<String>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
}

impl CredentialView {
    /// When Okta lets it lapse if nothing uses it before: an API token ends thirty days after its last use (Okta's documentation, "Manage
    /// Okta API tokens"). None for what does not work, or does not lapse.
    pub fn lapses_at(&self) -> Option<OffsetDateTime> {
        let lapses = self.kind == CredentialKind::ApiToken && self.state == CredentialState::Accepted;
        self.last_used_at.filter(|_| lapses).map(|used| used + time::Duration::days(30))
    }
}

/// An opened credential. It is dropped as soon as a client is built from it.
#[derive(Debug)]
pub struct OpenedCredential {
    /// Counts the connection's credentials.
    pub version: i32,
    /// What kind of secret it is.
    pub kind: CredentialKind,
    /// The org it opens.
    pub host: String,
    /// The token's name in Okta.
    pub token_name: Option<String>,
    /// The secret.
    pub secret: SecretString,
}

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
        let fingerprint = key.fingerprint(&new.secret);
        let newest = self.credentials(id).await?.into_iter().next();
        let same = newest.filter(|newest| {
            newest.state == CredentialState::Submitted
                && (newest.through, new.through) == (Through::Api, Through::Api)
                && (&newest.host, &newest.token_name, &newest.fingerprint) == (&new.host, &new.token_name, &fingerprint)
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
        let sealed = key.seal(&credential_place(self.tenant, id, version), &new.secret);
        sqlx::query!(
            r#"-- submit_credential
            insert into credentials (tenant_id, connection_id, version, kind, host, token_name, data_key, sealed, fingerprint, submitted_through, submitted_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"#,
            self.tenant.uuid(),
            id.uuid(),
            version,
            new.kind as i16,
            new.host,
            new.token_name,
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
        let detail = serde_json::json!({ "version": version, "kind": new.kind, "host": new.host });
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
            select version, kind as "kind: CredentialKind", host, token_name, state as "state: CredentialState", fingerprint, submitted_at,
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
            select kind as "kind: CredentialKind", host, token_name, data_key, sealed
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
        Ok(OpenedCredential { version, kind: row.kind, host: row.host, token_name: row.token_name, secret })
    }
}

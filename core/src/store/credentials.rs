//! Credentials: written by whoever hands them over, opened only by a worker that shows a lease.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Actor, ConnectionState, Engine, Result, StoreError, TenantScope, data_keys::credential_place};
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
        let key = self.data_key_of(keyring, row.data_key).await?;
        let secret = key.open(&credential_place(self.tenant, id, version), &row.sealed)?;
        Ok(OpenedCredential { version, kind: row.kind, host: row.host, token_name: row.token_name, secret })
    }

    /// Puts a credential that Okta accepted into use, pins the org, and retires the one before. False when a newer one is in use already.
    ///
    /// # Errors
    /// `org_taken` or `host_taken` when another connection of the tenant has that org; `other_org` when the connection is
    /// pinned to another one.
    pub async fn accept_credential(
        &mut self,
        id: ConnectionId,
        version: i32,
        host: &str,
        org_id: &str,
        engine: Option<Engine>,
    ) -> Result<bool> {
        let connection = self.lock_connection(id).await?;
        if connection.org_id.as_deref().is_some_and(|pinned| pinned != org_id) {
            return Err(StoreError::Conflict("other_org"));
        }
        let newest = connection.credential_version.is_none_or(|current| current <= version);
        sqlx::query!(
            r#"-- judge_accepted
            update credentials
            set state = case when version = $2 and $3 then 2 else 4 end, judged_at = now(), problem = null, problem_detail = null
            where connection_id = $1 and (version = $2 or state = 2 and version < $2)"#,
            id.uuid(),
            version,
            newest,
        )
        .execute(&mut *self.tx)
        .await?;
        if newest {
            sqlx::query!(
                r#"-- put_into_use
                update connections
                set credential_version = $2, host = $3, org_id = $4, engine = $5,
                  state = case when state = 5 then 5 else 3 end, trouble = null, trouble_since = null, updated_at = now(), revision = revision + 1
                where id = $1"#,
                id.uuid(),
                version,
                host,
                org_id,
                engine.map(|engine| engine as i16),
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(newest)
    }

    /// Marks a credential as refused. The connection is marked too if it has none that works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reject_credential(&mut self, id: ConnectionId, version: i32, problem: &str, detail: &str) -> Result<()> {
        sqlx::query!(
            r#"-- judge_rejected
            update credentials set state = 3, judged_at = now(), problem = $3, problem_detail = $4
            where connection_id = $1 and version = $2"#,
            id.uuid(),
            version,
            problem,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"-- reject_connection
            update connections
            set state = case when state = 5 then 5 else 4 end, trouble = $3,
              trouble_since = case when trouble = $3 then trouble_since else now() end, updated_at = now(), revision = revision + 1
            where id = $1 and (credential_version is null or credential_version = $2)"#,
            id.uuid(),
            version,
            problem,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Remembers that a credential was used, at most once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_credential(&mut self, id: ConnectionId, version: i32) -> Result<()> {
        sqlx::query!(
            r#"-- touch_credential
            update credentials set last_used_at = now()
            where connection_id = $1 and version = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')"#,
            id.uuid(),
            version,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Keeps what a verification saw; a later one of the same credential takes its place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_setup_report(&mut self, id: ConnectionId, version: i32, report: &serde_json::Value) -> Result<()> {
        sqlx::query!(
            r#"-- keep_setup_report
            insert into setup_reports (tenant_id, connection_id, credential_version, report)
            values ($1, $2, $3, $4)
            on conflict (tenant_id, connection_id, credential_version) do update set report = excluded.report, made_at = now()"#,
            self.tenant.uuid(),
            id.uuid(),
            version,
            report,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// What the verification of a credential saw; of the newest that has a report when no version is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_report(
        &mut self,
        id: ConnectionId,
        version: Option<i32>,
    ) -> Result<Option<(i32, OffsetDateTime, serde_json::Value)>> {
        let row = sqlx::query!(
            r#"-- read_setup_report
            select credential_version, made_at, report
            from setup_reports
            where connection_id = $1 and ($2::int is null or credential_version = $2)
            order by credential_version desc
            limit 1"#,
            id.uuid(),
            version,
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|row| (row.credential_version, row.made_at, row.report)))
    }
}

//! Connections.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Result, Seek, StoreError, TenantScope};
use crate::ids::ConnectionId;

/// What a connection opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    /// An Okta org.
    Okta = 1,
    /// An Okta Privileged Access team.
    PrivilegedAccess = 2,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// No credential came yet.
    AwaitingCredential = 1,
    /// The first credential is being tried.
    Verifying = 2,
    /// It works.
    Active = 3,
    /// Okta does not accept the credential any more.
    Rejected = 4,
    /// The tenant asked to leave it alone.
    Suspended = 5,
}

/// Okta's two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Classic Engine.
    Classic = 1,
    /// Identity Engine.
    Identity = 2,
}

/// One Okta org of a tenant.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The connection.
    pub id: ConnectionId,
    /// What it opens.
    pub kind: ConnectionKind,
    /// As the tenant calls it.
    pub name: String,
    /// The org's host.
    pub host: Option<String>,
    /// Okta's id of the org.
    pub org_id: Option<String>,
    /// The org's engine.
    pub engine: Option<Engine>,
    /// Where it stands.
    pub state: ConnectionState,
    /// Percent of the rate limit shown to the credential that is used.
    pub share_percent: i16,
    /// Minutes between scans.
    pub scan_every_minutes: Option<i32>,
    /// Whether its log is followed.
    pub log_enabled: bool,
    /// How far back the first look at the log goes.
    pub log_lookback_days: i16,
    /// The tenant's own words.
    pub note: Option<String>,
    /// What only people know.
    pub tags: serde_json::Value,
    /// Version of the accepted credential.
    pub credential_version: Option<i32>,
    /// Why collection stopped.
    pub trouble: Option<String>,
    /// Since when.
    pub trouble_since: Option<OffsetDateTime>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last edited.
    pub updated_at: OffsetDateTime,
    /// Counts edits.
    pub revision: i32,
}

/// A connection to be made.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// As the tenant calls it.
    pub name: String,
    /// The org's host, if it is known already.
    pub host: Option<String>,
    /// Percent of the shown rate limit to use.
    pub share_percent: i16,
    /// Minutes between scans.
    pub scan_every_minutes: Option<i32>,
    /// Whether its log is followed.
    pub log_enabled: bool,
    /// How far back the first look at the log goes, in days.
    pub log_lookback_days: i16,
    /// The tenant's own words.
    pub note: Option<String>,
}

/// An edit; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct ConnectionChange {
    /// A new name.
    pub name: Option<String>,
    /// Another share.
    pub share_percent: Option<i16>,
    /// Another schedule; `Some(None)` ends it.
    pub scan_every_minutes: Option<Option<i32>>,
    /// Whether its log is followed.
    pub log_enabled: Option<bool>,
    /// How far back the first look at the log goes.
    pub log_lookback_days: Option<i16>,
    /// Another note.
    pub note: Option<Option<String>>,
    /// Other tags.
    pub tags: Option<serde_json::Value>,
}

macro_rules! connections {
    ($name:literal, $($rest:literal)+ $(, $value:expr)*) => {
        sqlx::query_as!(
            Connection,
            $name + r#"
            select id as "id: ConnectionId", kind as "kind: ConnectionKind", name, host, org_id, engine as "engine: Engine",
              state as "state: ConnectionState", share_percent, scan_every_minutes, log_enabled, log_lookback_days, note, tags,
              credential_version, trouble,
              trouble_since, created_at, updated_at, revision
            from connections
            "# $(+ $rest)+
            $(, $value)*
        )
    };
}

impl TenantScope {
    /// One connection.
    ///
    /// # Errors
    /// When there is none.
    pub async fn connection(&mut self, id: ConnectionId) -> Result<Connection> {
        connections!("-- read_connection", "where id = $1", id.uuid())
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::NotFound("connection"))
    }

    /// One connection, locked until the scope ends.
    ///
    /// # Errors
    /// When there is none.
    pub async fn lock_connection(&mut self, id: ConnectionId) -> Result<Connection> {
        connections!("-- lock_connection", "where id = $1 for update", id.uuid())
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::NotFound("connection"))
    }

    /// Connections, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connections(&mut self, after: Option<Seek>, limit: i64) -> Result<Vec<Connection>> {
        let (at, id) = Seek::oldest_first(after);
        Ok(connections!(
            "-- list_connections",
            "where (created_at, id) > ($1, $2)
            order by created_at, id
            limit $3",
            at,
            id,
            limit
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// A new connection that awaits its credential.
    ///
    /// # Errors
    /// `host_taken` when the tenant has connected that host already.
    pub async fn create_connection(&mut self, new: &NewConnection) -> Result<Connection> {
        let id = ConnectionId::new();
        sqlx::query!(
            r#"-- create_connection
            insert into connections (tenant_id, id, name, host, share_percent, scan_every_minutes, note, log_enabled, log_lookback_days)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
            self.tenant.uuid(),
            id.uuid(),
            new.name,
            new.host,
            new.share_percent,
            new.scan_every_minutes,
            new.note,
            new.log_enabled,
            new.log_lookback_days,
        )
        .execute(&mut *self.tx)
        .await?;
        self.connection(id).await
    }

    /// Edits a connection as it was at `revision`, if one is given.
    ///
    /// # Errors
    /// When there is none, or it was edited since.
    pub async fn change_connection(&mut self, id: ConnectionId, revision: Option<i32>, change: &ConnectionChange) -> Result<Connection> {
        let now = self.lock_connection(id).await?;
        if revision.is_some_and(|revision| revision != now.revision) {
            return Err(StoreError::Outdated);
        }
        sqlx::query!(
            r#"-- change_connection
            update connections
            set name = $2, share_percent = $3, scan_every_minutes = $4, note = $5, tags = $6, log_enabled = $7, log_lookback_days = $8, updated_at = now(),
              revision = revision + 1
            where id = $1"#,
            id.uuid(),
            change.name.as_ref().unwrap_or(&now.name),
            change.share_percent.unwrap_or(now.share_percent),
            change.scan_every_minutes.unwrap_or(now.scan_every_minutes),
            change.note.as_ref().unwrap_or(&now.note).as_deref(),
            change.tags.as_ref().unwrap_or(&now.tags),
            change.log_enabled.unwrap_or(now.log_enabled),
            change.log_lookback_days.unwrap_or(now.log_lookback_days),
        )
        .execute(&mut *self.tx)
        .await?;
        self.connection(id).await
    }

    /// Keeps how many calls a minute allows by endpoint, as a run learned it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_allowances(&mut self, id: ConnectionId, learned: &serde_json::Value) -> Result<()> {
        sqlx::query!("-- keep_allowances\nupdate connections set allowances = $2 where id = $1", id.uuid(), learned)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// How many calls a minute allows by endpoint, as the last run learned it.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn allowances(&mut self, id: ConnectionId) -> Result<serde_json::Value> {
        sqlx::query_scalar!("-- read_allowances\nselect allowances from connections where id = $1", id.uuid())
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::NotFound("connection"))
    }
}

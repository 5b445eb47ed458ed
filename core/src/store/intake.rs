//! Intake links: one-time addresses where a secret is handed over.

use time::{Duration, OffsetDateTime};

use super::{Result, Seek, StoreError, TenantScope};
use crate::ids::{ConnectionId, IntakeLinkId, IntakeSessionId};

/// Submissions that one link allows.
const SUBMISSIONS: i16 = 5;

/// A link, without its secret part.
#[derive(Debug, Clone)]
pub struct IntakeLink {
    /// The link.
    pub id: IntakeLinkId,
    /// The connection whose secret it takes.
    pub connection: ConnectionId,
    /// SHA-256 of its secret part.
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// By whom.
    pub created_by: String,
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// Submissions so far.
    pub submissions: i16,
    /// When Okta accepted what came through it.
    pub spent_at: Option<OffsetDateTime>,
    /// When it was taken back.
    pub revoked_at: Option<OffsetDateTime>,
}

impl IntakeLink {
    /// Whether a submission through it would be taken at `now`.
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        self.spent_at.is_none() && self.revoked_at.is_none() && self.expires_at > now && self.submissions < SUBMISSIONS
    }

    /// Submissions left.
    pub fn left(&self) -> i16 {
        SUBMISSIONS - self.submissions
    }
}

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewIntakeLink {
    /// The link.
    pub id: IntakeLinkId,
    /// The connection whose secret it takes.
    pub connection: ConnectionId,
    /// SHA-256 of its secret part.
    pub hash: Vec<u8>,
    /// How long it lives.
    pub lifetime: Duration,
    /// By whom it is made.
    pub created_by: String,
}

/// A right to read the report of one submission.
#[derive(Debug, Clone)]
pub struct IntakeSession {
    /// The connection.
    pub connection: ConnectionId,
    /// Through which link.
    pub link: IntakeLinkId,
    /// The credential that was submitted.
    pub credential_version: i32,
    /// SHA-256 of the cookie's secret part.
    pub hash: Vec<u8>,
}

impl TenantScope {
    /// Makes a link; earlier ones of the connection that are still open are taken back.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn create_intake_link(&mut self, new: &NewIntakeLink) -> Result<IntakeLink> {
        self.lock_connection(new.connection).await?;
        sqlx::query!(
            "-- revoke_open_links\nupdate intake_links set revoked_at = now() where connection_id = $1 and spent_at is null and revoked_at is null",
            new.connection.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"-- create_intake_link
            insert into intake_links (tenant_id, id, connection_id, hash, created_by, expires_at)
            values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))"#,
            self.tenant.uuid(),
            new.id.uuid(),
            new.connection.uuid(),
            new.hash,
            new.created_by,
            new.lifetime.as_seconds_f64(),
        )
        .execute(&mut *self.tx)
        .await?;
        self.intake_link(new.id).await?.ok_or(StoreError::NotFound("intake link"))
    }

    /// One link; reading it changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn intake_link(&mut self, id: IntakeLinkId) -> Result<Option<IntakeLink>> {
        Ok(sqlx::query_as!(
            IntakeLink,
            r#"-- read_intake_link
            select id as "id: IntakeLinkId", connection_id as "connection: ConnectionId", hash, created_at, created_by, expires_at, submissions, spent_at, revoked_at
            from intake_links
            where id = $1"#,
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?)
    }

    /// The connection's links, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn intake_links(&mut self, connection: ConnectionId, after: Option<Seek>, limit: i64) -> Result<Vec<IntakeLink>> {
        let (at, id) = Seek::newest_first(after);
        Ok(sqlx::query_as!(
            IntakeLink,
            r#"-- list_intake_links
            select id as "id: IntakeLinkId", connection_id as "connection: ConnectionId", hash, created_at, created_by, expires_at, submissions, spent_at, revoked_at
            from intake_links
            where connection_id = $1 and (created_at, id) < ($2, $3)
            order by created_at desc, id desc
            limit $4"#,
            connection.uuid(),
            at,
            id,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Counts a submission. Refused when the link is spent, expired, taken back or used up: of two at once the second waits for the first.
    ///
    /// # Errors
    /// `link_closed` when it takes no more.
    pub async fn use_intake_link(&mut self, id: IntakeLinkId) -> Result<()> {
        let used = sqlx::query!(
            r#"-- use_intake_link
            update intake_links
            set submissions = submissions + 1
            where id = $1 and spent_at is null and revoked_at is null and expires_at > now() and submissions < $2"#,
            id.uuid(),
            SUBMISSIONS,
        )
        .execute(&mut *self.tx)
        .await?;
        if used.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Conflict("link_closed")) }
    }

    /// Spends the link through which a credential came, if it came through one: Okta accepted it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spend_intake_link_of(&mut self, connection: ConnectionId, version: i32) -> Result<()> {
        sqlx::query!(
            r#"-- spend_intake_link
            update intake_links
            set spent_at = now()
            from credentials
            where intake_links.connection_id = $1 and spent_at is null
              and credentials.connection_id = $1 and credentials.version = $2
              and credentials.submitted_by = 'int_' || replace(intake_links.id::text, '-', '')"#,
            connection.uuid(),
            version,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes a link back.
    ///
    /// # Errors
    /// When there is none.
    pub async fn revoke_intake_link(&mut self, id: IntakeLinkId) -> Result<()> {
        let done = sqlx::query!(
            "-- revoke_intake_link\nupdate intake_links set revoked_at = coalesce(revoked_at, now()) where id = $1",
            id.uuid()
        )
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound("intake link")) }
    }

    /// Lets the bearer of a cookie read the report of a submission for a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_intake_session(
        &mut self,
        id: IntakeSessionId,
        link: IntakeLinkId,
        credential_version: i32,
        hash: &[u8],
    ) -> Result<()> {
        sqlx::query!("-- forget_old_sessions\ndelete from intake_sessions where expires_at < now()").execute(&mut *self.tx).await?;
        sqlx::query!(
            r#"-- open_intake_session
            insert into intake_sessions (tenant_id, id, link_id, credential_version, hash, expires_at)
            values ($1, $2, $3, $4, $5, now() + interval '24 hours')"#,
            self.tenant.uuid(),
            id.uuid(),
            link.uuid(),
            credential_version,
            hash,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// A session that has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn intake_session(&mut self, id: IntakeSessionId) -> Result<Option<IntakeSession>> {
        Ok(sqlx::query_as!(
            IntakeSession,
            r#"-- read_intake_session
            select intake_links.connection_id as "connection: ConnectionId", link_id as "link: IntakeLinkId", credential_version, intake_sessions.hash
            from intake_sessions
            join intake_links on intake_links.tenant_id = intake_sessions.tenant_id and intake_links.id = link_id
            where intake_sessions.id = $1 and intake_sessions.expires_at > now()"#,
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?)
    }
}

//! A connection's life: left alone, taken up again, in trouble, deleted.

use super::{Connection, ConnectionState, Result, StoreError, TenantScope};
use crate::{
    ids::ConnectionId,
    work::{Job, Lane},
};

impl TenantScope {
    /// Leaves a connection alone, or takes it up again.
    ///
    /// # Errors
    /// When there is none, or it is not in a state that can change so.
    pub async fn suspend_connection(&mut self, id: ConnectionId, suspend: bool) -> Result<Connection> {
        let now = self.lock_connection(id).await?;
        let next = match (now.state, suspend) {
            (ConnectionState::Suspended, false) if self.is_refused(id, now.credential_version).await? => ConnectionState::Rejected,
            (ConnectionState::Suspended, false) if now.credential_version.is_some() => ConnectionState::Active,
            (ConnectionState::Suspended, false) => ConnectionState::AwaitingCredential,
            (state, true) if state != ConnectionState::Suspended => ConnectionState::Suspended,
            _ => return Err(StoreError::Conflict("connection_state")),
        };
        sqlx::query!(
            "-- suspend_connection\nupdate connections set state = $2, updated_at = now(), revision = revision + 1 where id = $1",
            id.uuid(),
            next as i16,
        )
        .execute(&mut *self.tx)
        .await?;
        self.connection(id).await
    }

    /// Whether Okta refused the credential in use.
    async fn is_refused(&mut self, id: ConnectionId, version: Option<i32>) -> Result<bool> {
        Ok(sqlx::query_scalar!(
            r#"-- is_refused
            select exists (select from credentials where connection_id = $1 and version = $2 and state = 3) as "refused!""#,
            id.uuid(),
            version,
        )
        .fetch_one(&mut *self.tx)
        .await?)
    }

    /// Deletes a connection with its credentials, runs and findings. What was collected through it cannot be reached any more from
    /// then on; a job deletes it, since it may be much.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete_connection(&mut self, id: ConnectionId) -> Result<()> {
        // The lane comes first, as for the worker: else the two may wait for each other.
        self.enqueue(&Job::EraseConnection { connection: id }).await?;
        self.lock_connection(id).await?;
        // What is queued or running for it ends: a running job finds its connection gone at its next commit.
        sqlx::query!(
            "-- cancel_jobs_of_connection\nupdate jobs set state = 5, finished_at = now() where state = 1 and kind <> 'erase_connection' and payload ->> 'connection' = $1",
            id.to_string(),
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("-- delete_connection\ndelete from connections where id = $1", id.uuid()).execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Deletes some of what was collected through a connection, and at last its idle lanes with their jobs. True when nothing is left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_collected(&mut self, id: ConnectionId, at_most: i64) -> Result<bool> {
        let objects = sqlx::query!(
            "-- erase_resources\ndelete from resources where ctid = any (array(select ctid from resources where connection_id = $1 limit $2))",
            id.uuid(),
            at_most,
        );
        if objects.execute(&mut *self.tx).await?.rows_affected() > 0 {
            return Ok(false);
        }
        let edges = sqlx::query!(
            "-- erase_edges\ndelete from edges where ctid = any (array(select ctid from edges where connection_id = $1 limit $2))",
            id.uuid(),
            at_most,
        );
        if edges.execute(&mut *self.tx).await?.rows_affected() > 0 {
            return Ok(false);
        }
        if !self.erase_events(Some(id), at_most).await? || !self.erase_detections(id, at_most).await? {
            return Ok(false);
        }
        let lanes = [Lane::Verify(id), Lane::Schedule(id), Lane::Log(id)].map(|lane| lane.to_string());
        sqlx::query!("-- erase_lanes_of_connection\ndelete from lanes where lane = any($1) and lease is null", &lanes)
            .execute(&mut *self.tx)
            .await?;
        Ok(true)
    }

    /// Marks why collection stopped, or that all is well again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_trouble(&mut self, id: ConnectionId, trouble: Option<&str>) -> Result<()> {
        sqlx::query!(
            r#"-- set_trouble
            update connections
            set trouble = $2, trouble_since = case when $2::text is null then null when trouble = $2 then trouble_since else now() end
            where id = $1 and trouble is distinct from $2"#,
            id.uuid(),
            trouble,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

//! Who is in what: memberships and assignments.

use super::{Result, TenantScope};
use crate::ids::{ConnectionId, RunId};

impl TenantScope {
    /// Adds edges from one object.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_edges(&mut self, connection: ConnectionId, kind: &str, from: &str, to: &[String]) -> Result<()> {
        sqlx::query!(
            r#"-- add_edges
            insert into edges (tenant_id, connection_id, kind, from_id, to_id, valid_from)
            select distinct $1::uuid, $2::uuid, $3::text, $4::text, to_id, clock_timestamp() from unnest($5::text[]) as seen (to_id)
            on conflict (tenant_id, connection_id, kind, from_id, to_id) where valid_to is null do nothing"#,
            self.tenant.uuid(),
            connection.uuid(),
            kind,
            from,
            to,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Closes edges from one object that the list did not show, once it was read to its end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_edges(&mut self, connection: ConnectionId, kind: &str, from: &str, run: RunId, step: &str) -> Result<()> {
        sqlx::query!(
            r#"-- close_edges
            update edges set valid_to = clock_timestamp()
            where connection_id = $1 and kind = $2 and from_id = $3 and valid_to is null
              and not exists (
                select from (select unnest(ids) as id from run_pages where run_id = $4 and step = $5 and parent = $3) shown where shown.id = to_id
              )"#,
            connection.uuid(),
            kind,
            from,
            run.uuid(),
            step,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Closes edges from objects that are not among `from` any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_edges_but(&mut self, connection: ConnectionId, kind: &str, from: &[String]) -> Result<()> {
        sqlx::query!(
            r#"-- close_edges_but
            update edges set valid_to = clock_timestamp()
            where connection_id = $1 and kind = $2 and valid_to is null and from_id <> all ($3)"#,
            connection.uuid(),
            kind,
            from,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Edges of a kind as they are now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edges(&mut self, connection: ConnectionId, kind: &str) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query!(
            r#"-- edges_now
            select from_id, to_id from edges where connection_id = $1 and kind = $2 and valid_to is null order by from_id, to_id"#,
            connection.uuid(),
            kind,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|row| (row.from_id, row.to_id)).collect())
    }
}

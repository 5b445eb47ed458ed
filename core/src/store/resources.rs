//! Collected objects, as versions, and who is in what.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Result, TenantScope};
use crate::ids::{ConnectionId, RunId};

/// An object as a page showed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Collected {
    /// What it belongs to, where its id is unique only there; else empty.
    pub parent: String,
    /// Okta's id.
    pub id: String,
    /// What is kept of it; a change makes a new version.
    pub body: Value,
    /// What moves by itself; updated in place.
    pub moving: Value,
}

/// An object as it is now.
#[derive(Debug, Clone)]
pub struct Resource {
    /// What it belongs to.
    pub parent: String,
    /// Okta's id.
    pub id: String,
    /// What is kept of it.
    pub body: Value,
    /// What moves by itself.
    pub moving: Value,
}

/// The body's digest. Objects of `serde_json` are ordered by key, so that equal bodies are equal bytes.
fn digest(body: &Value) -> Vec<u8> {
    Sha256::digest(body.to_string().as_bytes()).to_vec()
}

impl TenantScope {
    /// Takes in a page: an unchanged object writes no version, a changed one closes its version and opens another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_in(&mut self, connection: ConnectionId, kind: &str, page: &[Collected]) -> Result<()> {
        let parents: Vec<&str> = page.iter().map(|object| object.parent.as_str()).collect();
        let ids: Vec<&str> = page.iter().map(|object| object.id.as_str()).collect();
        let hashes: Vec<Vec<u8>> = page.iter().map(|object| digest(&object.body)).collect();
        let bodies: Vec<Value> = page.iter().map(|object| object.body.clone()).collect();
        let moving: Vec<Value> = page.iter().map(|object| object.moving.clone()).collect();
        // clock_timestamp: a version opened and closed in one transaction would otherwise open twice at the same time.
        sqlx::query!(
            r#"-- close_changed
            update resources
            set valid_to = clock_timestamp()
            from unnest($3::text[], $4::text[], $5::bytea[]) as seen (parent, okta_id, hash)
            where connection_id = $1 and kind = $2 and resources.parent = seen.parent and resources.okta_id = seen.okta_id
              and valid_to is null and resources.hash <> seen.hash"#,
            connection.uuid(),
            kind,
            &parents as &[&str],
            &ids as &[&str],
            &hashes,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"-- open_versions
            insert into resources (tenant_id, connection_id, kind, parent, okta_id, valid_from, hash, body, moving)
            select distinct on (parent, okta_id) $1, $2, $3, parent, okta_id, clock_timestamp(), hash, body, moving
            from unnest($4::text[], $5::text[], $6::bytea[], $7::jsonb[], $8::jsonb[]) as seen (parent, okta_id, hash, body, moving)
            on conflict (tenant_id, connection_id, kind, parent, okta_id) where valid_to is null
            do update set moving = excluded.moving where resources.moving <> excluded.moving"#,
            self.tenant.uuid(),
            connection.uuid(),
            kind,
            &parents as &[&str],
            &ids as &[&str],
            &hashes,
            &bodies,
            &moving,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes in all objects of one parent at once: what is not among them is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_in_all_of(&mut self, connection: ConnectionId, kind: &str, parent: &str, all: &[Collected]) -> Result<()> {
        let ids: Vec<&str> = all.iter().map(|object| object.id.as_str()).collect();
        sqlx::query!(
            r#"-- close_children
            update resources set valid_to = clock_timestamp()
            where connection_id = $1 and kind = $2 and parent = $3 and valid_to is null and okta_id <> all ($4)"#,
            connection.uuid(),
            kind,
            parent,
            &ids as &[&str],
        )
        .execute(&mut *self.tx)
        .await?;
        self.take_in(connection, kind, all).await
    }

    /// Objects that lists read to their ends did not show though they were there before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vanished(&mut self, connection: ConnectionId, kind: &str, run: RunId, steps: &[String]) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar!(
            r#"-- vanished
            select okta_id
            from resources
            where connection_id = $1 and kind = $2 and parent = '' and valid_to is null
              and not exists (
                select from (select unnest(ids) as id from run_pages where run_id = $3 and step = any($4)) shown where shown.id = okta_id
              )
            order by okta_id"#,
            connection.uuid(),
            kind,
            run.uuid(),
            steps,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Closes objects that are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(&mut self, connection: ConnectionId, kind: &str, ids: &[String]) -> Result<()> {
        sqlx::query!(
            r#"-- close_gone
            update resources set valid_to = clock_timestamp()
            where connection_id = $1 and kind = $2 and parent = '' and valid_to is null and okta_id = any ($3)"#,
            connection.uuid(),
            kind,
            ids,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Closes the objects of parents that are not among `parents` any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_orphans(&mut self, connection: ConnectionId, kind: &str, parents: &[String]) -> Result<()> {
        sqlx::query!(
            r#"-- close_orphans
            update resources set valid_to = clock_timestamp()
            where connection_id = $1 and kind = $2 and valid_to is null and parent <> all ($3)"#,
            connection.uuid(),
            kind,
            parents,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Objects of a kind as they are now, after `after` in the order of parent and id; at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resources(
        &mut self,
        connection: ConnectionId,
        kind: &str,
        after: Option<(&str, &str)>,
        limit: i64,
    ) -> Result<Vec<Resource>> {
        let (parent, id) = after.unwrap_or(("", ""));
        Ok(sqlx::query_as!(
            Resource,
            r#"-- resources_now
            select parent, okta_id as id, body, moving
            from resources
            where connection_id = $1 and kind = $2 and valid_to is null and (parent, okta_id) > ($3, $4)
            order by parent, okta_id
            limit $5"#,
            connection.uuid(),
            kind,
            parent,
            id,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Some objects of a kind that have no parent, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resources_by_id(&mut self, connection: ConnectionId, kind: &str, ids: &[String]) -> Result<Vec<Resource>> {
        Ok(sqlx::query_as!(
            Resource,
            r#"-- resources_by_id
            select parent, okta_id as id, body, moving
            from resources
            where connection_id = $1 and kind = $2 and parent = '' and okta_id = any($3) and valid_to is null"#,
            connection.uuid(),
            kind,
            ids,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Parents and ids of all objects of a kind, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resource_ids(&mut self, connection: ConnectionId, kind: &str) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query!(
            r#"-- resource_ids
            select parent, okta_id from resources where connection_id = $1 and kind = $2 and valid_to is null order by parent, okta_id"#,
            connection.uuid(),
            kind,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|row| (row.parent, row.okta_id)).collect())
    }

    /// Ids of objects of a kind whose field has a value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ids_where(&mut self, connection: ConnectionId, kind: &str, field: &str, value: &str) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar!(
            r#"-- ids_where
            select okta_id from resources
            where connection_id = $1 and kind = $2 and valid_to is null and body ->> $3 = $4
            order by okta_id"#,
            connection.uuid(),
            kind,
            field,
            value,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Groups that Okta's own count marks as giving a role.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn marked_groups(&mut self, connection: ConnectionId) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar!(
            r#"-- marked_groups
            select okta_id from resources
            where connection_id = $1 and kind = 'group' and valid_to is null and moving #>> '{_embedded,stats,hasAdminPrivilege}' = 'true'
            order by okta_id"#,
            connection.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// How many parents the objects of a kind have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parents(&mut self, connection: ConnectionId, kind: &str) -> Result<i64> {
        Ok(sqlx::query_scalar!(
            r#"-- count_parents
            select count(distinct parent) as "count!" from resources where connection_id = $1 and kind = $2 and valid_to is null"#,
            connection.uuid(),
            kind,
        )
        .fetch_one(&mut *self.tx)
        .await?)
    }

    /// Objects of a kind counted by the value of a field; those without it are counted under an empty text.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_by(&mut self, connection: ConnectionId, kind: &str, field: &str) -> Result<Vec<(String, i64)>> {
        let rows = sqlx::query!(
            r#"-- count_by
            select coalesce(body ->> $3, '') as "value!", count(*) as "count!"
            from resources
            where connection_id = $1 and kind = $2 and valid_to is null
            group by 1"#,
            connection.uuid(),
            kind,
            field,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|row| (row.value, row.count)).collect())
    }

    /// Closes objects with this value in a field that a list read to its end did not show, for kinds that are listed value by value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_unseen(
        &mut self,
        connection: ConnectionId,
        kind: &str,
        field: &str,
        value: &str,
        run: RunId,
        step: &str,
    ) -> Result<()> {
        sqlx::query!(
            r#"-- close_unseen
            update resources set valid_to = clock_timestamp()
            where connection_id = $1 and kind = $2 and valid_to is null and body ->> $3 = $4
              and not exists (
                select from (select unnest(ids) as id from run_pages where run_id = $5 and step = $6) shown where shown.id = okta_id
              )"#,
            connection.uuid(),
            kind,
            field,
            value,
            run.uuid(),
            step,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// How many objects of each kind there are now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resource_counts(&mut self, connection: ConnectionId) -> Result<Vec<(String, i64)>> {
        let rows = sqlx::query!(
            r#"-- resource_counts
            select kind, count(*) as "count!" from resources where connection_id = $1 and valid_to is null group by kind order by kind"#,
            connection.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|row| (row.kind, row.count)).collect())
    }

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

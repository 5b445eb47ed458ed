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
}

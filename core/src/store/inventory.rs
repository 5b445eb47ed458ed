//! Collected objects as they are now.

use super::{Resource, Result, TenantScope};
use crate::ids::ConnectionId;

impl TenantScope {
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
}

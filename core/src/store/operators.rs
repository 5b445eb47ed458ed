//! Operators and their keys.

use time::OffsetDateTime;

use super::{OperatorScope, Result, StoreError};
use crate::ids::OperatorId;

/// One of us.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The operator.
    pub id: OperatorId,
    /// As the audit log calls them.
    pub name: String,
    /// SHA-256 of the key's secret part.
    pub hash: Vec<u8>,
    /// When they were added.
    pub created_at: OffsetDateTime,
    /// When the key was last used, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
    /// When the key was revoked.
    pub revoked_at: Option<OffsetDateTime>,
}

impl OperatorScope {
    /// An operator with the hash of their key.
    ///
    /// # Errors
    /// When the name is taken.
    pub async fn add_operator(&mut self, id: OperatorId, name: &str, hash: &[u8]) -> Result<()> {
        sqlx::query!("-- add_operator\ninsert into operators (id, name, hash) values ($1, $2, $3)", id.uuid(), name, hash)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// One operator.
    ///
    /// # Errors
    /// When there is none.
    pub async fn read_operator(&mut self, id: OperatorId) -> Result<Operator> {
        sqlx::query_as!(
            Operator,
            r#"-- read_operator
            select id as "id: OperatorId", name, hash, created_at, last_used_at, revoked_at from operators where id = $1"#,
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("operator"))
    }

    /// All operators, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operators(&mut self) -> Result<Vec<Operator>> {
        Ok(sqlx::query_as!(
            Operator,
            r#"-- list_operators
            select id as "id: OperatorId", name, hash, created_at, last_used_at, revoked_at from operators order by name"#,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Takes an operator's key back, by name.
    ///
    /// # Errors
    /// When there is none, or it was revoked before.
    pub async fn revoke_operator(&mut self, name: &str) -> Result<()> {
        let done = sqlx::query!("-- revoke_operator\nupdate operators set revoked_at = now() where name = $1 and revoked_at is null", name)
            .execute(&mut *self.tx)
            .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound("operator")) }
    }

    /// Remembers that a key was used, at most once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_operator(&mut self, id: OperatorId) -> Result<()> {
        sqlx::query!(
            r#"-- touch_operator
            update operators set last_used_at = now()
            where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')"#,
            id.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

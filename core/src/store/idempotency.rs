//! Requests that came twice.

use super::{Result, TenantScope};

/// An answer that may be given again.
#[derive(Debug, Clone)]
pub struct StoredAnswer {
    /// Its HTTP status.
    pub status: i16,
    /// Its `Location`.
    pub location: Option<String>,
    /// Its body; none when it showed a secret.
    pub body: Option<Vec<u8>>,
    /// The id of what was made, when the body is not kept.
    pub made: Option<String>,
}

/// What is known of a request with this key.
#[derive(Debug, Clone)]
pub enum Repeat {
    /// It is the first: go on, and store the answer in the same transaction as its effect.
    First,
    /// It was answered so.
    Answered(StoredAnswer),
    /// The same key came with another body.
    OtherBody,
}

impl TenantScope {
    /// Claims a key for a route. A second request with the same key waits here until the first has committed or given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn once(&mut self, route: &str, key: &str, body_hash: &[u8]) -> Result<Repeat> {
        sqlx::query!("-- forget_answers\ndelete from idempotency where expires_at < now()").execute(&mut *self.tx).await?;
        let first = sqlx::query!(
            "-- claim_key\ninsert into idempotency (tenant_id, route, key, body_hash) values ($1, $2, $3, $4) on conflict do nothing",
            self.tenant.uuid(),
            route,
            key,
            body_hash,
        )
        .execute(&mut *self.tx)
        .await?;
        if first.rows_affected() == 1 {
            return Ok(Repeat::First);
        }
        let row = sqlx::query!(
            "-- stored_answer\nselect body_hash, status, location, body, made from idempotency where route = $1 and key = $2",
            route,
            key
        )
        .fetch_one(&mut *self.tx)
        .await?;
        if row.body_hash != body_hash {
            return Ok(Repeat::OtherBody);
        }
        // A row without a status cannot be seen: it commits only together with its answer.
        Ok(Repeat::Answered(StoredAnswer { status: row.status.unwrap_or(200), location: row.location, body: row.body, made: row.made }))
    }

    /// Keeps the answer beside its effect.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_answer(&mut self, route: &str, key: &str, answer: &StoredAnswer) -> Result<()> {
        sqlx::query!(
            "-- keep_answer\nupdate idempotency set status = $3, location = $4, body = $5, made = $6 where route = $1 and key = $2",
            route,
            key,
            answer.status,
            answer.location,
            answer.body,
            answer.made,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

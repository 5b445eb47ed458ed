//! Requests that came twice.

use super::{OperatorScope, Result, TenantScope};
use crate::ids::OperatorId;

/// An answer that may be given again.
#[derive(Debug, Clone)]
pub struct StoredAnswer {
    /// Its HTTP status.
    pub status: i16,
    /// Its `Location`.
    pub location: Option<String>,
    /// The revision in its `ETag`.
    pub revision: Option<i32>,
    /// Its body; none when it showed a secret.
    pub body: Option<Vec<u8>>,
    /// The path of what was made, when the body is not kept.
    pub made: Option<String>,
}

/// What is known of a request with this key.
#[derive(Debug, Clone)]
pub enum Repeat {
    /// It is the first: go on, and store the answer in the same transaction as its effect.
    First,
    /// It was answered so.
    Answered(StoredAnswer),
    /// The same key came with another body, or with the same, hashed otherwise.
    OtherBody {
        /// The hash that is kept.
        kept: Vec<u8>,
    },
}

/// What each scope that takes keys has, over a table of its own. `$owner` is the column that says whose key it is.
macro_rules! repeats {
    ($table:literal, $owner:literal, ($($by:ident: $type:ty)?), |$scope:ident| $id:expr) => {
        /// Claims a key for a route. A second request with the same key waits here until the first has committed or given up.
        ///
        /// # Errors
        /// When the database fails.
        pub async fn once(&mut self, $($by: $type,)? route: &str, key: &str, body_hash: &[u8]) -> Result<Repeat> {
            let $scope = &*self;
            let whose = $id;
            sqlx::query!("-- forget_answers\ndelete from " + $table + " where expires_at < now()").execute(&mut *self.tx).await?;
            let first = sqlx::query!(
                "-- claim_key\ninsert into " + $table + " (" + $owner + ", route, key, body_hash) values ($1, $2, $3, $4) on conflict do nothing",
                whose,
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
                "-- stored_answer\nselect body_hash, status, location, revision, body, made from " + $table
                    + " where " + $owner + " = $1 and route = $2 and key = $3",
                whose,
                route,
                key
            )
            .fetch_one(&mut *self.tx)
            .await?;
            if row.body_hash != body_hash {
                return Ok(Repeat::OtherBody { kept: row.body_hash });
            }
            // A row without a status cannot be seen: it commits only together with its answer.
            let status = row.status.unwrap_or(200);
            Ok(Repeat::Answered(StoredAnswer { status, location: row.location, revision: row.revision, body: row.body, made: row.made }))
        }

        /// Keeps the answer beside its effect.
        ///
        /// # Errors
        /// When the database fails.
        pub async fn keep_answer(&mut self, $($by: $type,)? route: &str, key: &str, answer: &StoredAnswer) -> Result<()> {
            let $scope = &*self;
            let whose = $id;
            sqlx::query!(
                "-- keep_answer\nupdate " + $table + " set status = $4, location = $5, revision = $6, body = $7, made = $8"
                    + " where " + $owner + " = $1 and route = $2 and key = $3",
                whose,
                route,
                key,
                answer.status,
                answer.location,
                answer.revision,
                answer.body,
                answer.made,
            )
            .execute(&mut *self.tx)
            .await?;
            Ok(())
        }
    };
}

impl TenantScope {
    repeats!("idempotency", "tenant_id", (), |scope| scope.tenant.uuid());
}

impl OperatorScope {
    repeats!("operator_idempotency", "operator_id", (by: OperatorId), |_scope| by.uuid());
}

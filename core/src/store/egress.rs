//! From which address the workers' traffic leaves.

use serde::Serialize;
use time::OffsetDateTime;

use super::{OperatorScope, QueueScope, Result, TenantScope};

/// The last look of one worker.
#[derive(Debug, Clone, Serialize)]
pub struct EgressCheck {
    /// The worker.
    pub worker: String,
    /// When it looked.
    #[serde(with = "time::serde::rfc3339")]
    pub checked_at: OffsetDateTime,
    /// The address that the other side saw.
    pub seen_as: Option<String>,
    /// Whether it is an advertised one.
    pub matches: bool,
    /// What went wrong.
    pub detail: Option<String>,
}

impl QueueScope {
    /// Keeps what a worker saw; workers that have not looked for a day are forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_egress_check(&mut self, worker: &str, seen_as: Option<&str>, matches: bool, detail: Option<&str>) -> Result<()> {
        sqlx::query!("-- forget_workers\ndelete from egress_checks where checked_at < now() - interval '1 day'")
            .execute(&mut *self.tx)
            .await?;
        sqlx::query!(
            r#"-- keep_egress_check
            insert into egress_checks (worker, seen_as, matches, detail) values ($1, $2, $3, $4)
            on conflict (worker) do update
            set checked_at = now(), seen_as = excluded.seen_as, matches = excluded.matches, detail = excluded.detail"#,
            worker,
            seen_as,
            matches,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

macro_rules! reads {
    ($($scope:ident)+) => {$(
        impl $scope {
            /// The last look of each worker, newest first.
            ///
            /// # Errors
            /// When the database fails.
            pub async fn egress_checks(&mut self) -> Result<Vec<EgressCheck>> {
                Ok(sqlx::query_as!(
                    EgressCheck,
                    "-- egress_checks\nselect worker, checked_at, seen_as, matches, detail from egress_checks order by checked_at desc"
                )
                .fetch_all(&mut *self.tx)
                .await?)
            }
        }
    )+};
}
reads!(TenantScope OperatorScope);

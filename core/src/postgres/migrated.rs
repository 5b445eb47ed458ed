//! Whether a database is up to date.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};

use super::error::PostgresError;
use crate::MIGRATOR;

/// Whether every migration of this program has run in the owner's database. Those of a newer program do no harm.
pub async fn is_migrated(owner: &PgConnectOptions) -> Result<bool, PostgresError> {
    let failed = || PostgresError::database("look at the database's migrations");
    let mut connection = owner.connect().await.map_err(failed())?;
    let done = done(&mut connection).await.map_err(failed())?;
    connection.close().await.map_err(failed())?;
    Ok(MIGRATOR.iter().all(|migration| done.contains(&migration.version)))
}

async fn done(connection: &mut PgConnection) -> Result<Vec<i64>, sqlx::Error> {
    let begun: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection).await?;
    if !begun {
        return Ok(Vec::new());
    }
    sqlx::query_scalar("select version from _sqlx_migrations where success").fetch_all(connection).await
}

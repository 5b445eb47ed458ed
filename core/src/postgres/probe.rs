//! Asks a private server how it is.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions, Connection};

use super::error::PostgresError;

/// A server that accepts a connection and says nothing for so long is taken for dead.
const ANSWER: Duration = Duration::from_secs(5);

/// How a server answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It serves this cluster.
    Ready {
        /// What it commits outlives a power cut.
        durable: bool,
    },
    /// It is there and works on becoming ready: starting, or recovering from a crash.
    Starting,
    /// It is there and about to end.
    Stopping,
    /// Nobody answers, or not for this cluster.
    Silent,
    /// It wants another password.
    WrongPassword,
}

/// One attempt, with the owner's options.
pub(super) async fn ask(owner: &PgConnectOptions, cluster: &Path) -> Answer {
    // The database of the service may not be there yet; this one always is.
    let options = owner.clone().database("postgres").ssl_mode(PgSslMode::Disable).disable_statement_logging();
    let attempt = async {
        let mut connection = PgConnection::connect_with(&options).await?;
        let query = "select current_setting('data_directory'), current_setting('fsync') = 'on'";
        let answer: (String, bool) = sqlx::query_as(query).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(answer)
    };
    match tokio::time::timeout(ANSWER, Box::pin(attempt)).await {
        Ok(Ok((folder, durable))) if Path::new(&folder) == cluster => Answer::Ready { durable },
        Ok(Err(sqlx::Error::Database(error))) => match error.code().as_deref() {
            // cannot_connect_now: its text tells which (PostgreSQL, `canAcceptConnections`).
            Some("57P03") if error.message().contains("shutting down") => Answer::Stopping,
            // admin_shutdown, crash_shutdown: our own connection was ended.
            Some("57P01" | "57P02") => Answer::Stopping,
            Some("28P01") => Answer::WrongPassword,
            _ => Answer::Starting,
        },
        Ok(Ok(_) | Err(_)) | Err(_) => Answer::Silent,
    }
}

/// Makes a database unless it is there.
pub(super) async fn make_database(owner: &PgConnectOptions, name: &'static str) -> Result<(), PostgresError> {
    let failed = || PostgresError::database("make the service's database");
    let mut connection = Box::pin(PgConnection::connect_with(&owner.clone().database("postgres"))).await.map_err(failed())?;
    let there = sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(name);
    if !there.fetch_one(&mut connection).await.map_err(failed())? {
        let statement = sqlx::AssertSqlSafe(format!("create database {name}"));
        match sqlx::query(statement).execute(&mut connection).await {
            // duplicate_database, unique_violation: a guest was faster.
            Err(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("42P04" | "23505")) => {}
            Err(error) => return Err(failed()(error)),
            Ok(_) => {}
        }
    }
    connection.close().await.map_err(failed())
}

//! Tests with real servers, as root and as anybody else.

mod life;
mod places;
mod refusals;
mod roles;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection};

use super::access::random_hex;
use super::process::PidFile;
use super::*;

/// A folder that is gone when the test ends well. Everybody may enter it, so that the data is kept in it as root too.
struct TestFolder(PathBuf);

impl TestFolder {
    fn new() -> Self {
        let path = Path::new("/tmp").join(format!("oktually-test-{}", random_hex::<6>()));
        fs::create_dir(&path).expect("a folder");
        fs::set_permissions(&path, Permissions::from_mode(0o711)).expect("its mode");
        Self(path)
    }

    fn data(&self) -> PathBuf {
        self.0.join("postgres")
    }

    fn cluster(&self) -> PathBuf {
        self.data().join("cluster")
    }

    fn pid(&self) -> nix::unistd::Pid {
        PidFile::read(&self.cluster()).expect("readable").expect("there").pid
    }

    async fn start(&self) -> PrivatePostgres {
        PrivatePostgres::start(&self.data(), &PostgresSettings::throwaway()).await.expect("a server")
    }

    /// As if its owner had been killed: the server lives on and the lock is free.
    fn forget(&self, postgres: PrivatePostgres) {
        std::mem::forget(postgres);
        fs::remove_file(self.data().join("lock")).expect("the lock");
    }

    async fn refusal(&self) -> String {
        let error = PrivatePostgres::start(&self.data(), &PostgresSettings::throwaway()).await.expect_err("a refusal");
        error.to_string()
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        let _kept_if_it_cannot = fs::remove_dir_all(&self.0);
    }
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    Box::pin(PgConnection::connect_with(options)).await
}

/// Runs statements and gives the first column of the last row, if it is a text.
async fn text(options: &PgConnectOptions, sql: &str) -> Result<String, sqlx::Error> {
    let mut connection = connect(options).await?;
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await
}

async fn run(options: &PgConnectOptions, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = connect(options).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.map(drop)
}

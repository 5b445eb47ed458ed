//! A database that somebody else runs.

use oktually_core::{
    postgres::{Login, PostgresSettings, PrivatePostgres},
    secret::generate_keyring,
};
use secrecy::ExposeSecret;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::runtime::Runtime;

use super::Program;

/// Password of the service's logins here.
const PASSWORD: &str = "p@ss/word+1";

/// A server that was given, empty until it is migrated, and the binary that is told of it.
pub(crate) struct Given {
    pub(crate) program: Program,
    server: Option<PrivatePostgres>,
    runtime: Runtime,
}

impl Given {
    /// With a keyring, and with the URLs of both logins.
    pub(crate) fn new() -> Self {
        let mut program = Program::new();
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(PrivatePostgres::start(&program.file("server"), &PostgresSettings::throwaway())).unwrap();
        program.unset("OKTUALLY_DATA_DIR");
        program.set("OKTUALLY_KEYRING_FILE", program.write("keyring", &key_line()));
        let given = Self { program, server: Some(server), runtime };
        let (api, worker) = (given.url(Login::Api), given.url(Login::Worker));
        let api = given.program.write("api-url", &api);
        let worker = given.program.write("worker-url", &format!("{worker}\n"));
        given.and(|program| {
            program.set("OKTUALLY_DATABASE_URL_FILE", api);
            program.set("OKTUALLY_WORKER_DATABASE_URL_FILE", worker);
        })
    }

    /// The same, migrated.
    pub(crate) fn migrated() -> Self {
        let given = Self::new();
        assert_eq!(given.migrate(), "The database is up to date.\n");
        given
    }

    fn and(mut self, change: impl FnOnce(&mut Program)) -> Self {
        change(&mut self.program);
        self
    }

    /// Runs `oktually migrate` as the owner; gives what it printed.
    pub(crate) fn migrate(&self) -> String {
        let owner = self.program.write("owner-url", &self.url(Login::Owner));
        self.program.done(&["migrate", "--owner-database-url-file", &owner])
    }

    /// The address as a login uses it.
    #[expect(clippy::disallowed_methods, reason = "the address is for the binary")]
    pub(crate) fn url(&self, login: Login) -> String {
        let own = self.server().url(login).expose_secret().to_owned();
        if login == Login::Owner {
            return own;
        }
        let (_, place) = own.split_once('@').unwrap();
        let password = PASSWORD.replace('@', "%40").replace('/', "%2F").replace('+', "%2B");
        format!("postgres://{}:{password}@{place}", login.role())
    }

    /// The address as a login of the test's own uses it.
    pub(crate) fn url_of(&self, login: &str, password: &str) -> String {
        let url = self.url(Login::Api);
        format!("postgres://{login}:{password}@{}", url.split_once('@').unwrap().1)
    }

    /// Runs a statement as the owner.
    pub(crate) fn owner(&self, statement: &str) {
        self.runtime.block_on(async {
            let mut connection = self.server().options(Login::Owner).connect().await.unwrap();
            connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
            connection.close().await.unwrap();
        });
    }

    /// A number that the owner asks for.
    pub(crate) fn number(&self, select: &str) -> i64 {
        self.runtime.block_on(async {
            let mut connection = self.server().options(Login::Owner).connect().await.unwrap();
            let number = sqlx::query_scalar(AssertSqlSafe(select.to_owned())).fetch_one(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            number
        })
    }

    fn server(&self) -> &PrivatePostgres {
        self.server.as_ref().expect("it runs until it is dropped")
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            let _a_failing_test_says_more = self.runtime.block_on(server.stop_and_delete());
        }
    }
}

/// A new line for a keyring.
#[expect(clippy::disallowed_methods, reason = "the line is for the binary")]
pub(crate) fn key_line() -> String {
    generate_keyring().expose_secret().to_owned()
}

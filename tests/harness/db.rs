//! A fresh, migrated database for each test, on the server that `DATABASE_URL` names (`make test` starts one).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;

use oktually_core::{
    MIGRATOR,
    postgres::{LoginPasswords, prepare},
    store::Store,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, postgres::PgConnectOptions};
use uuid::Uuid;

/// One test's database.
pub struct TestDb {
    /// The owner's way in, for looking behind the scenes. Nothing of the product uses it.
    pub owner: PgPool,
    /// As the API logs in.
    pub api: Store,
    /// As a worker logs in.
    pub worker: Store,
    api_login: PgConnectOptions,
    worker_login: PgConnectOptions,
}

/// Logins of the tests' own, with the service logins' powers: the service's own passwords stay as they are.
const LOGINS: [(&str, &str); 2] = [("oktually_test_api", "oktually_api"), ("oktually_test_worker", "oktually_worker")];
const PASSWORD: &str = "only-for-tests-on-a-throw-away-server";
/// Held while roles and the template are made: test processes start together.
const LOCK: i64 = 0x0607_7a11;

impl TestDb {
    /// A new database.
    ///
    /// # Panics
    /// When there is no server to make it on.
    pub async fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
        let url = std::env::var("DATABASE_URL")
            .expect("DATABASE_URL names a server for tests: run `make test`, or `oktually postgres --throwaway -- cargo nextest run`");
        let server = PgConnectOptions::from_str(&url).expect("DATABASE_URL is a PostgreSQL URL");
        let template = template(&server).await;
        let name = format!("test_{}", Uuid::now_v7().simple());
        let mut connection = connect(&server).await;
        create(&mut connection, &name, &template).await;
        let login = |(login, _): (&str, &str)| server.clone().username(login).password(PASSWORD).database(&name);
        let (api_login, worker_login) = (login(LOGINS[0]), login(LOGINS[1]));
        Self {
            owner: PgPool::connect_with(server.clone().database(&name)).await.expect("the owner connects"),
            api: Store::connect(api_login.clone(), 8).await.expect("the API connects"),
            worker: Store::connect(worker_login.clone(), 24).await.expect("a worker connects"),
            api_login,
            worker_login,
        }
    }

    /// The API's login, for statements that no scope would make.
    pub async fn as_api(&self) -> PgConnection {
        connect(&self.api_login).await
    }

    /// A worker's login, for statements that no scope would make.
    pub async fn as_worker(&self) -> PgConnection {
        connect(&self.worker_login).await
    }

    /// The logins' addresses, for processes of their own: API, worker.
    pub fn urls(&self) -> (String, String) {
        let url = |options: &PgConnectOptions, login: &str| {
            let host = options.get_socket().map_or_else(|| options.get_host().to_owned(), |path| path.display().to_string());
            let database = options.get_database().unwrap_or_default();
            format!("postgres://{login}:{PASSWORD}@localhost:{}/{database}?host={}", options.get_port(), host.replace('/', "%2F"))
        };
        (url(&self.api_login, LOGINS[0].0), url(&self.worker_login, LOGINS[1].0))
    }
}

async fn connect(options: &PgConnectOptions) -> PgConnection {
    PgConnection::connect_with(options).await.expect("the test server answers")
}

async fn run(connection: &mut PgConnection, statement: String) {
    connection.execute(AssertSqlSafe(statement)).await.expect("a statement of the tests' own");
}

/// A migrated database that all tests copy, named after the migrations so that a changed one is made anew.
async fn template(server: &PgConnectOptions) -> String {
    let mut sums = DefaultHasher::new();
    MIGRATOR.iter().for_each(|migration| migration.checksum.hash(&mut sums));
    let name = format!("template_{:016x}", sums.finish());
    let mut connection = connect(server).await;
    run(&mut connection, format!("select pg_advisory_lock({LOCK})")).await;
    let known: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    if !known {
        prepare(server, &LoginPasswords::default()).await.expect("the cluster's roles are made");
        for (login, like) in LOGINS {
            run(&mut connection, format!("drop role if exists {login}")).await;
            run(&mut connection, format!("create role {login} login noinherit password '{PASSWORD}'")).await;
            let groups: Vec<String> = sqlx::query_scalar("select roleid::regrole::text from pg_auth_members where member = $1::regrole")
                .bind(like)
                .fetch_all(&mut connection)
                .await
                .unwrap();
            for group in groups {
                run(&mut connection, format!("grant {group} to {login}")).await;
            }
        }
        let draft = format!("draft_{}", Uuid::now_v7().simple());
        run(&mut connection, format!("create database {draft}")).await;
        let options = server.clone().database(&draft);
        prepare(&options, &LoginPasswords::default()).await.expect("the database lets the logins in");
        let mut draft_connection = connect(&options).await;
        MIGRATOR.run(&mut draft_connection).await.expect("the migrations run");
        for (login, _) in LOGINS {
            run(&mut draft_connection, format!("grant connect on database {draft} to {login}")).await;
        }
        draft_connection.close().await.unwrap();
        run(&mut connection, format!("alter database {draft} rename to {name}")).await;
    }
    run(&mut connection, format!("select pg_advisory_unlock({LOCK})")).await;
    name
}

/// Copies the template; two copies at once can meet, and then one waits and tries again.
async fn create(connection: &mut PgConnection, name: &str, template: &str) {
    for _ in 0..200 {
        if connection.execute(AssertSqlSafe(format!("create database {name} template {template}"))).await.is_ok() {
            let grants = LOGINS.map(|(login, _)| format!("grant connect on database {name} to {login}"));
            for grant in grants {
                run(connection, grant).await;
            }
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the database {name} could not be made from {template}");
}

//! The roles that a cluster needs. They belong to the cluster and not to a database, so no migration makes them.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgConnection, Postgres};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Transaction};

use super::error::PostgresError;
use super::scram::verifier;

/// The roles that a scope puts on. None of them can log in.
pub(super) const GROUPS: [&str; 5] = ["oktually_tenant", "oktually_opener", "oktually_operator", "oktually_queue", "oktually_signer"];

/// Who connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Owns the schema and migrates it; in the private cluster its superuser.
    Owner,
    /// The HTTP service: may become tenant, operator and signer.
    Api,
    /// The worker: may become tenant, opener, operator, queue and signer.
    Worker,
}

impl Login {
    /// Its name in the cluster; the owner's in the private cluster.
    pub fn role(self) -> &'static str {
        match self {
            Self::Owner => "oktually",
            Self::Api => "oktually_api",
            Self::Worker => "oktually_worker",
        }
    }

    pub(super) fn groups(self) -> &'static [&'static str] {
        match self {
            Self::Owner => &[],
            Self::Api => &["oktually_tenant", "oktually_operator", "oktually_signer"],
            Self::Worker => &GROUPS,
        }
    }
}

/// Passwords to set; `None` leaves a login's password as it is. Printable ASCII, since clients normalise the rest
/// differently (RFC 4013).
#[derive(Debug, Clone, Default)]
pub struct LoginPasswords {
    /// Of [`Login::Api`].
    pub api: Option<SecretString>,
    /// Of [`Login::Worker`].
    pub worker: Option<SecretString>,
}

/// Makes the roles in the owner's cluster and lets the logins into the owner's database; what is there already is put
/// right. Can be repeated, and by several processes at once. The owner needs `CREATEROLE` and the database, no more.
pub async fn prepare(owner: &PgConnectOptions, logins: &LoginPasswords) -> Result<(), PostgresError> {
    const ATTEMPTS: u32 = 20;
    let failed = || PostgresError::database("prepare the cluster's roles");
    let api = stored(Login::Api, logins.api.as_ref())?;
    let worker = stored(Login::Worker, logins.worker.as_ref())?;
    // Even the stored form of a password is nothing for a log.
    let options = owner.clone().disable_statement_logging();
    let mut connection = Box::pin(PgConnection::connect_with(&options)).await.map_err(failed())?;
    let mut attempt = 0;
    loop {
        attempt += 1;
        match Box::pin(prepare_once(&mut connection, [(Login::Api, api.as_deref()), (Login::Worker, worker.as_deref())])).await {
            Err(error) if raced(&error) && attempt < ATTEMPTS => {}
            Err(error) => return Err(failed()(error)),
            Ok(()) => return connection.close().await.map_err(failed()),
        }
        tokio::time::sleep(Duration::from_millis(rand::random_range(10..100))).await;
    }
}

fn stored(login: Login, password: Option<&SecretString>) -> Result<Option<String>, PostgresError> {
    let Some(password) = password else { return Ok(None) };
    #[expect(clippy::disallowed_methods, reason = "a login's password becomes what the server stores of it")]
    let password = password.expose_secret();
    let printable = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    if password.is_empty() || !password.bytes().all(printable) {
        return Err(PostgresError::PasswordText { login: login.role() });
    }
    Ok(Some(verifier(password)))
}

/// Somebody else did the same at this moment: duplicate object, unique violation, "tuple concurrently updated" or
/// "deleted" (which have no code of their own), deadlock. All is done again, and finds it done.
fn raced(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    match error.code().as_deref() {
        Some("42710" | "23505" | "40001" | "40P01") => true,
        Some("XX000") => error.message().starts_with("tuple concurrently"),
        _ => false,
    }
}

async fn prepare_once(connection: &mut PgConnection, logins: [(Login, Option<&str>); 2]) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin().await?;
    sqlx::raw_sql("set local client_min_messages = warning").execute(&mut *tx).await?;
    // Keeps two of us apart in one database; those in two databases of one cluster may still meet, see `raced`.
    sqlx::query("select pg_advisory_xact_lock(hashtext('oktually.prepare'))").execute(&mut *tx).await?;
    for group in GROUPS {
        make_role(&mut tx, group, false).await?;
    }
    for (login, stored) in logins {
        make_role(&mut tx, login.role(), true).await?;
        set_memberships(&mut tx, login).await?;
        if let Some(stored) = stored {
            let statement = format!("alter role {} password '{stored}'", login.role());
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *tx).await?;
        }
    }
    sqlx::raw_sql(OPEN_DATABASE).execute(&mut *tx).await?;
    tx.commit().await
}

const OPEN_DATABASE: &str = "
do $$
begin
    execute format('grant connect on database %I to oktually_api, oktually_worker', current_database());
    if to_regnamespace('public') is not null then
        revoke create on schema public from public;
    end if;
end
$$";

/// Makes a role without any power, or takes away what an existing one should not have. Only what differs is changed: an
/// owner who is no superuser may not even name some of these attributes (PostgreSQL, `ALTER ROLE`).
async fn make_role(tx: &mut Transaction<'_, Postgres>, name: &str, login: bool) -> Result<(), sqlx::Error> {
    let query = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit, rolcanlogin
                 from pg_roles
                 where rolname = $1";
    type Attributes = (bool, bool, bool, bool, bool, bool, bool);
    let found: Option<Attributes> = sqlx::query_as(query).bind(name).fetch_optional(&mut **tx).await?;
    let login_word = if login { "login" } else { "nologin" };
    let statement = match found {
        None => format!("create role {name} noinherit nosuperuser nobypassrls nocreatedb nocreaterole {login_word}"),
        Some((superuser, bypass, create_role, create_database, replication, inherit, can_login)) => {
            let wrong = [
                (superuser, "nosuperuser"),
                (bypass, "nobypassrls"),
                (create_role, "nocreaterole"),
                (create_database, "nocreatedb"),
                (replication, "noreplication"),
                (inherit, "noinherit"),
                (can_login != login, login_word),
            ];
            let words: Vec<&str> = wrong.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
            if words.is_empty() {
                return Ok(());
            }
            format!("alter role {name} {}", words.join(" "))
        }
    };
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut **tx).await?;
    Ok(())
}

/// A login may become its groups and has nothing of them until it does.
async fn set_memberships(tx: &mut Transaction<'_, Postgres>, login: Login) -> Result<(), sqlx::Error> {
    let version: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int").fetch_one(&mut **tx).await?;
    // Before 16 the login's own NOINHERIT says the same.
    let how = if version >= 160_000 { " with inherit false, set true" } else { "" };
    for group in GROUPS {
        let query = "select exists (select from pg_auth_members where roleid = $1::regrole and member = $2::regrole)";
        let is_member: bool = sqlx::query_scalar(query).bind(group).bind(login.role()).fetch_one(&mut **tx).await?;
        let statement = match (login.groups().contains(&group), is_member) {
            (true, _) => format!("grant {group} to {}{how}", login.role()),
            (false, true) => format!("revoke {group} from {}", login.role()),
            (false, false) => continue,
        };
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut **tx).await?;
    }
    Ok(())
}

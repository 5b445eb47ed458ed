//! Whether a login could do more than the service's roles allow, or less than it needs.

use sqlx::{PgConnection, PgExecutor};

use super::roles::{GROUPS, Login};

/// Why the login of this connection cannot be used as `login`, in words that complete "refusing to start: …"; `None` is as it
/// should be. It may do too much by itself, become what only another login should, or not become what it has to.
pub async fn unfit(connection: &mut PgConnection, login: Login) -> Result<Option<String>, sqlx::Error> {
    if let Some(why) = too_powerful(&mut *connection).await? {
        return Ok(Some(why));
    }
    let held: Vec<(String, String, bool)> = sqlx::query_as(
        "-- held_roles
         select session_user::text, name, coalesce(pg_has_role(session_user, pg_roles.oid, 'member'), false)
         from unnest($1::text[]) with ordinality as wanted (name, place)
         left join pg_roles on rolname = name
         order by place",
    )
    .bind(GROUPS.map(str::to_owned).to_vec())
    .fetch_all(connection)
    .await?;
    let whose = if login == Login::Worker { "a worker" } else { "the API" };
    let wrong = |wanted: bool| {
        let names = held.iter().filter(|(_, name, is)| *is != wanted && login.groups().contains(&name.as_str()) == wanted);
        let names: Vec<_> = names.map(|(_, name, _)| name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" and "))
    };
    let user = held.first().map_or("", |(user, ..)| user);
    Ok(match (wrong(false), wrong(true)) {
        (Some(roles), _) => Some(format!("the login {user} may become {roles}, which {whose} must not")),
        (None, Some(roles)) => Some(format!("the login {user} may not become {roles}, which {whose} must")),
        (None, None) => None,
    })
}

/// Why the login of this connection may do too much, whoever it is for. Looked at are the login itself and every role it may become: superuser, `BYPASSRLS`, `CREATEROLE`,
/// `REPLICATION`, a predefined role that reads or writes past grants, and ownership of the database, a schema or a
/// table (an owner is above row-level security's rules and may change them).
async fn too_powerful<'c>(connection: impl PgExecutor<'c>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "-- too_powerful
         with held as (
             select *
             from pg_roles
             where rolname = session_user or pg_has_role(session_user, oid, 'member')
         )
         select case when rolname = session_user
                     then format('the login %s %s', session_user, what)
                     else format('the login %s may become %s, which %s', session_user, rolname, what)
                end
         from held
         cross join lateral (
             values (1, rolsuper, 'is a superuser'),
                    (2, rolbypassrls, 'may bypass row-level security'),
                    (3, rolcreaterole, 'may create roles'),
                    (4, rolreplication, 'may copy the whole cluster'),
                    (5, exists (select from pg_database where datdba = held.oid and datname = current_database()),
                        'owns the database'),
                    (6, exists (select from pg_namespace
                                where nspowner = held.oid and nspname !~ '^pg_' and nspname <> 'information_schema'),
                        'owns a schema'),
                    (7, exists (select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                                where relowner = held.oid and relkind in ('r', 'p', 'v', 'm', 'f')
                                  and nspname !~ '^pg_' and nspname <> 'information_schema'),
                        'owns a table or view'),
                    (8, rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files',
                                    'pg_write_server_files', 'pg_execute_server_program'),
                        'reads or writes past all grants')
         ) as power (rank, present, what)
         where present
         order by rolname <> session_user, rank, rolname
         limit 1",
    )
    .fetch_optional(connection)
    .await
}

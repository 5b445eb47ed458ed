//! Whether a login could do more than the service's roles allow.

use sqlx::PgExecutor;

/// Why the login of this connection may do too much, in words that complete "refusing to start: …"; `None` is as it
/// should be. Looked at are the login itself and every role it may become: superuser, `BYPASSRLS`, `CREATEROLE`,
/// `REPLICATION`, a predefined role that reads or writes past grants, and ownership of the database, a schema or a
/// table (an owner is above row-level security's rules and may change them).
pub async fn too_powerful<'c>(connection: impl PgExecutor<'c>) -> Result<Option<String>, sqlx::Error> {
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

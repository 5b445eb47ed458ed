//! The rules that every table keeps, as questions to the catalogue. Each gives the names of what breaks it.

use sqlx::PgPool;

/// Tables that belong to no tenant, each with what keeps it from tenants.
const OF_THE_SERVICE: [&str; 8] = [
    "_sqlx_migrations",     // the owner's alone
    "egress_checks",        // addresses of ours that every tenant is told
    "key_checks",           // the signer's
    "operator_audit",       // operators'
    "operator_idempotency", // operators'
    "operators",            // operators'
    "signing_keys",         // the signer's
    "tenants",              // a tenant sees its own row; tested apart
];

/// Tables with neither a tenant nor a place in the list above.
pub(super) async fn without_a_tenant(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname::text
         from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
           and not exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id')",
    )
    .await
    .into_iter()
    .filter(|table| !OF_THE_SERVICE.contains(&table.as_str()))
    .collect()
}

/// Tables whose rows somebody could see without a policy: the owner too must be under it, so forced.
pub(super) async fn open(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname::text
         from tenant_tables
         where not (relrowsecurity and relforcerowsecurity)",
    )
    .await
}

/// Tables without the tenant's own policy, for reading and for writing.
pub(super) async fn without_the_tenants_policy(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname::text
         from tenant_tables
         where not exists (
           select from pg_policies
           where tablename = relname and policyname = 'tenant' and permissive = 'PERMISSIVE' and cmd = 'ALL'
             and roles::text[] @> '{oktually_tenant,oktually_opener}' and roles::text[] <@ '{oktually_tenant,oktually_opener}'
             and qual = '(tenant_id = current_tenant())' and with_check = '(tenant_id = current_tenant())'
         )",
    )
    .await
}

/// Policies, other than the tenant's own, that let anybody but the roles that see all tenants at rows.
pub(super) async fn too_wide_policies(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select tablename || '.' || policyname
         from pg_policies
         where policyname <> 'tenant'
           and not roles::text[] <@ '{oktually_operator,oktually_queue,oktually_signer}'",
    )
    .await
}

/// Primary keys, unique constraints and foreign keys that do not begin with the tenant, on either side.
pub(super) async fn keys_without_the_tenant(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname || '.' || conname
         from tenant_tables
         join pg_constraint on conrelid = tenant_tables.oid
         where contype in ('p', 'u', 'f')
           and not (
             (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) = 'tenant_id'
             and (contype <> 'f' or (select attname from pg_attribute where attrelid = confrelid and attnum = confkey[1])
               = case when confrelid = 'tenants'::regclass then 'id' else 'tenant_id' end)
           )",
    )
    .await
}

/// Tables without a primary key.
pub(super) async fn without_a_key(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname::text
         from tenant_tables
         where not exists (select from pg_constraint where conrelid = tenant_tables.oid and contype = 'p')",
    )
    .await
}

/// Unique indexes that do not begin with the tenant: two tenants could meet in one.
pub(super) async fn unique_indexes_without_the_tenant(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname || '.' || indexrelid::regclass
         from tenant_tables
         join pg_index on indrelid = tenant_tables.oid
         where indisunique
           and (select attname from pg_attribute where attrelid = indrelid and attnum = indkey[0]) is distinct from 'tenant_id'",
    )
    .await
}

/// Columns of the kinds that no index serves under row-level security, since their operators may leak: enums and arrays of
/// them, ranges, text search.
pub(super) async fn columns_no_index_serves(pool: &PgPool) -> Vec<String> {
    ask(
        pool,
        "select relname || '.' || attname
         from tenant_tables
         join pg_attribute on attrelid = tenant_tables.oid and attnum > 0 and not attisdropped
         join pg_type on pg_type.oid = atttypid
         where typtype in ('e', 'r', 'm') or typname in ('tsvector', 'cidr')",
    )
    .await
}

async fn ask(pool: &PgPool, question: &str) -> Vec<String> {
    const TENANT_TABLES: &str = "with tenant_tables as (
        select oid, relname, relrowsecurity, relforcerowsecurity
        from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
          and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id')
      )";
    let mut names: Vec<String> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{TENANT_TABLES} {question}"))).fetch_all(pool).await.unwrap();
    names.sort();
    names
}

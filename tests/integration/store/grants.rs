//! Who may do what: the roles have the powers written here and no others.

use oktually_tests::TestDb;

/// What a role may do beyond a whole table's reading and writing is written column by column.
async fn powers(db: &TestDb, role: &str) -> Vec<String> {
    ask(
        db,
        role,
        "select format('%s %s', what, string_agg(relname, ' ' order by relname))
         from (
           select case when columns is null then lower(privilege) else lower(privilege) || ' (' || columns || ') of' end as what, relname
           from (
             select privilege, relname::text,
               case when has_table_privilege($1, pg_class.oid, privilege) then null
                 else (select string_agg(attname, ' ' order by attnum) from pg_attribute
                       where attrelid = pg_class.oid and attnum > 0 and not attisdropped
                         and privilege in ('SELECT', 'INSERT', 'UPDATE') and has_column_privilege($1, attrelid, attnum, privilege))
               end as columns,
               has_table_privilege($1, pg_class.oid, privilege)
                 or (privilege in ('SELECT', 'INSERT', 'UPDATE') and has_any_column_privilege($1, pg_class.oid, privilege)) as may
             from pg_class
             cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
           ) powers
           where may
         ) words
         group by what",
    )
    .await
}

async fn ask(db: &TestDb, role: &str, question: &'static str) -> Vec<String> {
    let mut powers: Vec<String> = sqlx::query_scalar(question).bind(role).fetch_all(&db.owner).await.unwrap();
    powers.sort();
    powers
}

const LOGINS: [&str; 4] = ["oktually_api", "oktually_worker", "oktually_test_api", "oktually_test_worker"];

#[tokio::test]
async fn the_logins_may_do_nothing_by_themselves() {
    let db = TestDb::new().await;
    for login in LOGINS {
        assert_eq!(powers(&db, login).await, [""; 0], "{login}");
        let strong: bool = sqlx::query_scalar(
            "select rolsuper or rolbypassrls or rolinherit or rolcreaterole or rolcreatedb or rolreplication
               or exists (select from pg_class where relowner = pg_roles.oid)
               or has_schema_privilege(rolname, 'public', 'create')
             from pg_roles
             where rolname = $1",
        )
        .bind(login)
        .fetch_one(&db.owner)
        .await
        .unwrap();
        assert!(!strong, "{login} has powers of its own");
    }
}

#[tokio::test]
async fn the_api_may_become_tenant_operator_and_signer_and_the_worker_opener_and_queue_too() {
    let db = TestDb::new().await;
    let groups = async |login: &str| -> String {
        sqlx::query_scalar(
            "select string_agg(roleid::regrole::text, ' ' order by roleid::regrole::text) from pg_auth_members where member = $1::regrole",
        )
        .bind(login)
        .fetch_one(&db.owner)
        .await
        .unwrap()
    };
    for login in LOGINS {
        let expected = if login.ends_with("api") {
            "oktually_operator oktually_signer oktually_tenant"
        } else {
            "oktually_opener oktually_operator oktually_queue oktually_signer oktually_tenant"
        };
        assert_eq!(groups(login).await, expected, "{login}");
    }
    let nested: i64 = sqlx::query_scalar(
        "select count(*) from pg_auth_members where member::regrole::text ~ '^oktually_(tenant|opener|operator|queue|signer)$'",
    )
    .fetch_one(&db.owner)
    .await
    .unwrap();
    assert_eq!(nested, 0, "a scope's role is a member of another");
}

#[tokio::test]
async fn the_roles_that_see_all_tenants_may_do_what_is_written_here_and_no_more() {
    let db = TestDb::new().await;
    assert_eq!(
        powers(&db, "oktually_operator").await,
        [
            "delete data_keys operator_idempotency",
            "insert api_keys audit data_keys operator_audit operator_idempotency operators tenants turns",
            "select (tenant_id connection_id version kind host token_name client_id key_id algorithm grants state data_key fingerprint submitted_at submitted_through submitted_by \
             judged_at problem problem_detail last_used_at) of credentials",
            "select (tenant_id id connection_id created_at created_by expires_at submissions spent_at revoked_at) of intake_links",
            "select (tenant_id version key_id created_at wrapped_at) of data_keys",
            "select audit connections egress_checks jobs key_checks lanes log_positions operator_audit operator_idempotency operators runs tenants turns",
            "update (due_at) of lanes",
            "update (ready) of turns",
            "update (state run_at attempts cancelled error finished_at) of jobs",
            "update operator_idempotency operators tenants",
        ]
    );
    assert_eq!(
        powers(&db, "oktually_queue").await,
        [
            "delete egress_checks",
            "insert egress_checks",
            "select (id state ceiling log_days) of tenants",
            "select egress_checks jobs lanes turns",
            "update egress_checks jobs lanes turns",
        ]
    );
    assert_eq!(
        powers(&db, "oktually_signer").await,
        [
            "delete signing_keys",
            "insert key_checks signing_keys",
            "select (key_id) of data_keys",
            "select key_checks signing_keys",
            "update (key_id sealed) of signing_keys"
        ]
    );
}

/// Columns of tenants' tables that hold bytes, by what they hold. A new one must be put in its place here.
const HASHES: [&str; 5] = ["api_keys.hash", "idempotency.body_hash", "intake_links.hash", "intake_sessions.hash", "resources.hash"];
const ANSWERS: [&str; 1] = ["idempotency.body"];
/// Wrapped by the keyring, which is not in the database; the API needs it to seal.
const WRAPPED: [&str; 1] = ["data_keys.wrapped"];
/// Packed texts of the log, a partition for each day.
const EVENTS: [&str; 2] = ["events.raw", "events_unplaced.raw"];
const SEALED: [&str; 1] = ["credentials.sealed"];

#[tokio::test]
async fn only_the_opener_may_select_a_sealed_column() {
    let db = TestDb::new().await;
    let mut columns: Vec<String> = sqlx::query_scalar(
        "select relname || '.' || attname
         from pg_attribute
         join pg_class on pg_class.oid = attrelid
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and atttypid = 'bytea'::regtype and not attisdropped
           and exists (select from pg_attribute other where other.attrelid = pg_class.oid and other.attname = 'tenant_id')",
    )
    .fetch_all(&db.owner)
    .await
    .unwrap();
    columns.sort();
    let mut known = [&HASHES[..], &ANSWERS, &WRAPPED, &EVENTS, &SEALED].concat();
    known.sort_unstable();
    assert_eq!(columns, known, "a column of bytes is not in its place");

    for column in SEALED {
        let (table, name) = column.split_once('.').unwrap();
        for role in ["oktually_tenant", "oktually_opener", "oktually_operator", "oktually_queue", "oktually_signer"] {
            let may: bool = sqlx::query_scalar("select has_column_privilege($1, $2, $3, 'select')")
                .bind(role)
                .bind(table)
                .bind(name)
                .fetch_one(&db.owner)
                .await
                .unwrap();
            assert_eq!(may, role == "oktually_opener", "{role} on {column}");
        }
    }
    for column in [&WRAPPED[..], &HASHES].concat() {
        let (table, name) = column.split_once('.').unwrap();
        for role in ["oktually_operator", "oktually_queue", "oktually_signer"] {
            let may: bool = sqlx::query_scalar("select has_column_privilege($1, $2, $3, 'select')")
                .bind(role)
                .bind(table)
                .bind(name)
                .fetch_one(&db.owner)
                .await
                .unwrap();
            assert!(!may, "{role} on {column}");
        }
    }
}

/// Each power by itself: a privilege on a column, or on a table where it has no columns.
async fn single_powers(db: &TestDb, role: &str) -> Vec<String> {
    ask(
        db,
        role,
        "select lower(privilege) || ' ' || relname || '.' || attname
         from pg_class
         join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
         cross join unnest(array['SELECT', 'INSERT', 'UPDATE']) as privilege
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and has_column_privilege($1, attrelid, attnum, privilege)
         union all
         select lower(privilege) || ' ' || relname
         from pg_class
         cross join unnest(array['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and has_table_privilege($1, pg_class.oid, privilege)",
    )
    .await
}

#[tokio::test]
async fn the_opener_may_do_what_the_tenant_may_and_judge_secrets_and_keep_its_lane_and_bury_its_tenant() {
    let db = TestDb::new().await;
    let (tenant, opener) = (single_powers(&db, "oktually_tenant").await, single_powers(&db, "oktually_opener").await);
    // What workers alone write, since it comes from Okta or follows from it.
    let of_the_log = |power: &&str| {
        let table = power.split(' ').nth(1).and_then(|what| what.split('.').next()).unwrap_or_default();
        ["detection_hits", "detection_marks", "event_terms", "events", "log_breaks", "log_positions", "org_knowledge"].contains(&table)
    };
    let written: Vec<&String> = tenant.iter().filter(|power| !power.starts_with("select ") && of_the_log(&power.as_str())).collect();
    assert_eq!(written, Vec::<&String>::new());
    let more: Vec<&str> =
        opener.iter().filter(|power| !tenant.contains(power)).map(String::as_str).filter(|power| !of_the_log(power)).collect();
    assert_eq!(
        more,
        [
            "delete credentials",
            "delete data_keys",
            "insert data_keys.created_at",
            "insert data_keys.key_id",
            "insert data_keys.tenant_id",
            "insert data_keys.version",
            "insert data_keys.wrapped",
            "insert data_keys.wrapped_at",
            "select credentials.sealed",
            "update credentials.data_key",
            "update credentials.fingerprint",
            "update credentials.grants",
            "update credentials.judged_at",
            "update credentials.last_used_at",
            "update credentials.problem",
            "update credentials.problem_detail",
            "update credentials.sealed",
            "update credentials.state",
            "update data_keys.created_at",
            "update data_keys.key_id",
            "update data_keys.tenant_id",
            "update data_keys.version",
            "update data_keys.wrapped",
            "update data_keys.wrapped_at",
            "update lanes.lease",
            "update lanes.leased_by",
            "update lanes.leased_until",
            "update lanes.ready",
            "update tenants.name",
            "update tenants.state",
            "update tenants.state_changed_at",
        ]
    );
    // What the API tells a tenant of our addresses is nothing to a job.
    assert!(
        tenant
            .iter()
            .filter(|power| !opener.contains(power))
            .all(|power| power.starts_with("select egress_checks.") || *power == "update tenants.log_days")
    );
}

#[tokio::test]
async fn nothing_is_granted_to_everybody() {
    let db = TestDb::new().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class
         where relnamespace = 'public'::regnamespace and exists (select from aclexplode(relacl) where grantee = 0)",
    )
    .fetch_all(&db.owner)
    .await
    .unwrap();
    assert_eq!(open, [""; 0]);
}

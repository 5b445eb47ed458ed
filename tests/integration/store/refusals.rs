//! What the database itself refuses, whatever the program says.

use oktually_core::store::{NewConnection, Store, StoreError};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};

use super::ground::{Ground, code, somewhere, sqlstate};

/// PostgreSQL: insufficient privilege, which a row-level policy answers too.
const REFUSED: &str = "42501";

async fn refused(connection: &mut PgConnection, statement: &str) -> bool {
    match connection.execute(AssertSqlSafe(statement.to_owned())).await {
        Ok(_) => false,
        Err(error) => code(&error) == REFUSED,
    }
}

async fn tables(ground: &Ground) -> Vec<String> {
    sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    )
    .fetch_all(&ground.db.owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn without_a_scope_no_table_answers() {
    let ground = Ground::new().await;
    for mut login in [ground.db.as_api().await, ground.db.as_worker().await] {
        for table in tables(&ground).await {
            for statement in [format!("select from {table}"), format!("delete from {table}"), format!("insert into {table} default values")]
            {
                assert!(refused(&mut login, &statement).await, "{statement}");
            }
        }
    }
}

#[tokio::test]
async fn a_tenants_scope_that_names_no_tenant_sees_and_writes_nothing() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ground.connection(acme, "org").await;
    ground.credential(acme, connection, "secret").await;
    ground.enqueue(acme, &somewhere()).await;

    let mut login = ground.db.as_worker().await;
    for role in ["oktually_tenant", "oktually_opener"] {
        for name in ["", "set local oktually.tenant = ''"] {
            let mut tx = login.begin().await.unwrap();
            tx.execute(AssertSqlSafe(format!("set local role {role}; {name}"))).await.unwrap();
            for table in ["tenants", "data_keys", "connections", "lanes", "jobs", "audit", "turns"] {
                let seen: i64 =
                    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&mut *tx).await.unwrap();
                assert_eq!(seen, 0, "{role} sees {table}");
            }
            let insert = format!("insert into connections (tenant_id, id, name) values ('{}', gen_random_uuid(), 'x')", acme.uuid());
            assert!(refused(&mut tx, &insert).await);
        }
    }
}

#[tokio::test]
async fn another_tenants_rows_are_absent_unchangeable_and_cannot_be_made() {
    let ground = Ground::new().await;
    let (acme, mallory) = (ground.tenant("acme").await, ground.tenant("mallory").await);
    let connection = ground.connection(acme, "org").await;

    let mut scope = ground.db.api.tenant(mallory).await.unwrap();
    assert!(matches!(scope.connection(connection).await, Err(StoreError::NotFound("connection"))));
    assert!(scope.connections(None, 10).await.unwrap().is_empty());
    drop(scope);

    let mut login = ground.db.as_worker().await;
    for role in ["oktually_tenant", "oktually_opener"] {
        let mut tx = login.begin().await.unwrap();
        tx.execute(AssertSqlSafe(format!("set local role {role}; set local oktually.tenant = '{}'", mallory.uuid()))).await.unwrap();
        for statement in ["update connections set name = 'taken'", "delete from connections", "delete from audit", "delete from lanes"] {
            assert_eq!(
                tx.execute(statement).await.unwrap().rows_affected(),
                u64::from(statement == "delete from audit"),
                "{role}: {statement}"
            );
        }
        // Only its own row of the audit was there to delete. A row under another's name is refused, and so is giving a row away.
        let mut inner = tx.begin().await.unwrap();
        let insert = format!("insert into connections (tenant_id, id, name) values ('{}', gen_random_uuid(), 'x')", acme.uuid());
        assert!(refused(&mut inner, &insert).await, "{role}");
        inner.rollback().await.unwrap();
        let own = format!("insert into connections (tenant_id, id, name) values ('{}', gen_random_uuid(), 'x')", mallory.uuid());
        tx.execute(AssertSqlSafe(own)).await.unwrap();
        assert!(refused(&mut tx, &format!("update connections set tenant_id = '{}'", acme.uuid())).await, "{role}");
    }
    let name: String = sqlx::query_scalar("select name from connections").fetch_one(&ground.db.owner).await.unwrap();
    assert_eq!(name, "org");
}

#[tokio::test]
async fn a_worker_can_do_nothing_to_its_tenants_row_but_blank_it_at_the_end() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut login = ground.db.as_worker().await;
    for (state, change, allowed) in [
        (1, "state = 2", false),
        (2, "state = 1", false),
        (1, "name = 'other'", false),
        (3, "state = 1", false),
        (1, "state = 4", false),
        (4, "state = 1", false),
        (3, "state = 4, name = 'deleted'", true),
    ] {
        ground.owner(&format!("update tenants set state = {state}")).await;
        let mut tx = login.begin().await.unwrap();
        tx.execute(AssertSqlSafe(format!("set local role oktually_opener; set local oktually.tenant = '{}'", acme.uuid()))).await.unwrap();
        assert_eq!(refused(&mut tx, &format!("update tenants set {change}")).await, !allowed, "{state}: {change}");
    }
}

#[tokio::test]
async fn a_sealed_column_is_refused_to_operator_queue_and_signer_by_every_way_of_asking() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ground.connection(acme, "org").await;
    ground.credential(acme, connection, "secret").await;
    let mut login = ground.db.as_worker().await;
    for role in ["oktually_operator", "oktually_queue", "oktually_signer"] {
        for statement in [
            "select sealed from credentials",
            "select * from credentials",
            "select credentials from credentials",
            "select from credentials where sealed > '\\x00'",
            "select count(*) from credentials group by sealed",
            "update credentials set last_used_at = now() returning sealed",
            "copy credentials to stdout",
            "select wrapped from data_keys",
            "select hash from api_keys",
            "select hash from intake_links",
        ] {
            let mut tx = login.begin().await.unwrap();
            tx.execute(AssertSqlSafe(format!("set local role {role}"))).await.unwrap();
            assert!(refused(&mut tx, statement).await, "{role}: {statement}");
        }
    }
}

#[tokio::test]
async fn the_api_hands_a_secret_over_and_cannot_read_it_back() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ground.connection(acme, "org").await;
    let version = ground.credential(acme, connection, "secret").await.version;
    for store in [&ground.db.api, &ground.db.worker] {
        let mut scope = store.tenant(acme).await.unwrap();
        let error = scope.open_credential(&ground.keyring, connection, version).await.unwrap_err();
        assert_eq!(sqlstate(&error), REFUSED);
    }
    let mut login = ground.db.as_api().await;
    for statement in [
        "select * from credentials",
        "update credentials set sealed = sealed",
        "insert into credentials (tenant_id) values (null) returning sealed",
    ] {
        let mut tx = login.begin().await.unwrap();
        tx.execute(AssertSqlSafe(format!("set local role oktually_tenant; set local oktually.tenant = '{}'", acme.uuid()))).await.unwrap();
        assert!(refused(&mut tx, statement).await, "{statement}");
    }
}

#[tokio::test]
async fn the_api_can_become_neither_the_opener_nor_the_queue() {
    let ground = Ground::new().await;
    let mut login = ground.db.as_api().await;
    for role in ["oktually_opener", "oktually_queue", "oktually_worker", "oktually_test_worker"] {
        for statement in [format!("set role {role}"), format!("set session authorization {role}"), format!("grant {role} to current_user")]
        {
            assert!(refused(&mut login, &statement).await, "{statement}");
        }
        let mut tx = login.begin().await.unwrap();
        tx.execute("set local role oktually_operator").await.unwrap();
        assert!(refused(&mut tx, &format!("set local role {role}")).await, "{role}, from within a scope");
    }
}

#[tokio::test]
async fn a_refused_scope_leaves_no_broken_connection_behind() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let (api, _) = ground.db.urls();
    let store = Store::connect(api.parse::<PgConnectOptions>().unwrap(), 1).await.unwrap();
    for _ in 0..3 {
        assert_eq!(sqlstate(&store.queue().await.err().unwrap()), REFUSED);
        assert_eq!(store.tenant(acme).await.unwrap().itself().await.unwrap().name, "acme");
    }
}

#[tokio::test]
async fn a_scope_ends_with_its_transaction_and_leaves_no_role_and_no_tenant_on_the_connection() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut login = ground.db.as_api().await;
    for end in ["commit", "rollback"] {
        let begin = format!("begin; set local role oktually_tenant; set local oktually.tenant = '{}'; {end}", acme.uuid());
        login.execute(AssertSqlSafe(begin)).await.unwrap();
        let (role, tenant): (String, Option<String>) =
            sqlx::query_as("select current_user::text, current_setting('oktually.tenant', true)").fetch_one(&mut login).await.unwrap();
        assert_eq!((role.as_str(), tenant.unwrap_or_default().as_str()), ("oktually_test_api", ""));
    }
}

#[tokio::test]
async fn a_scope_that_is_dropped_writes_nothing() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut scope = ground.db.api.tenant(acme).await.unwrap();
    let new = NewConnection {
        name: "org".to_owned(),
        host: None,
        share_percent: 50,
        scan_every_minutes: None,
        log_enabled: false,
        log_lookback_days: 7,
        note: None,
    };
    scope.create_connection(&new).await.unwrap();
    drop(scope);
    assert!(ground.db.api.tenant(acme).await.unwrap().connections(None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_tenant_that_does_not_exist_has_a_scope_that_sees_nothing() {
    let ground = Ground::new().await;
    ground.tenant("acme").await;
    let mut scope = ground.db.api.tenant(oktually_core::ids::TenantId::new()).await.unwrap();
    assert!(matches!(scope.itself().await, Err(StoreError::NotFound("tenant"))));
    assert!(matches!(scope.data_key(&ground.keyring).await, Err(StoreError::NotFound("tenant"))));
}

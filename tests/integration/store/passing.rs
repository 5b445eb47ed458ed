//! What goes by is told apart from what stays: a job is tried again after the one and not after the other.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use oktually_core::{
    MIGRATOR,
    postgres::{Login, PostgresSettings, PrivatePostgres, prepare},
    store::{NewConnection, Store, StoreError},
};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

use super::{
    ground::{Ground, operator},
    sqlstate,
};

async fn api(ground: &Ground) -> Store {
    let (api, _) = ground.db.urls();
    Store::connect(api.parse::<PgConnectOptions>().unwrap(), 2).await.unwrap()
}

#[tokio::test]
async fn a_database_that_is_read_only_refuses_in_passing_and_is_not_ready() {
    let ground = Ground::new().await;
    ground.tenant("acme").await;
    let name: String = sqlx::query_scalar("select current_database()").fetch_one(&ground.db.owner).await.unwrap();
    ground.owner(&format!("alter database {name} set default_transaction_read_only = on")).await;
    let store = api(&ground).await;
    let error = store.operator().await.unwrap().create_tenant(&ground.keyring, "zeta", &operator()).await.unwrap_err();
    assert_eq!((sqlstate(&error).as_str(), error.is_passing()), ("25006", true));
    assert!(store.ping().await.is_err(), "a database that cannot be written to is not ready");
    // Reading goes on.
    assert_eq!(store.operator().await.unwrap().tenants(None, 10).await.unwrap().len(), 1);

    ground.owner(&format!("alter database {name} reset default_transaction_read_only")).await;
    api(&ground).await.ping().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_cut_fails_in_passing_and_the_next_scope_is_well() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let store = api(&ground).await;
    let mut scope = store.tenant(acme).await.unwrap();
    scope.itself().await.unwrap();
    ground
        .owner(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'oktually_test_api' and datname = current_database()",
        )
        .await;
    let error = scope.itself().await.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
    drop(scope);
    assert_eq!(store.tenant(acme).await.unwrap().itself().await.unwrap().name, "acme");
}

#[tokio::test]
async fn a_statement_that_waits_too_long_for_a_lock_fails_in_passing() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ground.connection(acme, "org").await;
    let (url, _) = ground.db.urls();
    let options = url.parse::<PgConnectOptions>().unwrap();
    let store = Store::connect(options, 2).await.unwrap();
    let mut holder = ground.db.api.tenant(acme).await.unwrap();
    holder.lock_connection(connection).await.unwrap();
    let mut waiter = store.tenant(acme).await.unwrap();
    let waiting = tokio::spawn(async move { waiter.lock_connection(connection).await.err() });
    tokio::time::sleep(Duration::from_millis(300)).await;
    // As an operator's `pg_cancel_backend`, and as the statement's own time limit.
    ground
        .owner("select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
        .await;
    let error = waiting.await.unwrap().unwrap();
    assert_eq!((sqlstate(&error).as_str(), error.is_passing()), ("57014", true));
}

#[tokio::test]
async fn a_rule_that_is_broken_does_not_pass() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut scope = ground.db.api.tenant(acme).await.unwrap();
    let new = NewConnection {
        name: String::new(),
        host: None,
        share_percent: 50,
        scan_every_minutes: None,
        log_enabled: false,
        log_lookback_days: 7,
        note: None,
    };
    let error = scope.create_connection(&new).await.unwrap_err();
    assert_eq!((sqlstate(&error).as_str(), error.is_passing()), ("23514", false));
    assert!(
        !StoreError::NotFound("run").is_passing()
            && !StoreError::LeaseLost.is_passing()
            && !StoreError::Conflict("host_taken").is_passing()
    );
}

#[tokio::test]
async fn a_server_that_is_restarted_is_away_in_passing_and_then_well() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let data = folder.path().join("postgres");
    let server = PrivatePostgres::start(&data, &PostgresSettings::throwaway()).await.unwrap();
    prepare(&server.options(Login::Owner), &server.login_passwords()).await.unwrap();
    MIGRATOR.run(&mut PgConnection::connect_with(&server.options(Login::Owner)).await.unwrap()).await.unwrap();
    let store = Store::connect(server.options(Login::Worker), 2).await.unwrap();
    let mut scope = store.queue().await.unwrap();
    server.stop().await.unwrap();

    let error = scope.keep_egress_check("worker", None, true, None).await.unwrap_err();
    assert!(error.is_passing(), "in the middle of a scope: {error:?}");
    drop(scope);
    let error = store.queue().await.err().expect("nobody is there");
    assert!(error.is_passing(), "while it is away: {error:?}");

    let server = PrivatePostgres::start(&data, &PostgresSettings::throwaway()).await.unwrap();
    store.queue().await.expect("the same store finds the server again");
    server.stop_and_delete().await.unwrap();
}

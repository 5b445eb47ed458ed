//! A sealed value opens where it was put and nowhere else.

use oktually_core::store::{Result, StoreError};

use super::safe::{open, tenant_with};
use crate::store::Ground;

#[track_caller]
fn assert_does_not_open(opened: Result<String>) {
    assert!(matches!(opened, Err(StoreError::CannotOpen(_))), "{opened:?}");
}

#[tokio::test]
async fn a_sealed_value_copied_to_another_connection_does_not_open() {
    let ground = Ground::new().await;
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    let other = ground.connection(tenant, "other").await;
    let theirs = ground.credential(tenant, other, "another").await.version;
    ground
        .owner(&format!(
            "update credentials set sealed = (select sealed from credentials where connection_id = '{}') where connection_id = '{}'",
            connection.uuid(),
            other.uuid()
        ))
        .await;
    assert_does_not_open(open(&ground, &ground.keyring, tenant, other, theirs).await);
    assert_eq!(open(&ground, &ground.keyring, tenant, connection, version).await.unwrap(), "secret");
}

#[tokio::test]
async fn an_older_sealed_value_under_the_current_version_does_not_open() {
    let ground = Ground::new().await;
    let (tenant, connection, first) = tenant_with(&ground, "revoked").await;
    let second = ground.credential(tenant, connection, "secret").await.version;
    ground
        .owner(&format!(
            "update credentials set sealed = (select sealed from credentials where version = {first}) where version = {second}"
        ))
        .await;
    assert_does_not_open(open(&ground, &ground.keyring, tenant, connection, second).await);
}

#[tokio::test]
async fn a_whole_row_copied_to_another_tenant_with_its_data_key_does_not_open() {
    let ground = Ground::new().await;
    let (acme, connection, version) = tenant_with(&ground, "secret").await;
    let mallory = ground.tenant("mallory").await;
    let (from, to) = (acme.uuid(), mallory.uuid());
    ground
        .owner(&format!(
            "insert into connections (tenant_id, id, name) select '{to}', id, name from connections where tenant_id = '{from}';
             insert into credentials (tenant_id, connection_id, version, kind, host, data_key, sealed, fingerprint, submitted_through, submitted_by)
               select '{to}', connection_id, version, kind, host, data_key, sealed, fingerprint, submitted_through, submitted_by from credentials"
        ))
        .await;
    assert_does_not_open(open(&ground, &ground.keyring, mallory, connection, version).await);
    // Not even with the data key that sealed it: that belongs to its tenant too.
    ground
        .owner(&format!("update data_keys set (key_id, wrapped) = (select key_id, wrapped from data_keys where tenant_id = '{from}') where tenant_id = '{to}'"))
        .await;
    assert_does_not_open(open(&ground, &ground.keyring, mallory, connection, version).await);
    let mut scope = ground.db.api.tenant(mallory).await.unwrap();
    assert!(matches!(scope.data_key(&ground.keyring).await, Err(StoreError::CannotOpen(_))));
}

#[tokio::test]
async fn a_data_key_put_under_another_version_does_not_open() {
    let ground = Ground::new().await;
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    ground.owner("update data_keys set version = 2; update credentials set data_key = 2").await;
    assert_does_not_open(open(&ground, &ground.keyring, tenant, connection, version).await);
}

#[tokio::test]
async fn a_damaged_or_emptied_value_is_an_error_and_never_an_empty_secret() {
    let ground = Ground::new().await;
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    for damage in
        ["set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)", "substring(sealed for 12)", "''::bytea"]
    {
        ground.owner(&format!("update credentials set sealed = {damage}")).await;
        assert_does_not_open(open(&ground, &ground.keyring, tenant, connection, version).await);
    }
}

//! A wrong or missing key is noticed, and nothing is taken for rejected because of it.

use std::{sync::Arc, time::Duration};

use oktually_core::{
    ids::TenantId,
    secret::Keyring,
    store::{ConnectionState, CredentialState, StoreError},
    work::Job,
};

use super::safe::{key_line, keyring, open, tenant_with};
use crate::queue::hands::{wait_for, worker};
use crate::store::Ground;

async fn missing(ground: &Ground, keyring: &Keyring) -> Vec<String> {
    let mut scope = ground.db.api.signer().await.unwrap();
    let missing = scope.check_keyring(keyring).await.unwrap();
    scope.commit().await.unwrap();
    missing
}

#[tokio::test]
async fn a_key_that_sealed_something_is_missed_and_the_right_keyring_heals_it() {
    let (right, other) = (key_line(), key_line());
    let mut ground = Ground::new().await;
    ground.keyring = keyring(&[&right]);
    assert_eq!(missing(&ground, &ground.keyring).await, [""; 0]);
    tenant_with(&ground, "secret").await;
    assert_eq!(missing(&ground, &keyring(&[&other])).await, [ground.keyring.current()]);
    assert_eq!(missing(&ground, &ground.keyring).await, [""; 0], "the wrong one, seen once, is not missed");
    assert_eq!(missing(&ground, &keyring(&[&other, &right])).await, [""; 0]);
}

#[tokio::test]
async fn another_key_under_a_known_name_is_noticed_even_before_it_sealed_anything() {
    let ground = Ground::new().await;
    let (id, key) = (key_line(), key_line());
    let (id, key) = (id.split_once(':').unwrap().0, key.split_once(':').unwrap().1);
    assert_eq!(missing(&ground, &keyring(&[&format!("{id}:{key}")])).await, [""; 0]);
    let another = key_line();
    let impostor = format!("{id}:{}", another.split_once(':').unwrap().1);
    assert_eq!(missing(&ground, &keyring(&[&impostor])).await, [id]);
}

#[tokio::test]
async fn a_key_that_signing_keys_need_is_missed() {
    let ground = Ground::new().await;
    let (old, new) = (keyring(&[&key_line()]), keyring(&[&key_line()]));
    assert_eq!(missing(&ground, &old).await, [""; 0]);
    let mut scope = ground.db.api.signer().await.unwrap();
    scope.add_signing_key(&old, &uuid::Uuid::now_v7().to_string(), b"public", b"private").await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(missing(&ground, &new).await, [old.current()]);
}

/// A worker that claims what it can by now had the time to.
async fn some_polls() {
    tokio::time::sleep(Duration::from_millis(500)).await;
}

#[tokio::test]
async fn a_worker_with_another_key_under_the_right_name_claims_nothing_and_wraps_nothing() {
    let mut ground = Ground::new().await;
    let (first, second, old) = (key_line(), key_line(), key_line());
    let impostor = format!("{}:{}", first.split_once(':').unwrap().0, second.split_once(':').unwrap().1);
    ground.keyring = keyring(&[&old]);
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    let right = keyring(&[&first, &old]);
    assert_eq!(missing(&ground, &right).await, [""; 0]);
    ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
    ground.enqueue(tenant, &Job::VerifyCredential { connection, version }).await;

    // It opens what the old key wrapped, and would wrap it with a key that nobody else has.
    ground.keyring = keyring(&[&impostor, &old]);
    let wrong = worker(&ground, Duration::from_millis(20));
    some_polls().await;
    wrong.stop().await;
    assert_eq!(ground.count("select count(*) from jobs where state = 1 and attempts = 0").await, 2, "nothing was claimed");
    assert_eq!(open_data_key(&ground, &keyring(&[&old]), tenant).await, Ok(()));

    ground.owner("update jobs set state = 5 where kind = 'verify_credential'").await;
    ground.keyring = Arc::clone(&right);
    let worker = worker(&ground, Duration::from_millis(20));
    wait_for(&ground, "select count(*) from jobs where state = 3", 1).await;
    worker.stop().await;
    assert_eq!(open_data_key(&ground, &keyring(&[&first]), tenant).await, Ok(()));
}

#[tokio::test]
async fn a_key_that_only_a_worker_has_is_remembered_so_that_all_others_notice_it() {
    let mut ground = Ground::new().await;
    let (new, old) = (key_line(), key_line());
    let others = keyring(&[&old]);
    ground.keyring = Arc::clone(&others);
    let (tenant, ..) = tenant_with(&ground, "secret").await;
    assert_eq!(missing(&ground, &others).await, [""; 0]);
    // The operator gave the new key to the worker and forgot the API.
    ground.keyring = keyring(&[&new, &old]);
    ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
    let worker = worker(&ground, Duration::from_millis(20));
    wait_for(&ground, "select count(*) from jobs where state = 3", 1).await;
    worker.stop().await;
    assert_eq!(missing(&ground, &others).await, [ground.keyring.current()], "its readiness fails, and names the key");
}

async fn open_data_key(ground: &Ground, keyring: &Keyring, tenant: TenantId) -> Result<(), String> {
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    scope.data_key(keyring).await.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_worker_that_lacks_a_key_claims_nothing_until_the_right_keyring_is_there() {
    let mut ground = Ground::new().await;
    let right = Arc::clone(&ground.keyring);
    let (tenant, ..) = tenant_with(&ground, "secret").await;
    assert_eq!(missing(&ground, &right).await, [""; 0]);
    ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
    ground.keyring = keyring(&[&key_line()]);
    let lost = worker(&ground, Duration::from_millis(20));
    some_polls().await;
    lost.stop().await;
    assert_eq!(ground.count("select count(*) from jobs where state = 1 and attempts = 0").await, 1);
    ground.keyring = right;
    let found = worker(&ground, Duration::from_millis(20));
    wait_for(&ground, "select count(*) from jobs where state = 3", 1).await;
    found.stop().await;
}

#[tokio::test]
async fn a_worker_whose_keyring_turns_wrong_under_it_rejects_nothing_and_loses_nothing() {
    let mut ground = Ground::new().await;
    let right = Arc::clone(&ground.keyring);
    // It looked before anything was sealed, and looks again only after a while.
    ground.keyring = keyring(&[&key_line()]);
    let lost = worker(&ground, Duration::from_millis(20));
    wait_for(&ground, "select count(*) from key_checks", 1).await;
    ground.keyring = right;
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    ground.enqueue(tenant, &Job::VerifyCredential { connection, version }).await;
    ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
    ground.enqueue(tenant, &Job::ResealTenant {}).await;

    // More often than any job has attempts: a restore may take a weekend to notice.
    for _ in 0..25 {
        wait_for(&ground, "select count(*) from jobs where state = 1 and run_at > now()", 3).await;
        ground.let_time_pass().await;
    }
    lost.stop().await;
    assert_eq!(ground.count("select count(*) from jobs where state in (1, 2)").await, 3, "all wait");
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    let credential = scope.credential(connection, version).await.unwrap();
    assert_eq!((credential.state, credential.problem), (CredentialState::Submitted, None));
    assert_eq!(scope.connection(connection).await.unwrap().state, ConnectionState::Verifying);
    drop(scope);

    ground.owner("update jobs set state = 5 where kind = 'verify_credential'").await;
    ground.let_time_pass().await;
    let found = worker(&ground, Duration::from_millis(20));
    wait_for(&ground, "select count(*) from jobs where state = 3", 2).await;
    found.stop().await;
    assert_eq!(open(&ground, &ground.keyring, tenant, connection, version).await.unwrap(), "secret");
}

#[tokio::test]
async fn nothing_is_sealed_with_a_keyring_that_does_not_open_the_tenants_data_key() {
    let ground = Ground::new().await;
    let (tenant, connection, _) = tenant_with(&ground, "secret").await;
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    let error = scope.data_key(&keyring(&[&key_line()])).await.unwrap_err();
    assert!(matches!(error, StoreError::CannotOpen(_)) && !error.is_passing());
    drop(scope);
    assert_eq!(ground.db.api.tenant(tenant).await.unwrap().credentials(connection).await.unwrap().len(), 1);
}

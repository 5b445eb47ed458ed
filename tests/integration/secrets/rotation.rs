//! A new key-encryption key takes over while everything goes on.

use std::{sync::Arc, time::Duration};

use oktually_core::{ids::TenantId, store::Rotation, work::Job};

use super::safe::{key_line, keyring, open, tenant_with, worker_process};
use crate::queue::hands::{wait_for, worker};
use crate::store::Ground;
use crate::store::ground::{operator, somewhere};

async fn queue_rewraps(ground: &Ground, current: &str) -> usize {
    let mut queued = 0;
    let mut after = None;
    loop {
        let tenants = ground.db.api.operator().await.unwrap().tenants_to_rewrap(current, after, 50).await.unwrap();
        let Some(last) = tenants.last().copied() else { return queued };
        for tenant in &tenants {
            ground.enqueue(*tenant, &Job::RewrapDataKeys {}).await;
        }
        (after, queued) = (Some(last), queued + tenants.len());
    }
}

#[tokio::test]
async fn a_rotation_whose_worker_is_killed_in_the_middle_is_finished_by_the_next() {
    const TENANTS: usize = 300;
    let (old, new) = (key_line(), key_line());
    let mut ground = Ground::new().await;
    ground.keyring = keyring(&[&old]);
    let mut tenants: Vec<TenantId> = Vec::new();
    for n in 0..TENANTS {
        tenants.push(ground.tenant(&format!("tenant {n}")).await);
    }
    let connection = ground.connection(tenants[TENANTS - 1], "org").await;
    let version = ground.credential(tenants[TENANTS - 1], connection, "secret").await.version;

    let both = keyring(&[&new, &old]);
    assert_eq!(queue_rewraps(&ground, both.current()).await, TENANTS);
    let wrapped = format!("select count(*) from data_keys where key_id = '{}'", both.current());
    let mut first = worker_process(&ground, &[&new, &old]).await;
    while ground.count(&wrapped).await < 30 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    first.kill().await.unwrap();
    let done = ground.count(&wrapped).await;
    assert!(done < TENANTS as i64, "it was killed too late for this test to tell anything");
    // Half-way, every data key opens, wrapped by the one key or the other; and secrets are sealed.
    for tenant in &tenants {
        ground.db.api.tenant(*tenant).await.unwrap().data_key(&both).await.unwrap();
    }
    ground.keyring = Arc::clone(&both);
    let second = ground.credential(tenants[TENANTS - 1], connection, "second").await.version;

    let next = worker_process(&ground, &[&new, &old]).await;
    wait_for(&ground, &wrapped, TENANTS as i64).await;
    wait_for(&ground, "select count(*) from jobs where state <= 2", 0).await;
    drop(next);
    assert_eq!(queue_rewraps(&ground, both.current()).await, 0, "there is nothing left to do");
    // The old key may leave the keyring.
    let only_new = keyring(&[&new]);
    assert_eq!(open(&ground, &only_new, tenants[TENANTS - 1], connection, version).await.unwrap(), "secret");
    assert_eq!(open(&ground, &only_new, tenants[TENANTS - 1], connection, second).await.unwrap(), "second");
    let mut scope = ground.db.api.signer().await.unwrap();
    assert_eq!(scope.check_keyring(&only_new).await.unwrap(), [""; 0], "and is not missed");
}

#[tokio::test]
async fn a_rotation_that_is_repeated_changes_nothing() {
    let (old, new) = (key_line(), key_line());
    let mut ground = Ground::new().await;
    ground.keyring = keyring(&[&old]);
    let (tenant, ..) = tenant_with(&ground, "secret").await;
    let both = keyring(&[&new, &old]);
    let mut scope = ground.db.worker.tenant(tenant).await.unwrap();
    assert!(scope.rewrap_data_keys(&both).await.is_err(), "only a worker's lease may");
    drop(scope);
    ground.keyring = Arc::clone(&both);
    let worker = worker(&ground, Duration::from_millis(50));
    let wrapped = "select count(*) from data_keys where wrapped_at > created_at";
    for n in 1..=2 {
        ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
        wait_for(&ground, "select count(*) from jobs where state = 3", n).await;
    }
    worker.stop().await;
    assert_eq!(ground.count(wrapped).await, 1);
    let uses = ground.db.api.operator().await.unwrap().key_use().await.unwrap();
    assert_eq!(uses.iter().map(|row| (row.key_id.as_str(), row.data_keys)).collect::<Vec<_>>(), [(both.current(), 1)]);
}

#[tokio::test]
async fn keys_that_sign_tokens_are_sealed_anew_and_still_open() {
    let (old, new) = (key_line(), key_line());
    let ground = Ground::new().await;
    let kid = uuid::Uuid::now_v7().to_string();
    let mut scope = ground.db.api.signer().await.unwrap();
    scope.add_signing_key(&keyring(&[&old]), &kid, b"public", b"private").await.unwrap();
    scope.commit().await.unwrap();
    let mut scope = ground.db.api.signer().await.unwrap();
    scope.reseal_signing_keys(&keyring(&[&new, &old])).await.unwrap();
    scope.commit().await.unwrap();
    let keys = ground.db.api.signer().await.unwrap().signing_keys(&keyring(&[&new])).await.unwrap();
    assert_eq!((keys.len(), keys[0].private.as_slice()), (1, &b"private"[..]));
    assert!(ground.db.api.signer().await.unwrap().signing_keys(&keyring(&[&old])).await.is_err());
}

#[tokio::test]
async fn a_suspended_tenant_is_rotated_along_and_nothing_else_of_it_is_done() {
    let (old, new) = (key_line(), key_line());
    let mut ground = Ground::new().await;
    ground.keyring = keyring(&[&old]);
    let (suspended, active) = (ground.tenant("suspended").await, ground.tenant("active").await);
    ground.enqueue(suspended, &somewhere()).await;
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.suspend_tenant(suspended, &operator()).await.unwrap();
    scope.commit().await.unwrap();

    ground.keyring = keyring(&[&new, &old]);
    let worker = worker(&ground, Duration::from_millis(50));
    let rotation = ground.db.api.rotate_keys(&ground.keyring, &operator()).await.unwrap();
    assert_eq!(rotation, Rotation::Begun { tenants: 2 });
    wait_for(&ground, &format!("select count(*) from data_keys where key_id = '{}'", ground.keyring.current()), 2).await;
    worker.stop().await;
    for tenant in [suspended, active] {
        ground.db.api.tenant(tenant).await.unwrap().data_key(&keyring(&[&new])).await.unwrap();
    }
    assert_eq!(ground.count("select count(*) from jobs where state = 1 and kind = 'collect_org'").await, 1);
    let lacking = ground.db.api.rotate_keys(&keyring(&[&key_line()]), &operator()).await.unwrap();
    assert_eq!(lacking, Rotation::Lacking(vec![ground.keyring.current().to_owned()]));
}

//! A new data key for one tenant.

use std::time::Duration;

use oktually_core::{store::Rotation, work::Job};

use super::safe::{open, tenant_with};
use crate::queue::hands::{wait_for, worker};
use crate::store::Ground;
use crate::store::ground::operator;

#[tokio::test]
async fn resealing_makes_a_new_data_key_and_seals_everything_with_it() {
    let ground = Ground::new().await;
    let (tenant, connection, first) = tenant_with(&ground, "first").await;
    let second = ground.credential(tenant, connection, "second").await.version;
    let before: Vec<(Vec<u8>, String)> =
        sqlx::query_as("select sealed, fingerprint from credentials order by version").fetch_all(&ground.db.owner).await.unwrap();

    ground.enqueue(tenant, &Job::ResealTenant {}).await;
    let worker = worker(&ground, Duration::from_millis(50));
    wait_for(&ground, "select count(*) from jobs where state = 3", 1).await;
    worker.stop().await;

    assert_eq!(ground.count("select count(*) from credentials where data_key = 2").await, 2);
    let after: Vec<(Vec<u8>, String)> =
        sqlx::query_as("select sealed, fingerprint from credentials order by version").fetch_all(&ground.db.owner).await.unwrap();
    assert!(before.iter().zip(&after).all(|(before, after)| before.0 != after.0 && before.1 != after.1));
    assert_eq!(open(&ground, &ground.keyring, tenant, connection, first).await.unwrap(), "first");
    assert_eq!(open(&ground, &ground.keyring, tenant, connection, second).await.unwrap(), "second");
    let third = ground.credential(tenant, connection, "third").await.version;
    assert_eq!(
        ground.count(&format!("select count(*) from credentials where data_key = 2 and version = {third}")).await,
        1,
        "what comes next too"
    );
}

#[tokio::test]
async fn a_data_key_that_was_replaced_is_destroyed_when_nothing_can_need_it_any_more() {
    let ground = Ground::new().await;
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    ground.enqueue(tenant, &Job::ResealTenant {}).await;
    let worker = worker(&ground, Duration::from_millis(50));
    wait_for(&ground, "select count(*) from jobs where kind = 'reseal_tenant' and state = 3", 1).await;
    let later = "select count(*) from jobs where kind = 'rewrap_data_keys' and state = 1 and run_at > now() + interval '24 hours'";
    assert_eq!(ground.count(later).await, 1);
    assert_eq!(
        ground.count("select count(*) from data_keys").await,
        2,
        "somebody may be sealing with it just now, and requests that it keyed may be repeated"
    );

    // A rotation in the meantime does the same job sooner, and leaves it.
    let rotation = ground.db.api.rotate_keys(&ground.keyring, &operator()).await.unwrap();
    assert_eq!(rotation, Rotation::Begun { tenants: 0 });
    ground.owner("update data_keys set created_at = created_at - interval '26 hours'").await;
    ground.let_time_pass().await;
    wait_for(&ground, "select count(*) from data_keys", 1).await;
    worker.stop().await;
    assert_eq!(ground.count("select version::bigint from data_keys").await, 2);
    assert_eq!(open(&ground, &ground.keyring, tenant, connection, version).await.unwrap(), "secret");
}

#[tokio::test]
async fn a_secret_handed_over_while_its_tenant_is_resealed_opens() {
    let ground = Ground::new().await;
    let (tenant, connection, _) = tenant_with(&ground, "first").await;
    let worker = worker(&ground, Duration::from_millis(20));
    for n in 1..=8 {
        let (version, ()) = tokio::join!(
            async { ground.credential(tenant, connection, &format!("secret {n}")).await.version },
            ground.enqueue(tenant, &Job::ResealTenant {})
        );
        wait_for(&ground, "select count(*) from jobs where kind = 'reseal_tenant' and state = 3", n).await;
        assert!(version > 0);
    }
    worker.stop().await;
    for version in 2..=9 {
        assert_eq!(open(&ground, &ground.keyring, tenant, connection, version).await.unwrap(), format!("secret {}", version - 1));
    }
}

#[tokio::test]
async fn a_tenant_that_is_deleted_while_it_is_resealed_keeps_no_data_key() {
    let ground = Ground::new().await;
    let (tenant, ..) = tenant_with(&ground, "secret").await;
    ground.enqueue(tenant, &Job::ResealTenant {}).await;
    let claim = ground.claim().await.unwrap();
    // The new key is made, and not yet committed, when the tenant is deleted.
    let mut resealing = ground.db.worker.tenant_for(&claim.lease).await.unwrap();
    resealing.reseal(&ground.keyring).await.unwrap();
    let shredding = async {
        let mut scope = ground.db.api.operator().await.unwrap();
        scope.shred_tenant(tenant, &operator()).await.unwrap();
        scope.commit().await.unwrap();
    };
    let ((), ()) = tokio::join!(shredding, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        resealing.commit().await.unwrap();
    });
    assert_eq!(ground.count("select count(*) from data_keys").await, 0);
}

//! A request that comes twice has one effect.

use std::time::Duration;

use oktually_core::{
    ids::TenantId,
    store::{Repeat, StoredAnswer},
};

use crate::store::Ground;

const ROUTE: &str = "POST /v1/connections";

fn answer() -> StoredAnswer {
    StoredAnswer {
        status: 201,
        location: Some("/v1/connections/con_1".to_owned()),
        revision: Some(3),
        body: Some(b"{}".to_vec()),
        made: None,
    }
}

async fn first(ground: &Ground, tenant: TenantId, key: &str, body: &[u8]) {
    let mut scope = ground.db.api.tenant(tenant).await.unwrap();
    assert!(matches!(scope.once(ROUTE, key, body).await.unwrap(), Repeat::First));
    scope.keep_answer(ROUTE, key, &answer()).await.unwrap();
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_and_another_body_is_told_apart() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    first(&ground, acme, "key", b"body").await;
    let mut scope = ground.db.api.tenant(acme).await.unwrap();
    let Repeat::Answered(again) = scope.once(ROUTE, "key", b"body").await.unwrap() else { panic!("it was answered") };
    assert_eq!((again.status, again.location, again.revision, again.body), (201, answer().location, Some(3), answer().body));
    assert!(matches!(scope.once(ROUTE, "key", b"other").await.unwrap(), Repeat::OtherBody { .. }));
    assert!(matches!(scope.once("POST /v1/runs", "key", b"body").await.unwrap(), Repeat::First), "another route");
}

#[tokio::test]
async fn the_same_key_of_another_tenant_is_another_key() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    first(&ground, acme, "key", b"body").await;
    first(&ground, zeta, "key", b"body").await;
}

#[tokio::test]
async fn of_two_at_once_the_second_waits_and_gets_the_first_ones_answer() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut one = ground.db.api.tenant(acme).await.unwrap();
    assert!(matches!(one.once(ROUTE, "key", b"body").await.unwrap(), Repeat::First));
    let api = ground.db.api.clone();
    let two = tokio::spawn(async move { api.tenant(acme).await.unwrap().once(ROUTE, "key", b"body").await.unwrap() });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!two.is_finished());
    one.keep_answer(ROUTE, "key", &answer()).await.unwrap();
    one.commit().await.unwrap();
    assert!(matches!(two.await.unwrap(), Repeat::Answered(answer) if answer.status == 201));
}

#[tokio::test]
async fn when_the_first_gives_up_the_second_is_the_first() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let mut one = ground.db.api.tenant(acme).await.unwrap();
    one.once(ROUTE, "key", b"body").await.unwrap();
    let api = ground.db.api.clone();
    let two = tokio::spawn(async move { api.tenant(acme).await.unwrap().once(ROUTE, "key", b"body").await.unwrap() });
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(one);
    // A dropped scope is undone when its connection is used or given back next.
    let repeat = tokio::time::timeout(Duration::from_secs(5), two).await.unwrap().unwrap();
    assert!(matches!(repeat, Repeat::First));
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    first(&ground, acme, "key", b"body").await;
    assert_eq!(
        ground
            .count("select count(*) from idempotency where expires_at between now() + interval '23 hours' and now() + interval '25 hours'")
            .await,
        1
    );
    ground.owner("update idempotency set expires_at = now() - interval '1 second'").await;
    first(&ground, acme, "key", b"other").await;
}

#[tokio::test]
async fn bodies_are_kept_only_as_digests_that_need_the_tenants_key() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    let digest = async |tenant, purpose: &str| {
        let mut scope = ground.db.api.tenant(tenant).await.unwrap();
        scope.data_key(&ground.keyring).await.unwrap().digest(purpose, b"{\"token\":\"secret\"}")
    };
    assert_eq!(digest(acme, "body").await, digest(acme, "body").await);
    assert_ne!(digest(acme, "body").await, digest(zeta, "body").await);
    assert_ne!(digest(acme, "body").await, digest(acme, "fingerprint").await);
}

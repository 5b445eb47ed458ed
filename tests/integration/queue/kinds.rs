//! A job of a kind that only a newer program knows is left to it.

use std::time::Duration;

use oktually_core::{ids::ConnectionId, store::JobEnd};

use crate::store::Ground;
use crate::store::ground::{LONG, in_lane, kinds, somewhere};

async fn newer(ground: &Ground, tenant: oktually_core::ids::TenantId, lane: &str) {
    ground
        .owner(&format!(
            "insert into lanes (tenant_id, lane, due_at) values ('{0}', '{lane}', now()) on conflict do nothing;
             insert into jobs (tenant_id, id, lane, kind, run_at) values ('{0}', gen_random_uuid(), '{lane}', 'foretell', now() - interval '1 hour')",
            tenant.uuid()
        ))
        .await;
}

#[tokio::test]
async fn an_unknown_kind_of_job_is_left_queued_and_not_asked_for_again_at_once() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    newer(&ground, acme, "oracle").await;
    for _ in 0..5 {
        assert!(ground.claim().await.is_none());
    }
    let (state, attempts): (i16, i32) = sqlx::query_as("select state, attempts from jobs").fetch_one(&ground.db.owner).await.unwrap();
    assert_eq!((state, attempts), (1, 0));
    let resting = "select extract(epoch from due_at - now())::bigint from lanes where not ready";
    assert!((50..=60).contains(&ground.count(resting).await), "the lane is looked at again in a minute");
}

#[tokio::test]
async fn a_newer_program_does_it() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    newer(&ground, acme, "oracle").await;
    assert!(ground.claim().await.is_none());
    ground.owner("update lanes set due_at = now()").await;
    let mut known = kinds();
    known.push("foretell".to_owned());
    let claim = ground.db.worker.claim("newer", LONG, &known).await.unwrap().unwrap();
    assert_eq!(claim.kind, "foretell");
    ground.end(&claim, &JobEnd::Done).await;
}

#[tokio::test]
async fn a_known_job_passes_an_unknown_one_in_its_lane() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    let known = in_lane(connection);
    newer(&ground, acme, &known.lane().to_string()).await;
    ground.enqueue(acme, &known).await;
    let claim = ground.claim().await.unwrap();
    assert_eq!(claim.payload, known.payload());
    ground.end(&claim, &JobEnd::Done).await;
    assert!(ground.claim().await.is_none());
}

#[tokio::test]
async fn many_lanes_of_unknown_jobs_do_not_hold_up_another_tenants_work() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    for lane in 0..200 {
        newer(&ground, acme, &format!("oracle-{lane}")).await;
    }
    ground.enqueue(zeta, &somewhere()).await;
    // Zeta has been served a moment ago, so that its turn is behind acme's.
    ground.owner("update turns set served_at = now() where tenant_id in (select tenant_id from jobs where kind <> 'foretell')").await;
    let claim = tokio::time::timeout(Duration::from_secs(10), ground.claim()).await.unwrap();
    assert_eq!(claim.expect("one claim finds it").lease.tenant, zeta);
}

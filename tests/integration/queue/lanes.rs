//! What must be serial is serial, and a tenant works on no more lanes at once than its ceiling.

use oktually_core::{ids::ConnectionId, store::JobEnd};

use crate::store::Ground;
use crate::store::ground::{in_an_hour, in_lane, somewhere};

#[tokio::test]
async fn a_lane_is_never_occupied_twice() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    let (first, second) = (in_lane(connection), in_lane(connection));
    ground.enqueue(acme, &first).await;
    ground.enqueue(acme, &second).await;
    let claim = ground.claim().await.unwrap();
    assert_eq!(claim.payload, first.payload(), "the older one first");
    for _ in 0..5 {
        assert!(ground.claim().await.is_none(), "its lane is at work");
    }
    ground.end(&claim, &JobEnd::Done).await;
    assert_eq!(ground.claim().await.unwrap().payload, second.payload());
}

#[tokio::test]
async fn a_tenant_works_on_as_many_lanes_as_its_ceiling_allows() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.owner("update tenants set ceiling = 3").await;
    for _ in 0..10 {
        ground.enqueue(acme, &somewhere()).await;
    }
    let mut claims = Vec::new();
    while let Some(claim) = ground.claim().await {
        claims.push(claim);
    }
    assert_eq!(claims.len(), 3);
    ground.end(&claims[0], &JobEnd::Done).await;
    assert!(ground.claim().await.is_some(), "one ended, one more may begin");
    assert!(ground.claim().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ceiling_holds_when_many_workers_ask_at_once() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    for _ in 0..40 {
        ground.enqueue(acme, &somewhere()).await;
    }
    let asking = (0..16).map(|_| ground.claim());
    let claimed = futures::future::join_all(asking).await.into_iter().flatten().count();
    let more = futures::future::join_all((0..16).map(|_| ground.claim())).await.into_iter().flatten().count();
    assert_eq!(claimed + more, 4, "the ceiling of a new tenant");
}

#[tokio::test]
async fn leases_that_have_lapsed_do_not_count_against_the_ceiling() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    ground.owner("update tenants set ceiling = 1").await;
    for _ in 0..2 {
        ground.enqueue(acme, &somewhere()).await;
    }
    let dead = ground.claim().await.unwrap();
    assert!(ground.claim().await.is_none());
    ground.owner("update lanes set leased_until = now(), due_at = now() where lease is not null").await;
    assert_ne!(ground.claim().await.unwrap().lease.lane, dead.lease.lane, "the other lane has waited longer");
}

#[tokio::test]
async fn a_tenant_at_its_ceiling_does_not_hold_up_the_others() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    for _ in 0..6 {
        ground.enqueue(acme, &somewhere()).await;
    }
    let mut claims = Vec::new();
    while let Some(claim) = ground.claim().await {
        claims.push(claim);
    }
    ground.enqueue(zeta, &somewhere()).await;
    assert_eq!(ground.claim().await.unwrap().lease.tenant, zeta);
}

#[tokio::test]
async fn a_job_is_not_claimed_before_its_time() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    let connection = ConnectionId::new();
    ground.enqueue_at(acme, &in_lane(connection), Some(in_an_hour())).await;
    assert!(ground.claim().await.is_none());
    let now = in_lane(connection);
    ground.enqueue(acme, &now).await;
    let claim = ground.claim().await.expect("an earlier job brings the lane's time forward");
    assert_eq!(claim.payload, now.payload());
    ground.end(&claim, &JobEnd::Done).await;
    assert!(ground.claim().await.is_none());
    ground.let_time_pass().await;
    assert!(ground.claim().await.is_some());
}

#[tokio::test]
async fn tenants_that_may_not_work_cost_a_claim_nothing_once_they_were_met() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    // Suspended with work at hand, and deleted in the same state.
    ground
        .owner(
            "insert into tenants (id, name, state) select gen_random_uuid(), n::text, 2 + n % 2 * 2 from generate_series(1, 100) n;
             insert into turns (tenant_id, ready) select id, true from tenants where state in (2, 4);
             insert into lanes (tenant_id, lane, due_at, ready) select id, 'lane', now(), true from tenants where state in (2, 4);
             insert into jobs (tenant_id, id, lane, kind) select id, gen_random_uuid(), 'lane', 'collect_org' from tenants where state in (2, 4)",
        )
        .await;
    ground.enqueue(acme, &somewhere()).await;
    let claim = ground.claim().await.expect("one claim finds it");
    assert_eq!(claim.lease.tenant, acme);
    assert!(ground.claim().await.is_none());
    assert_eq!(ground.count("select count(*) from turns where ready").await, 0);
    assert_eq!(ground.count("select count(*) from jobs where state = 1").await, 100, "and nothing of theirs is lost");
}

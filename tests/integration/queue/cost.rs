//! What stands idle costs a claim nothing.

use oktually_core::store::JobEnd;

use crate::store::Ground;
use crate::store::ground::{LONG, claim, finish, somewhere};
use crate::store::plans::Plans;

/// Every statement from the poll to the job's end.
const STATEMENTS: [&str; 9] =
    ["due_lanes", "promote_lanes", "promote_turns", "next_turn", "next_lane", "next_job", "lease", "show_lease", "end_job"];

#[tokio::test]
async fn a_claim_reads_a_few_rows_however_many_lanes_and_tenants_stand_idle() {
    let ground = Ground::new().await;
    let acme = ground.tenant("acme").await;
    idle(&ground).await;
    let plans = Plans::watch(&ground).await;
    // Often enough that the server has begun to reuse one plan for all values.
    for _ in 0..12 {
        ground.enqueue(acme, &somewhere()).await;
        let claim = claim(&plans.worker, LONG).await.unwrap().expect("one is due");
        finish(&plans.worker, &claim, &JobEnd::Done).await.unwrap();
    }
    for name in STATEMENTS {
        let plan = plans.last(name);
        // The lanes of the rounds before are still in the table: their dead versions are no rows.
        assert!(plan.rows() <= 8, "{name} reads {} rows: {plan}", plan.rows());
    }
}

#[tokio::test]
async fn a_poll_that_finds_nothing_reads_nothing() {
    let ground = Ground::new().await;
    idle(&ground).await;
    let plans = Plans::watch(&ground).await;
    assert!(claim(&plans.worker, LONG).await.unwrap().is_none());
    for name in ["due_lanes", "next_turn"] {
        let plan = plans.last(name);
        assert_eq!(plan.rows(), 0, "{name}: {plan}");
    }
}

/// Two thousand tenants, each with ten lanes in which all is done.
async fn idle(ground: &Ground) {
    ground
        .owner(
            "insert into tenants (id, name) select gen_random_uuid(), n::text from generate_series(1, 2000) n;
             insert into turns (tenant_id) select id from tenants on conflict do nothing;
             insert into lanes (tenant_id, lane) select id, 'idle:' || n from tenants, generate_series(1, 10) n;
             insert into jobs (tenant_id, id, lane, kind, state) select tenant_id, gen_random_uuid(), lane, 'collect_org', 3 from lanes;
             analyze",
        )
        .await;
}

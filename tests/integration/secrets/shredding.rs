//! A deleted tenant's secrets are unreadable at once; its rows follow, and only its id is left.

use std::time::Duration;

use oktually_core::{
    ids::TenantId,
    store::{StoreError, TenantState},
    work::Job,
};

use super::safe::{open, tenant_with, worker_process};
use crate::queue::hands::{wait_for, worker};
use crate::store::Ground;
use crate::store::ground::{operator, somewhere};

async fn delete(ground: &Ground, tenant: TenantId) {
    let mut scope = ground.db.api.operator().await.unwrap();
    scope.shred_tenant(tenant, &operator()).await.unwrap();
    scope.commit().await.unwrap();
    ground.enqueue(tenant, &Job::EraseTenant {}).await;
}

/// Rows of every kind, in every table that a tenant has.
async fn fill(ground: &Ground, tenant: TenantId, users: i64) {
    ground
        .owner(&format!(
            "insert into intake_links (tenant_id, id, connection_id, hash, created_by, expires_at)
               select tenant_id, gen_random_uuid(), id, '\\x00', 'test', now() from connections where tenant_id = '{0}';
             insert into intake_sessions (tenant_id, id, link_id, credential_version, hash, expires_at)
               select tenant_id, gen_random_uuid(), id, 1, '\\x00', now() from intake_links where tenant_id = '{0}';
             insert into setup_reports (tenant_id, connection_id, credential_version, report)
               select tenant_id, connection_id, version, '{{}}' from credentials where tenant_id = '{0}';
             insert into runs (tenant_id, id, connection_id, trigger, asked_by) select tenant_id, gen_random_uuid(), id, 2, 'test' from connections where tenant_id = '{0}';
             insert into run_steps (tenant_id, run_id, position, step) select tenant_id, id, n, n::text from runs, generate_series(1, 5) n where tenant_id = '{0}';
             insert into run_pages (tenant_id, run_id, step, page, ids) select tenant_id, id, 'users', n, '{{a,b}}' from runs, generate_series(1, 5) n where tenant_id = '{0}';
             insert into run_checks (tenant_id, run_id, check_id, found, clear, not_applicable, not_evaluated) select tenant_id, id, 'check', 1, 1, 1, 1 from runs where tenant_id = '{0}';
             insert into resources (tenant_id, connection_id, kind, okta_id, hash, body) select tenant_id, id, 'user', n::text, '\\x00', '{{}}' from connections, generate_series(1, {users}) n where tenant_id = '{0}';
             insert into edges (tenant_id, connection_id, kind, from_id, to_id) select tenant_id, id, 'member', n::text, 'g' from connections, generate_series(1, 500) n where tenant_id = '{0}';
             insert into findings (tenant_id, id, connection_id, check_id, subject_kind, subject_id, severity, summary, first_seen_at, last_seen_at, last_run_id)
               select tenant_id, gen_random_uuid(), connection_id, 'check', 'user', n::text, 1, 's', now(), now(), id from runs, generate_series(1, 50) n where tenant_id = '{0}';
             insert into finding_events (tenant_id, finding_id, id, what) select tenant_id, id, gen_random_uuid(), 1 from findings where tenant_id = '{0}';
             insert into check_settings (tenant_id, check_id, updated_by) values ('{0}', 'check', 'test');
             insert into detection_settings (tenant_id, rule, updated_by) values ('{0}', 'rule', 'test');
             insert into detection_rules (tenant_id, id, name, source, created_by) values ('{0}', gen_random_uuid(), 'rule', 'title: x', 'test');
             insert into log_positions (tenant_id, connection_id, since) select tenant_id, id, now() from connections where tenant_id = '{0}';
             insert into log_breaks (tenant_id, connection_id, id, kind, from_at, until_at, reason)
               select tenant_id, id, gen_random_uuid(), 1, now(), now(), 'r' from connections where tenant_id = '{0}';
             insert into org_knowledge (tenant_id, connection_id, run_id, body) select tenant_id, connection_id, id, '{{}}' from runs where tenant_id = '{0}';
             insert into events (tenant_id, connection_id, published, uuid, seq, event_type, terms, raw)
               select tenant_id, id, '1970-01-01 00:00+00', 'e', 1, 't', '{{}}', '\\x00' from connections where tenant_id = '{0}';
             insert into event_terms (tenant_id, term, hour, connection_id) select tenant_id, 'word', '1970-01-01 00:00+00', id from connections where tenant_id = '{0}';
             insert into detection_marks (tenant_id, connection_id, rule, shared, at, uuid, part, vals)
               select tenant_id, id, 'rule', 'group', now(), 'e', 0, '{{}}' from connections where tenant_id = '{0}';
             insert into detection_hits (tenant_id, connection_id, rule, subject_kind, subject_id, from_at, until_at, key, severity, events, count, words)
               select tenant_id, id, 'rule', 'user', 'u', now(), now(), 'e', 3, '{{}}', 1, 'w' from connections where tenant_id = '{0}';
             insert into api_keys (tenant_id, id, name, role, hash, created_by, expires_at) values ('{0}', gen_random_uuid(), 'key', 1, '\\x00', 'test', now());
             insert into idempotency (tenant_id, route, key, body_hash) values ('{0}', 'POST /v1/connections', 'key', '\\x00')",
            tenant.uuid()
        ))
        .await;
}

/// Rows of a tenant by table, those that have some.
async fn rows_of(ground: &Ground, tenant: TenantId) -> Vec<(String, i64)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id'
         where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    )
    .fetch_all(&ground.db.owner)
    .await
    .unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let count = ground.count(&format!("select count(*) from {table} where tenant_id = '{}'", tenant.uuid())).await;
        if count > 0 {
            rows.push((table, count));
        }
    }
    rows
}

#[tokio::test]
async fn the_data_keys_go_first_and_with_them_every_secret() {
    let ground = Ground::new().await;
    let (tenant, connection, version) = tenant_with(&ground, "secret").await;
    ground.enqueue(tenant, &somewhere()).await;
    let claim = ground.claim().await.unwrap();
    let mut running = ground.db.worker.tenant_for(&claim.lease).await.unwrap();
    delete(&ground, tenant).await;
    assert_eq!(ground.count("select count(*) from data_keys").await, 0);
    assert_eq!(ground.count("select count(*) from credentials").await, 1, "its rows are still there");
    // Even a job that was let in before cannot open it any more.
    assert!(matches!(running.open_credential(&ground.keyring, connection, version).await, Err(StoreError::NotFound("data key"))));
    drop(running);
    // The API cannot seal for it, and it cannot be deleted or taken up again.
    assert!(matches!(ground.db.api.tenant(tenant).await.unwrap().data_key(&ground.keyring).await, Err(StoreError::NotFound(_))));
    let mut scope = ground.db.api.operator().await.unwrap();
    assert!(matches!(scope.shred_tenant(tenant, &operator()).await, Err(StoreError::Conflict("tenant_state"))));
    assert!(matches!(scope.resume_tenant(tenant, &operator()).await, Err(StoreError::Conflict("tenant_state"))));
}

#[tokio::test]
async fn every_row_of_a_deleted_tenant_goes_and_no_row_of_another() {
    let ground = Ground::new().await;
    let (acme, ..) = tenant_with(&ground, "secret").await;
    let (zeta, connection, version) = tenant_with(&ground, "other").await;
    for tenant in [acme, zeta] {
        fill(&ground, tenant, 1_000).await;
        ground.enqueue(tenant, &Job::RewrapDataKeys {}).await;
    }
    ground.owner("update jobs set state = 3, finished_at = now(); update lanes set due_at = 'infinity'").await;
    let (before, theirs) = (rows_of(&ground, acme).await, rows_of(&ground, zeta).await);
    let tables = ground.count("select count(distinct attrelid) from pg_attribute join pg_class on pg_class.oid = attrelid where attname = 'tenant_id' and relkind = 'r'").await;
    assert_eq!(before.len() as i64, tables, "a table without rows here is a table that the test does not see: {before:?}");

    delete(&ground, acme).await;
    let worker = worker(&ground, Duration::from_millis(50));
    wait_for(&ground, "select count(*) from jobs where kind = 'erase_tenant' and state = 3", 1).await;
    worker.stop().await;

    // Its turn, and the lane and the job that buried it.
    let left = rows_of(&ground, acme).await;
    assert_eq!(left.iter().map(|(table, count)| (table.as_str(), *count)).collect::<Vec<_>>(), [("jobs", 1), ("lanes", 1), ("turns", 1)]);
    assert_eq!(rows_of(&ground, zeta).await, theirs);
    assert_eq!(open(&ground, &ground.keyring, zeta, connection, version).await.unwrap(), "other");
    let tombstone = ground.db.api.operator().await.unwrap().read_tenant(acme).await.unwrap();
    assert_eq!((tombstone.state, tombstone.name.as_str()), (TenantState::Deleted, "deleted"));
    assert_eq!(ground.count("select count(*) from operator_audit where act = 'tenant.deleted'").await, 1);
}

#[tokio::test]
async fn an_erasing_whose_worker_is_killed_is_finished_by_the_next() {
    const USERS: i64 = 60_000;
    let ground = Ground::new().await;
    let (tenant, ..) = tenant_with(&ground, "secret").await;
    fill(&ground, tenant, USERS).await;
    delete(&ground, tenant).await;
    let users = "select count(*) from resources";
    let mut first = worker_process(&ground, &[&super::safe::key_line()]).await;
    while ground.count(users).await > USERS - 5_000 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    first.kill().await.unwrap();
    assert!(ground.count(users).await > 0, "it was killed too late for this test to tell anything");

    let next = worker_process(&ground, &[&super::safe::key_line()]).await;
    wait_for(&ground, "select count(*) from jobs where state = 3", 1).await;
    drop(next);
    assert_eq!(rows_of(&ground, tenant).await.len(), 3);
    assert_eq!(ground.db.api.operator().await.unwrap().read_tenant(tenant).await.unwrap().state, TenantState::Deleted);
}

#[tokio::test]
async fn erasing_deletes_a_batch_by_its_rows_and_not_by_reading_the_table() {
    let ground = Ground::new().await;
    let (tenant, ..) = tenant_with(&ground, "secret").await;
    fill(&ground, tenant, 3_000).await;
    delete(&ground, tenant).await;
    let claim = ground.claim().await.unwrap();
    let mut batches = 0;
    loop {
        let mut scope = ground.db.worker.tenant_for(&claim.lease).await.unwrap();
        let done = scope.erase_some(1_000).await.unwrap();
        scope.commit().await.unwrap();
        if done {
            break;
        }
        batches += 1;
    }
    // Three of 1,000 users, and one for each other table.
    assert!((20..=31).contains(&batches), "{batches}");
}

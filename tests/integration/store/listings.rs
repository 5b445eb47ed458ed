//! Each list is read by its index, under the role that asks for it, from the first page to the last.

use oktually_core::{
    ids::{ConnectionId, FindingId, JobId, TenantId},
    store::{Disposition, FindingFilter, FindingState, JobFilter, JobState, Seek, TenantScope},
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    ground::Ground,
    plans::{Plan, Plans},
};

/// Rows on a page.
const PAGE: i64 = 20;
/// Often enough that the server has begun to reuse one plan for all values (PostgreSQL's documentation, `PREPARE`).
const OFTEN: usize = 12;

/// Two tenants with enough rows that reading them all would be seen.
async fn filled() -> (Ground, TenantId, ConnectionId) {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    let connection = ground.connection(acme, "first").await;
    let other = ground.connection(zeta, "first").await;
    for (tenant, connection) in [(acme, connection), (zeta, other)] {
        let (tenant, connection) = (tenant.uuid(), connection.uuid());
        ground
            .owner(&format!(
                "insert into connections (tenant_id, id, name, created_at)
                   select '{tenant}', gen_random_uuid(), n::text, now() - n * interval '1 minute' from generate_series(1, 4000) n;
                 insert into runs (tenant_id, id, connection_id, trigger, state, asked_by, created_at)
                   select tenant_id, gen_random_uuid(), id, 2, 4, 'test', now() - n * interval '1 minute'
                   from (select tenant_id, id from connections where tenant_id = '{tenant}' limit 100) c, generate_series(1, 60) n;
                 insert into runs (tenant_id, id, connection_id, trigger, state, asked_by, created_at)
                   select '{tenant}', gen_random_uuid(), '{connection}', 2, 4, 'test', now() - n * interval '1 minute' from generate_series(1, 4000) n;
                 insert into findings (tenant_id, id, connection_id, check_id, subject_kind, subject_id, severity, state, disposition, summary,
                     first_seen_at, last_seen_at, last_run_id)
                   select '{tenant}', gen_random_uuid(), case when n % 2 = 0 then '{connection}' else c.id end, 'check-' || n % 20, 'user', n::text,
                     1 + n % 5, 1 + n % 7 / 6, n % 9 / 8, 'seen', now(), now(), gen_random_uuid()
                   from generate_series(1, 20000) n, lateral (select id from connections where tenant_id = '{tenant}' and n > 0 limit 1) c;
                 insert into audit (tenant_id, id, actor, act, at)
                   select '{tenant}', gen_random_uuid(), 'test', 'act', now() - n * interval '1 minute' from generate_series(1, 10000) n;
                 insert into intake_links (tenant_id, id, connection_id, hash, created_by, created_at, expires_at)
                   select '{tenant}', gen_random_uuid(), '{connection}', '\\x00', 'test', now() - n * interval '1 minute', now() from generate_series(1, 4000) n;
                 insert into api_keys (tenant_id, id, name, role, hash, created_by, created_at, expires_at)
                   select '{tenant}', gen_random_uuid(), 'key', 4, '\\x00', 'test', now() - n * interval '1 minute', now() from generate_series(1, 4000) n;
                 insert into lanes (tenant_id, lane) select '{tenant}', 'lane-' || n from generate_series(1, 100) n;
                 insert into jobs (tenant_id, id, lane, kind, state, created_at)
                   select '{tenant}', gen_random_uuid(), 'lane-' || 1 + n % 100, 'collect_org', case when n % 400 = 0 then 4 else 3 end,
                     now() - n * interval '1 minute'
                   from generate_series(1, 10000) n"
            ))
            .await;
    }
    // Most tenants are small, and have no jobs at all.
    ground
        .owner(
            "insert into operator_audit (id, operator, act, at)
               select gen_random_uuid(), 'test', 'act', now() - n * interval '1 minute' from generate_series(1, 4000) n;
             insert into tenants (id, name, created_at) select gen_random_uuid(), n::text, now() - n * interval '1 minute' from generate_series(1, 4000) n;
             insert into turns (tenant_id) select id from tenants on conflict do nothing;
             insert into api_keys (tenant_id, id, name, role, hash, created_by, expires_at)
               select id, gen_random_uuid(), 'key', 1, '\\x00', 'test', now() from tenants;
             analyze",
        )
        .await;
    (ground, acme, connection)
}

/// In the middle of the rows, where a list that counts its way forward would read half of them.
fn middle(minutes: i64) -> Option<Seek> {
    Some(Seek { at: OffsetDateTime::now_utc() - time::Duration::minutes(minutes), id: Uuid::nil() })
}

#[track_caller]
fn assert_served(plan: &Plan, index: &str) {
    assert_eq!(plan.indexes(), [index], "{plan}");
    assert!(!plan.reads_all_or_sorts(), "{plan}");
    assert!(plan.rows() <= PAGE + 1, "{} rows were looked at for a page of {PAGE}: {plan}", plan.rows());
}

/// Asks as often as a busy process does, and gives what the server did the last time.
async fn often(plans: &Plans, tenant: TenantId, name: &str, list: impl AsyncFn(&mut TenantScope) -> usize) -> Plan {
    for _ in 0..OFTEN {
        let mut scope = plans.api.tenant(tenant).await.unwrap();
        assert_eq!(list(&mut scope).await, PAGE as usize, "rows on a page of {name}");
        scope.commit().await.unwrap();
    }
    plans.last(name)
}

#[tokio::test]
async fn lists_by_age_are_read_by_their_indexes() {
    let (ground, acme, connection) = filled().await;
    let plans = Plans::watch(&ground).await;
    for after in [None, middle(2000)] {
        let plan = often(&plans, acme, "list_connections", async |scope| scope.connections(after, PAGE).await.unwrap().len()).await;
        assert_served(&plan, "connections_by_age");
        let plan = often(&plans, acme, "list_runs", async |scope| scope.runs(None, after, PAGE).await.unwrap().len()).await;
        assert_served(&plan, "runs_by_age");
        let plan =
            often(&plans, acme, "list_runs_of_connection", async |scope| scope.runs(Some(connection), after, PAGE).await.unwrap().len())
                .await;
        assert_served(&plan, "runs_of_connection");
        let plan = often(&plans, acme, "list_audit", async |scope| scope.audit(after, PAGE).await.unwrap().len()).await;
        assert_served(&plan, "audit_by_age");
        let plan =
            often(&plans, acme, "list_intake_links", async |scope| scope.intake_links(connection, after, PAGE).await.unwrap().len()).await;
        assert_served(&plan, "intake_links_of_connection");
    }
}

#[tokio::test]
async fn what_belongs_to_one_thing_is_read_by_its_key() {
    let (ground, acme, connection) = filled().await;
    ground
        .owner(
            "insert into finding_events (tenant_id, finding_id, id, what)
               select tenant_id, id, gen_random_uuid(), 1 from findings, generate_series(1, 3);
             insert into finding_events (tenant_id, finding_id, id, what)
               select tenant_id, id, gen_random_uuid(), 1 from (select tenant_id, id from findings order by id limit 1) f, generate_series(1, 4000);
             insert into run_checks (tenant_id, run_id, check_id, found, clear, not_applicable, not_evaluated)
               select tenant_id, id, 'check-' || n, 0, 0, 0, 0 from runs, generate_series(1, 20) n;
             insert into credentials (tenant_id, connection_id, version, kind, host, data_key, fingerprint, submitted_through, submitted_by)
               select tenant_id, id, n, 1, 'acme.okta.com', 1, 'abcdefgh', 1, 'test' from connections, generate_series(1, 20) n;
             insert into run_steps (tenant_id, run_id, position, step) select tenant_id, id, n, 'step-' || n from runs, generate_series(1, 20) n;
             analyze",
        )
        .await;
    let plans = Plans::watch(&ground).await;
    let (tenant, finding): (Uuid, Uuid) =
        sqlx::query_as("select tenant_id, finding_id from finding_events group by 1, 2 order by count(*) desc limit 1")
            .fetch_one(&ground.db.owner)
            .await
            .unwrap();
    let history = async |scope: &mut TenantScope| scope.finding_history(FindingId::from(finding), None, PAGE).await.unwrap().len();
    assert_served(&often(&plans, TenantId::from(tenant), "finding_history", history).await, "finding_events_pkey");
    let run: Uuid =
        sqlx::query_scalar("select id from runs where tenant_id = $1 limit 1").bind(acme.uuid()).fetch_one(&ground.db.owner).await.unwrap();
    let run = oktually_core::ids::RunId::from(run);
    for (name, index) in [("run_checks", "run_checks_pkey"), ("credentials_of_connection", "credentials_pkey")] {
        for _ in 0..OFTEN {
            let mut scope = plans.api.tenant(acme).await.unwrap();
            let rows = match name {
                "run_checks" => scope.run_checks(run).await.unwrap().len(),
                _ => scope.credentials(connection).await.unwrap().len(),
            };
            assert_eq!(rows, 20, "{name}");
            scope.commit().await.unwrap();
        }
        let plan = plans.last(name);
        assert!(plan.indexes() == [index] && plan.rows() <= 20, "{plan}");
    }
}

#[tokio::test]
async fn findings_are_read_worst_first_by_one_index_for_each_of_their_three_forms() {
    let (ground, acme, connection) = filled().await;
    let plans = Plans::watch(&ground).await;
    let forms = [
        (FindingFilter::default(), "findings_worst"),
        (FindingFilter { connection: Some(connection), ..FindingFilter::default() }, "findings_of_connection"),
        (FindingFilter { check_id: Some("check-4".to_owned()), ..FindingFilter::default() }, "findings_of_check"),
    ];
    for (form, index) in forms {
        for severity in [&[][..], &[5]] {
            for after in [None, Some((5, FindingId::from(Uuid::nil())))] {
                for state in [&[][..], &[FindingState::Resolved]] {
                    let filter = FindingFilter {
                        severities: if form.check_id.is_some() { Vec::new() } else { severity.to_vec() },
                        states: state.to_vec(),
                        ..form.clone()
                    };
                    let after = if form.check_id.is_some() { None } else { after };
                    let plan =
                        often(&plans, acme, "list_findings", async |scope| scope.findings(&filter, after, PAGE).await.unwrap().len()).await;
                    assert_served(&plan, index);
                }
            }
        }
    }
}

#[tokio::test]
async fn several_severities_and_states_are_each_read_from_their_place_and_put_in_order() {
    let (ground, acme, _) = filled().await;
    let plans = Plans::watch(&ground).await;
    let both = vec![FindingState::Open, FindingState::Resolved];
    // The worst and the least, with everything else between them.
    let filter = FindingFilter { states: both, severities: vec![5, 1], ..FindingFilter::default() };
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let mut scope = plans.api.tenant(acme).await.unwrap();
        let rows = scope.findings(&filter, after, 1_000).await.unwrap();
        scope.commit().await.unwrap();
        let Some(last) = rows.last() else { break };
        after = Some((last.severity, last.id));
        seen.extend(rows.iter().map(|row| (row.severity, row.id)));
    }
    assert!(seen.is_sorted() && seen.len() == 8_000, "{} of 20,000", seen.len());
    assert!(seen.iter().all(|(severity, _)| [1, 5].contains(severity)));

    let near_the_end = seen.iter().rposition(|(severity, _)| *severity == 1).map(|at| seen[at - 5]);
    let plan = often(&plans, acme, "list_findings", async |scope| scope.findings(&filter, near_the_end, PAGE).await.unwrap().len()).await;
    assert_served(&plan, "findings_worst");
}

#[tokio::test]
async fn a_filter_that_no_index_serves_still_reads_in_the_order_of_one() {
    let (ground, acme, _) = filled().await;
    let plans = Plans::watch(&ground).await;
    let filter = FindingFilter { disposition: Some(Disposition::Muted), ..FindingFilter::default() };
    let plan = often(&plans, acme, "list_findings", async |scope| scope.findings(&filter, None, PAGE).await.unwrap().len()).await;
    assert_eq!(plan.indexes(), ["findings_worst"], "{plan}");
    assert!(!plan.reads_all_or_sorts() && plan.rows() < 20 * PAGE, "{plan}");
}

#[tokio::test]
async fn a_tenants_keys_are_read_by_their_index_whoever_else_has_keys() {
    let (ground, acme, _) = filled().await;
    let plans = Plans::watch(&ground).await;
    let small: Uuid = sqlx::query_scalar("select id from tenants where name = '7'").fetch_one(&ground.db.owner).await.unwrap();
    for (tenant, keys) in [(acme, 4001), (TenantId::from(small), 1)] {
        for _ in 0..OFTEN {
            let mut scope = plans.api.tenant(tenant).await.unwrap();
            assert_eq!(scope.api_keys().await.unwrap().len(), keys);
            scope.commit().await.unwrap();
        }
        let plan = plans.last("list_api_keys");
        assert_eq!(plan.rows(), keys as i64, "{plan}");
        assert!(plan.indexes().iter().all(|index| *index == "api_keys_by_age"), "{plan}");
    }
}

#[tokio::test]
async fn operators_lists_are_read_by_their_indexes_with_and_without_a_filter() {
    let (ground, acme, _) = filled().await;
    let plans = Plans::watch(&ground).await;
    let (one, failed) = (Some(acme), Some(JobState::Failed));
    let forms = [
        (JobFilter { tenant: None, state: None }, "jobs_all_by_age"),
        (JobFilter { tenant: one, state: None }, "jobs_by_age"),
        (JobFilter { tenant: None, state: failed }, "jobs_by_state"),
    ];
    for after in [None, middle(1000)] {
        for (filter, index) in forms {
            for _ in 0..OFTEN {
                let mut scope = plans.api.operator().await.unwrap();
                assert_eq!(scope.jobs(filter, after, PAGE).await.unwrap().len(), PAGE as usize);
                scope.commit().await.unwrap();
            }
            assert_served(&plans.last("list_jobs"), index);
        }
        for _ in 0..OFTEN {
            let mut scope = plans.api.operator().await.unwrap();
            assert_eq!(scope.tenants(after, PAGE).await.unwrap().len(), PAGE as usize);
            scope.commit().await.unwrap();
        }
        assert_served(&plans.last("list_tenants"), "tenants_by_age");
        for _ in 0..OFTEN {
            let mut scope = plans.api.operator().await.unwrap();
            assert_eq!(scope.audit_of_service(after, PAGE).await.unwrap().len(), PAGE as usize);
            scope.commit().await.unwrap();
        }
        assert_served(&plans.last("list_service_audit"), "operator_audit_by_age");
    }
}

#[tokio::test]
async fn a_tenant_without_jobs_is_told_so_without_reading_everybodys() {
    let (ground, ..) = filled().await;
    let plans = Plans::watch(&ground).await;
    let small: Uuid = sqlx::query_scalar("select id from tenants where name = '7'").fetch_one(&ground.db.owner).await.unwrap();
    for _ in 0..OFTEN {
        let mut scope = plans.api.operator().await.unwrap();
        assert!(scope.jobs(JobFilter { tenant: Some(TenantId::from(small)), state: None }, None, PAGE).await.unwrap().is_empty());
        scope.commit().await.unwrap();
    }
    let plan = plans.last("list_jobs");
    assert_eq!((plan.indexes(), plan.rows()), (vec!["jobs_by_age"], 0), "{plan}");
}

#[tokio::test]
async fn operators_find_a_job_by_its_id_alone() {
    let (ground, ..) = filled().await;
    let plans = Plans::watch(&ground).await;
    let id: Uuid = sqlx::query_scalar("select id from jobs limit 1").fetch_one(&ground.db.owner).await.unwrap();
    let mut scope = plans.api.operator().await.unwrap();
    scope.job(JobId::from(id)).await.unwrap();
    scope.commit().await.unwrap();
    let plan = plans.last("read_job");
    assert_eq!((plan.indexes(), plan.rows()), (vec!["jobs_by_id"], 1), "{plan}");
}

#[tokio::test]
async fn collected_objects_are_read_page_by_page_by_their_index() {
    let (ground, acme, connection) = filled().await;
    ground
        .owner(&format!(
            "insert into resources (tenant_id, connection_id, kind, okta_id, hash, body, valid_to)
               select '{}', '{}', case when n % 2 = 0 then 'user' else 'group' end, to_char(n, '00u00000000'), '\\x00', '{{}}',
                 case when n % 10 > 7 then now() end
               from generate_series(1, 20000) n;
             analyze resources",
            acme.uuid(),
            connection.uuid()
        ))
        .await;
    let plans = Plans::watch(&ground).await;
    for after in [None, Some(("", " 00u00010000"))] {
        let plan =
            often(&plans, acme, "resources_now", async |scope| scope.resources(connection, "user", after, PAGE).await.unwrap().len()).await;
        assert_served(&plan, "resources_now");
    }
}

#[tokio::test]
async fn a_filter_that_defeats_an_index_would_be_seen_here() {
    let (ground, acme, _) = filled().await;
    let plans = Plans::watch(&ground).await;
    // As if somebody had asked for another order, or dropped the index.
    ground.owner("drop index connections_by_age").await;
    let plan = often(&plans, acme, "list_connections", async |scope| scope.connections(None, PAGE).await.unwrap().len()).await;
    assert!(plan.reads_all_or_sorts() && plan.rows() > PAGE + 1, "{plan}");
}

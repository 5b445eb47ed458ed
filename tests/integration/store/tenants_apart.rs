//! Two tenants never meet, not even by the same ids.

use oktually_core::{
    ids::{ConnectionId, FindingId, TenantId},
    store::FindingFilter,
};
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use super::ground::{Ground, code};

/// PostgreSQL: foreign key violation.
const POINTS_NOWHERE: &str = "23503";

#[tokio::test]
async fn two_tenants_with_equal_ids_do_not_meet() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    let id = Uuid::now_v7();
    for (tenant, name) in [(acme, "acme's"), (zeta, "zeta's")] {
        let quoted = name.replace('\'', "''");
        ground
            .owner(&format!(
                "insert into connections (tenant_id, id, name, host, org_id) values ('{0}', '{id}', '{quoted}', 'one.okta.com', '00o1');
                 insert into runs (tenant_id, id, connection_id, trigger, asked_by) values ('{0}', '{id}', '{id}', 2, 'test');
                 insert into findings (tenant_id, id, connection_id, check_id, subject_kind, subject_id, severity, summary, first_seen_at, last_seen_at, last_run_id)
                 values ('{0}', '{id}', '{id}', 'check', 'user', 'u1', 2, '{quoted}', now(), now(), '{id}')",
                tenant.uuid()
            ))
            .await;
    }
    for (tenant, name, other) in [(acme, "acme's", zeta), (zeta, "zeta's", acme)] {
        let mut scope = ground.db.api.tenant(tenant).await.unwrap();
        assert_eq!(scope.connection(ConnectionId::from(id)).await.unwrap().name, name);
        assert_eq!(scope.finding(FindingId::from(id)).await.unwrap().summary, name);
        let found = scope
            .findings(&FindingFilter { connection: Some(ConnectionId::from(id)), ..FindingFilter::default() }, None, 10)
            .await
            .unwrap();
        assert_eq!(found.iter().map(|finding| finding.summary.as_str()).collect::<Vec<_>>(), [name]);
        scope.delete_connection(ConnectionId::from(id)).await.unwrap();
        // Undone, so that the other's turn sees both. The deletion and its cascade were this tenant's alone.
        assert_eq!(scope.connections(None, 10).await.unwrap().len(), 0);
        drop(scope);
        assert_eq!(ground.db.api.tenant(other).await.unwrap().findings(&FindingFilter::default(), None, 10).await.unwrap().len(), 1);
    }
    let mut scope = ground.db.api.tenant(acme).await.unwrap();
    scope.delete_connection(ConnectionId::from(id)).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(ground.count("select count(*) from findings").await, 1);
    assert_eq!(ground.count("select count(*) from connections").await, 1);
}

#[tokio::test]
async fn a_row_cannot_point_into_another_tenant() {
    let ground = Ground::new().await;
    let (acme, zeta) = (ground.tenant("acme").await, ground.tenant("zeta").await);
    let connection = ground.connection(zeta, "org").await;
    ground.credential(zeta, connection, "secret").await;
    let (theirs, ours) = (connection.uuid(), acme.uuid());
    // Even the owner, whom no policy holds, cannot make such a row.
    for statement in [
        format!(
            "insert into credentials (tenant_id, connection_id, version, kind, host, data_key, sealed, fingerprint, submitted_through, submitted_by)
             values ('{ours}', '{theirs}', 2, 1, 'h', 1, '\\x00', 'f', 2, 'test')"
        ),
        format!("insert into intake_links (tenant_id, id, connection_id, hash, created_by, expires_at) values ('{ours}', gen_random_uuid(), '{theirs}', '\\x00', 'test', now())"),
        format!("insert into runs (tenant_id, id, connection_id, trigger, asked_by) values ('{ours}', gen_random_uuid(), '{theirs}', 2, 'test')"),
        format!(
            "insert into findings (tenant_id, id, connection_id, check_id, subject_kind, subject_id, severity, summary, first_seen_at, last_seen_at, last_run_id)
             values ('{ours}', gen_random_uuid(), '{theirs}', 'c', 'user', 'u', 1, 's', now(), now(), gen_random_uuid())"
        ),
        format!("insert into setup_reports (tenant_id, connection_id, credential_version, report) values ('{ours}', '{theirs}', 1, '{{}}')"),
        format!("update credentials set tenant_id = '{ours}'"),
    ] {
        let error = ground.db.owner.execute(AssertSqlSafe(statement.clone())).await.unwrap_err();
        assert_eq!(code(&error), POINTS_NOWHERE, "{statement}");
    }
}

#[tokio::test]
async fn a_row_of_a_tenant_that_does_not_exist_cannot_be_made() {
    let ground = Ground::new().await;
    let nobody = TenantId::new();
    let mut scope = ground.db.api.tenant(nobody).await.unwrap();
    let error = scope.enqueue(&super::ground::somewhere()).await.unwrap_err();
    assert_eq!(super::sqlstate(&error), POINTS_NOWHERE);
}

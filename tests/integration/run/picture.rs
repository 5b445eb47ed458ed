//! What a run left behind, to be compared with what another left.

use std::collections::BTreeSet;

use oktually_core::ids::{ConnectionId, TenantId};
use oktually_tests::{OktaTenant, TestDb};
use sqlx::AssertSqlSafe;

/// All that is known of an org after a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Objects as they are, one line each.
    pub(crate) resources: BTreeSet<String>,
    /// Who is in what.
    pub(crate) edges: BTreeSet<String>,
    /// Open findings.
    pub(crate) findings: BTreeSet<String>,
    /// What each check had to say in the newest run.
    pub(crate) checks: BTreeSet<String>,
}

impl Picture {
    /// Of a connection, seen from behind the scenes.
    pub(crate) async fn of(db: &TestDb, tenant: &OktaTenant, connection: ConnectionId) -> Self {
        let lines = async |sql: &str| -> BTreeSet<String> {
            let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
                .bind(tenant.id.uuid())
                .bind(connection.uuid())
                .fetch_all(&db.owner)
                .await
                .expect("the owner may look");
            let count = rows.len();
            let lines: BTreeSet<String> = rows.into_iter().collect();
            assert_eq!(lines.len(), count, "something is there twice");
            lines
        };
        let of = "where tenant_id = $1 and connection_id = $2";
        Self {
            resources: lines(&format!("select concat_ws(' ', kind, parent, okta_id, body, moving) from resources {of} and valid_to is null")).await,
            edges: lines(&format!("select concat_ws(' ', kind, from_id, to_id) from edges {of} and valid_to is null")).await,
            findings: lines(&format!(
                "select concat_ws(' ', check_id, subject_kind, subject_id, severity, summary, evidence, not_seen_since is null) from findings {of} and state = 1"
            ))
            .await,
            checks: lines(
                "select concat_ws(' ', check_id, found, clear, not_applicable, not_evaluated, reasons) from run_checks
                 where tenant_id = $1 and run_id = (select id from runs where tenant_id = $1 and connection_id = $2 order by created_at desc limit 1)",
            )
            .await,
        }
    }

    /// Panics with what differs, and not with all there is.
    #[track_caller]
    pub(crate) fn assert_like(&self, other: &Self) {
        let differ = |name: &str, ours: &BTreeSet<String>, theirs: &BTreeSet<String>| {
            let (more, less): (Vec<_>, Vec<_>) = (ours.difference(theirs).collect(), theirs.difference(ours).collect());
            assert!(more.is_empty() && less.is_empty(), "{name}: only here: {more:#?}; only there: {less:#?}");
        };
        differ("resources", &self.resources, &other.resources);
        differ("edges", &self.edges, &other.edges);
        differ("findings", &self.findings, &other.findings);
        differ("checks", &self.checks, &other.checks);
    }
}

/// How many versions of objects and edges were closed: none, where nothing has changed.
pub(crate) async fn closed_versions(db: &TestDb, tenant: TenantId) -> i64 {
    sqlx::query_scalar(
        "select (select count(*) from resources where tenant_id = $1 and valid_to is not null)
              + (select count(*) from edges where tenant_id = $1 and valid_to is not null)",
    )
    .bind(tenant.uuid())
    .fetch_one(&db.owner)
    .await
    .expect("the owner may look")
}

//! Everything that can be read.

use oktually_tests::{TestApp, TestTenant};
use serde_json::Value;

/// Reads all that a tenant and an operator can read: every list, and everything that stands in one.
pub(crate) async fn read_all(app: &TestApp, tenant: &TestTenant) {
    for list in [
        "/v1/tenant",
        "/v1/egress",
        "/v1/audit",
        "/v1/keys",
        "/v1/checks",
        "/v1/detections",
        "/v1/events/facets",
        "/v1/events/feed",
        "/v1/events/export",
    ] {
        tenant.owner.get(list).await.expect_status(200);
    }
    for connection in ids(tenant.owner.get("/v1/connections?limit=200").await.expect_status(200).json()) {
        for part in ["", "/credentials", "/intake-links", "/log"] {
            tenant.owner.get(&format!("/v1/connections/{connection}{part}")).await.expect_status(200);
        }
        // One whose credential was never accepted has none.
        tenant.owner.get(&format!("/v1/connections/{connection}/setup-report")).await;
    }
    for run in ids(tenant.owner.get("/v1/runs?limit=200").await.expect_status(200).json()) {
        for part in ["", "/checks"] {
            tenant.owner.get(&format!("/v1/runs/{run}{part}")).await.expect_status(200);
        }
    }
    for finding in ids(tenant.owner.get("/v1/findings?limit=200").await.expect_status(200).json()) {
        for part in ["", "/history"] {
            tenant.owner.get(&format!("/v1/findings/{finding}{part}")).await.expect_status(200);
        }
    }
    let events = tenant.owner.get("/v1/events?limit=200").await.expect_status(200).json();
    for event in events["data"].as_array().expect("a page has rows").iter().take(5) {
        tenant.owner.get(&format!("/v1/events/{}", event["uuid"].as_str().expect("an event has an id"))).await.expect_status(200);
    }
    for list in ["tenants", "jobs?limit=200", "queue", "keys", "egress", "audit"] {
        app.operator.get(&format!("/operator/v1/{list}")).await.expect_status(200);
    }
}

fn ids(page: Value) -> Vec<String> {
    let rows = page["data"].as_array().expect("a page has rows");
    rows.iter().map(|row| row["id"].as_str().expect("a row has an id").to_owned()).collect()
}

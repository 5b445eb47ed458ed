//! Runs that are stopped before their end.

use http::Method;
use okta_sim::{Fault, FaultKind};
use serde_json::json;

use super::scanned::Scanned;

#[tokio::test]
async fn a_cancelled_run_ends_at_its_next_safe_point_and_leaves_the_findings_as_they_are() {
    let scanned = Scanned::of(Scanned::spec().flaw("net.threatinsight-off")).await;
    let before = scanned.findings("").await;
    scanned.org.set_flaw("net.threatinsight-off", false);
    scanned.org.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(std::time::Duration::from_secs(2))));
    let run = scanned.start().await;
    let path = format!("/v1/runs/{run}/cancel");
    let asked = scanned.acme.owner.send(Method::POST, &path, None).await.expect_status(202).json();
    assert!(asked["cancel_asked_at"].is_string(), "{asked}");
    let ended = scanned.ended(&run).await;
    assert_eq!(ended["state"], "cancelled", "{ended}");
    assert_eq!(scanned.findings("").await, before);
    let problem = scanned.acme.owner.send(Method::POST, &path, None).await.problem("conflict");
    assert_eq!(problem["detail"], "the run has ended");
    // The next one is not concerned.
    assert_eq!(scanned.scan().await["findings"]["high"], 0);
}

#[tokio::test]
async fn a_credential_that_okta_withdraws_in_mid_run_ends_it_with_the_reason() {
    let scanned = Scanned::of(Scanned::spec()).await;
    scanned.org.revoke_tokens();
    let run = scanned.start().await;
    let ended = scanned.ended(&run).await;
    assert_eq!((&ended["state"], &ended["problem"]), (&json!("failed"), &json!("credential_rejected")), "{ended}");
    let connection = scanned.acme.owner.get(&format!("/v1/connections/{}", scanned.connection)).await.expect_status(200).json();
    assert_eq!((&connection["state"], &connection["trouble"]), (&json!("rejected"), &json!("credential_rejected")), "{connection}");
    let path = format!("/v1/connections/{}/runs", scanned.connection);
    scanned.acme.owner.send(Method::POST, &path, None).await.problem("conflict");
}

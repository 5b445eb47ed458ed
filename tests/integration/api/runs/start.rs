//! Starting runs.

use futures::future::join_all;
use okta_sim::{Fault, FaultKind};
use serde_json::json;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::scanned::Scanned;

#[tokio::test]
async fn a_second_start_gives_the_run_that_is_active() {
    let scanned = Scanned::of(Scanned::spec()).await;
    scanned.org.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(std::time::Duration::from_secs(2))));
    let runs = join_all((0..4).map(|_| scanned.start())).await;
    assert!(runs.iter().all(|run| *run == runs[0]), "{runs:?}");
    assert_eq!(scanned.start().await, runs[0]);
    assert_eq!(scanned.ended(&runs[0]).await["state"], "succeeded");
    let all = scanned.acme.owner.get(&format!("/v1/runs?connection={}", scanned.connection)).await.expect_status(200).json();
    let triggers: Vec<_> = all["data"].as_array().unwrap().iter().map(|run| run["trigger"].as_str().unwrap()).collect();
    assert_eq!(triggers, ["asked", "first_credential"]);
    assert_ne!(scanned.start().await, runs[0], "after its end another is started");
}

#[tokio::test]
async fn a_dry_run_says_what_a_run_would_cost_and_asks_okta_nothing() {
    let scanned = Scanned::of(Scanned::spec()).await;
    let first = scanned.acme.owner.get("/v1/runs").await.expect_status(200).json()["data"][0].clone();
    let before = scanned.org.journal_len();
    let path = format!("/v1/connections/{}/runs", scanned.connection);
    let plan = scanned.acme.owner.post(&path, &json!({ "dry_run": true })).await.expect_status(200).json();
    assert_eq!(plan["from_earlier_run"], true, "{plan}");
    let (planned, made) = (plan["requests"].as_i64().unwrap(), first["requests"].as_i64().unwrap());
    assert!(planned.abs_diff(made) <= 2, "planned {planned}, made {made}: {plan}");
    assert_eq!(scanned.org.journal_len(), before);
    assert_eq!(scanned.acme.owner.get("/v1/runs").await.json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_could_not_be_seen_is_told_step_by_step_and_check_by_check() {
    let scanned = Scanned::of(Scanned::spec().setup_gap("setup.no-api-tokens-permission")).await;
    let run = scanned.acme.owner.get("/v1/runs").await.expect_status(200).json()["data"][0]["id"].as_str().unwrap().to_owned();
    let read = scanned.acme.owner.get(&format!("/v1/runs/{run}")).await.expect_status(200).json();
    let steps = read["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["endpoint"] == "/api/v1/api-tokens").unwrap_or_else(|| panic!("{steps:#?}"));
    assert_eq!((&step["state"], &step["reason"]), (&json!("not_visible"), &json!("E0000006")), "{step}");
    assert!(read["not_evaluated"].as_i64().unwrap() > 0, "{read}");

    let checks = scanned.acme.owner.get(&format!("/v1/runs/{run}/checks")).await.expect_status(200).json();
    let unused = checks["data"].as_array().unwrap().iter().find(|check| check["check"] == "token.unused").unwrap().clone();
    assert_eq!((&unused["found"], &unused["clear"], &unused["not_evaluated"]), (&json!(0), &json!(0), &json!(1)), "{unused}");
    assert_eq!(unused["reasons"][0]["reason"]["kind"], "forbidden", "{unused}");
    let finding = scanned.finding("check=collect.forbidden-endpoint").await;
    assert_eq!(finding["subject"]["kind"], "endpoint", "{finding}");
}

#[tokio::test]
async fn a_credential_says_when_it_would_lapse() {
    let scanned = Scanned::of(Scanned::spec()).await;
    let path = format!("/v1/connections/{}/credentials", scanned.connection);
    let listed = scanned.acme.owner.get(&path).await.expect_status(200).json();
    let time = |field: &str| OffsetDateTime::parse(listed["data"][0][field].as_str().expect(field), &Rfc3339).unwrap();
    assert_eq!(time("lapses_at") - time("last_used_at"), Duration::days(30));
}

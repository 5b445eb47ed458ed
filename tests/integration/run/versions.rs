//! What changes over several runs: versions of objects, and who is in what.

use okta_sim::{Org, OrgSpec};
use oktually_core::ids::ConnectionId;
use oktually_tests::{OktaTenant, TestOkta, succeeded};

use super::picture::closed_versions;

/// Where the numbers of people begin whom flaws bring along, 256 for each flaw.
const ADDED: u64 = 1 << 41;

async fn versions(okta: &TestOkta, kind: &str, id: &str) -> Vec<(bool, serde_json::Value)> {
    sqlx::query_as("select valid_to is null, body from resources where kind = $1 and okta_id = $2 order by valid_from")
        .bind(kind)
        .bind(id)
        .fetch_all(&okta.db.owner)
        .await
        .unwrap()
}

async fn opened_since(okta: &TestOkta, tenant: &OktaTenant, run: oktually_core::ids::RunId) -> i64 {
    sqlx::query_scalar("select count(*) from resources where tenant_id = $1 and valid_from > (select created_at from runs where id = $2)")
        .bind(tenant.id.uuid())
        .bind(run.uuid())
        .fetch_one(&okta.db.owner)
        .await
        .unwrap()
}

/// An org that was scanned once.
async fn scanned(org: OrgSpec) -> (TestOkta, Org, OktaTenant, ConnectionId, oktually_tests::TestWorker) {
    let okta = TestOkta::start(vec![org]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    (okta, acme, tenant, connection, worker)
}

fn org() -> OrgSpec {
    OrgSpec::new("acme").users(450).limit_multiplier(1_000.0)
}

#[tokio::test]
async fn an_org_that_did_not_change_writes_no_version() {
    let (okta, _, tenant, connection, worker) = scanned(org()).await;
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!((opened_since(&okta, &tenant, run.id).await, closed_versions(&okta.db, tenant.id).await), (0, 0));
    // How far it had come could be told from the run before.
    let steps = tenant.scope().await.steps(run.id).await.unwrap();
    let read = steps.iter().filter(|step| step.state == oktually_core::store::StepState::Read);
    assert!(read.clone().count() > 20 && read.clone().all(|step| step.estimate == Some(step.done)), "{steps:?}");
    worker.stop().await;
}

#[tokio::test]
async fn an_object_that_changed_closes_its_version_and_opens_another() {
    let (okta, acme, tenant, connection, worker) = scanned(org()).await;
    acme.deactivate_user(5);
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    let versions = versions(&okta, "user", &acme.user_id(5)).await;
    let seen: Vec<_> = versions.iter().map(|(open, body)| (*open, body["status"].as_str().unwrap_or_default())).collect();
    assert_eq!(seen, [(false, "ACTIVE"), (true, "DEPROVISIONED")]);
    assert_eq!(opened_since(&okta, &tenant, run.id).await, 1, "nothing else was touched");
    worker.stop().await;
}

#[tokio::test]
async fn who_joins_gets_a_version_and_who_vanishes_is_asked_for_by_name_before_being_closed() {
    let (okta, acme, tenant, connection, worker) = scanned(org()).await;
    acme.add_users(3);
    acme.remove_user(5);
    acme.clear_journal();
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(opened_since(&okta, &tenant, run.id).await, 3);
    let gone = acme.user_id(5);
    assert!(matches!(versions(&okta, "user", &gone).await[..], [(false, _)]));
    let asked = acme.journal().iter().filter(|entry| *entry == format!("GET acme.okta.com /api/v1/users/{gone} 404").as_str()).count();
    assert_eq!(asked, 1);
    worker.stop().await;
}

#[tokio::test]
async fn joining_and_leaving_a_group_that_gives_a_role_opens_and_closes_an_edge() {
    let (okta, acme, tenant, connection, worker) = scanned(org().flaw("admin.role-via-large-group")).await;
    let edges = async || tenant.scope().await.edges(connection, "member").await.unwrap();
    let before = edges().await;
    let mut added = (0..64).flat_map(|flaw| (0..8).map(move |number| ADDED + flaw * 256 + number));
    let number = added.find(|number| before.iter().any(|(_, member)| *member == acme.user_id(*number))).expect("a member");
    let left = acme.user_id(number);
    let group = before.iter().find(|(_, member)| *member == left).map(|(group, _)| group.clone()).unwrap();
    acme.remove_user(number);
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert!(!edges().await.contains(&(group.clone(), left.clone())));
    let closed: i64 = sqlx::query_scalar("select count(*) from edges where from_id = $1 and to_id = $2 and valid_to is not null")
        .bind(&group)
        .bind(&left)
        .fetch_one(&okta.db.owner)
        .await
        .unwrap();
    assert_eq!(closed, 1);
    // When the group gives no role any more, it is left alone, with everybody in it.
    acme.set_flaw("admin.role-via-large-group", false);
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert!(edges().await.iter().all(|(from, _)| *from != group));
    worker.stop().await;
}

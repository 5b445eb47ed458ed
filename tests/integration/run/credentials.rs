//! Credentials that Okta refuses, before a run and during one.

use std::time::Duration;

use okta_sim::{Fault, FaultKind, Org, OrgSpec, OutsideZone};
use oktually_core::{
    ids::ConnectionId,
    store::{ConnectionState, CredentialState, CredentialView, RunState, StoreError},
    work::EgressWatch,
};
use oktually_tests::{OktaTenant, TestOkta, TestWorker, eventually, succeeded};

use super::kill::{IN_FLIGHT, requests_later};

/// Small, so that a verification is most of it.
fn org(name: &str) -> OrgSpec {
    OrgSpec::new(name).users(60).limit_multiplier(1_000.0)
}

async fn state(tenant: &OktaTenant, connection: ConnectionId) -> (ConnectionState, Option<String>) {
    let row = tenant.scope().await.connection(connection).await.unwrap();
    (row.state, row.trouble)
}

/// Hands a token over and waits for the verdict.
async fn submitted(tenant: &OktaTenant, connection: ConnectionId, host: &str, token: &str) -> CredentialView {
    let version = tenant.submit_token(connection, host, token).await;
    tenant.judged(connection, version).await
}

/// Hands over what Okta refuses: it is marked, the connection says why, nothing is asked twice, and no run begins.
async fn is_refused(okta: &TestOkta, org: &Org, problem: &str, words: &str) {
    let tenant = okta.tenant(problem).await;
    let connection = tenant.connect("acme").await;
    let credential = submitted(&tenant, connection, &org.host(), &org.token()).await;
    assert_eq!(credential.state, CredentialState::Rejected);
    assert_eq!(credential.problem.as_deref(), Some(problem), "{credential:?}");
    assert!(credential.problem_detail.as_deref().unwrap_or_default().contains(words), "{credential:?}");
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Rejected, Some(problem.to_owned())));
    assert!(tenant.newest_run(connection).await.is_none());
    let asked: Vec<String> = org.journal().iter().map(|entry| format!("{} {}", entry.path, entry.status)).collect();
    assert!(asked.len() <= 2, "{asked:?}");
}

#[tokio::test]
async fn a_revoked_token_is_rejected_in_words() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (org, worker) = (okta.sim.org("acme"), okta.worker());
    org.revoke_tokens();
    is_refused(&okta, &org, "credential_rejected", "revoked").await;
    assert_eq!(org.journal(), ["GET acme.okta.com /.well-known/okta-organization 200", "GET acme.okta.com /api/v1/users/me 401"]);
    worker.stop().await;
}

#[tokio::test]
async fn a_token_of_a_deactivated_owner_is_rejected_in_words() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (org, worker) = (okta.sim.org("acme"), okta.worker());
    org.deactivate_owner();
    is_refused(&okta, &org, "credential_rejected", "its owner was deactivated").await;
    worker.stop().await;
}

#[tokio::test]
async fn a_token_used_from_outside_its_zone_is_rejected_in_words_whichever_way_okta_says_so() {
    let refusals = [(OutsideZone::Forbidden, "credential_refused"), (OutsideZone::InvalidToken, "credential_rejected")];
    for (answer, problem) in refusals {
        let okta = TestOkta::start(vec![org("acme").setup_gap("setup.zone-other").outside_zone(answer)]).await;
        let worker = okta.worker();
        is_refused(&okta, &okta.sim.org("acme"), problem, "outside its network zone").await;
        worker.stop().await;
    }
}

#[tokio::test]
async fn a_host_that_is_no_org_is_told_from_a_bad_token_and_never_sees_it() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    okta.sim.remove_org("acme");
    is_refused(&okta, &acme, "not_an_org", "acme.okta.com").await;
    worker.stop().await;
}

#[tokio::test]
async fn a_connection_stays_with_the_org_it_was_made_for() {
    let okta = TestOkta::start(vec![org("acme"), org("other")]).await;
    let (acme, other, worker) = (okta.sim.org("acme"), okta.sim.org("other"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    let credential = submitted(&tenant, connection, &other.host(), &other.token()).await;
    assert_eq!((credential.state, credential.problem.as_deref()), (CredentialState::Rejected, Some("other_org")));
    // What worked goes on to work.
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, None));
    assert!(succeeded(&tenant.scan_again(connection).await));
    worker.stop().await;
}

#[tokio::test]
async fn another_org_behind_the_same_host_is_noticed_when_a_token_is_handed_over_and_when_a_run_begins() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    let before = tenant.scope().await.resource_counts(connection).await.unwrap();
    acme.replace();
    let credential = submitted(&tenant, connection, &acme.host(), &acme.token()).await;
    assert_eq!((credential.state, credential.problem.as_deref()), (CredentialState::Rejected, Some("other_org")));
    let run = tenant.scan_again(connection).await;
    assert_eq!((run.state, run.problem.as_deref()), (RunState::Failed, Some("other_org")), "{run:?}");
    let asked: Vec<String> = acme.last_entries(2).iter().map(|entry| entry.path.clone()).collect();
    assert_eq!(asked, ["/.well-known/okta-organization"; 2], "no token is sent to another org than the one it was given for");
    assert_eq!(tenant.scope().await.resource_counts(connection).await.unwrap(), before, "two orgs are not mixed");
    worker.stop().await;
}

#[tokio::test]
async fn one_org_is_connected_once_in_a_tenant_and_in_as_many_tenants_as_like() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let first = okta.tenant("First").await;
    let (one, two) = (first.connect("one").await, first.connect("two").await);
    // Both are submitted before either was verified: the second is found out by the org's id, not by the host alone.
    let (a, b) = (first.submit(one, &acme).await, first.submit(two, &acme).await);
    let verdicts = [first.judged(one, a).await, first.judged(two, b).await];
    let accepted = verdicts.iter().filter(|credential| credential.state == CredentialState::Accepted).count();
    let refused = verdicts.iter().find(|credential| credential.state == CredentialState::Rejected).expect("one is refused");
    assert_eq!(accepted, 1, "{verdicts:?}");
    assert!(matches!(refused.problem.as_deref(), Some("org_taken" | "host_taken")), "{refused:?}");
    let third = first.connect("three").await;
    let new = oktually_core::store::NewCredential {
        credential: okta_client::Credential::ApiToken(acme.token().into()),
        host: acme.host(),
        token_name: None,
        through: oktually_core::store::Through::Api,
    };
    let again = first.scope().await.submit_credential(&okta.keyring, third, &new, &oktually_core::store::Actor::Service).await;
    assert!(matches!(again, Err(StoreError::Conflict("host_taken"))), "{again:?}");
    let second = okta.tenant("Second").await;
    let (_, run) = second.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    worker.stop().await;
}

#[tokio::test]
async fn a_token_that_is_revoked_in_mid_run_ends_it_and_nothing_is_asked_afterwards() {
    let okta = TestOkta::start(vec![org("acme").users(400)]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    let version = tenant.submit(connection, &acme).await;
    eventually("the run has begun", async || tenant.newest_run(connection).await).await;
    requests_later(&acme, &tenant, connection, 15).await;
    acme.revoke_tokens();
    let run = tenant.run_ended(connection).await;
    assert_eq!((run.state, run.problem.as_deref()), (RunState::Failed, Some("credential_rejected")), "{run:?}");
    assert!(run.problem_detail.as_deref().unwrap_or_default().contains("revoked"), "{run:?}");
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Rejected, Some("credential_rejected".to_owned())));
    let credential = tenant.judged(connection, version).await;
    assert_eq!(credential.state, CredentialState::Rejected, "{credential:?}");
    let refusals = acme.journal().iter().filter(|entry| entry.status == 401).count() as u64;
    assert!((1..=IN_FLIGHT).contains(&refusals), "{refusals} refusals: at most what was under way at once");
    let asked = acme.journal_len();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(acme.journal_len(), asked, "a dead token is not used again");
    // A new one sets all right again.
    let token = acme.rotate_token();
    assert_eq!(submitted(&tenant, connection, &acme.host(), &token).await.state, CredentialState::Accepted);
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, None));
    worker.stop().await;
}

#[tokio::test]
async fn a_credential_that_is_replaced_in_mid_run_carries_the_run_on() {
    let okta = TestOkta::start(vec![org("acme").users(2_000).limit_multiplier(0.2).window(Duration::from_millis(900))]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    tenant.submit(connection, &acme).await;
    let run =
        eventually("the run reads", async || tenant.newest_run(connection).await.filter(|run| run.state == RunState::Collecting)).await;
    assert_eq!(run.credential_version, Some(1));
    requests_later(&acme, &tenant, connection, 5).await;
    // The same token once more: both are good, so the old one's last answers are no refusals.
    let credential = submitted(&tenant, connection, &acme.host(), &acme.token()).await;
    assert_eq!((credential.version, credential.state), (2, CredentialState::Accepted));
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(run.credential_version, Some(2), "{run:?}");
    assert_eq!(tenant.judged(connection, 1).await.state, CredentialState::Replaced);
    worker.stop().await;
}

#[tokio::test]
async fn a_token_that_is_revoked_once_its_successor_is_in_use_takes_nothing_along() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    acme.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(Duration::from_secs(8))));
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    tenant.submit(connection, &acme).await;
    // The run waits for its answer with the first token, while that one is revoked and the second accepted.
    let waits = async || {
        let asked = acme.journal_len();
        tokio::time::sleep(Duration::from_millis(700)).await;
        (acme.in_flight() > 0 && acme.journal_len() == asked).then_some(())
    };
    eventually("the run waits for its groups", waits).await;
    let successor = acme.rotate_token();
    let credential = submitted(&tenant, connection, &acme.host(), &successor).await;
    assert_eq!((credential.version, credential.state), (2, CredentialState::Accepted));
    let refused = async || acme.journal().iter().any(|entry| entry.path == "/api/v1/groups" && entry.status == 401).then_some(());
    eventually("the answer to the first token is in", refused).await;
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run) && run.credential_version == Some(2), "{run:?}");
    assert_eq!(tenant.judged(connection, 2).await.state, CredentialState::Accepted);
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, None));
    let kept: Vec<i32> =
        sqlx::query_scalar("select version from credentials where sealed is not null").fetch_all(&okta.db.owner).await.unwrap();
    assert_eq!(kept, [2], "a replaced secret is destroyed");
    worker.stop().await;
}

#[tokio::test]
async fn a_token_that_may_read_nothing_any_more_fails_the_run_and_resolves_nothing() {
    let okta = TestOkta::start(vec![org("acme").flaw("net.threatinsight-off").outside_zone(OutsideZone::Forbidden)]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    let before = tenant.findings(connection).await.len();
    acme.set_setup_gap("setup.zone-other", true);
    let run = tenant.scan_again(connection).await;
    assert_eq!((run.state, run.problem.as_deref()), (RunState::Failed, Some("credential_refused")), "{run:?}");
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, Some("credential_refused".to_owned())));
    assert_eq!(tenant.findings(connection).await.len(), before);
    // Once the zone is put right, the next run sets all right.
    acme.set_setup_gap("setup.zone-other", false);
    assert!(succeeded(&tenant.scan_again(connection).await));
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, None));
    worker.stop().await;
}

#[tokio::test]
async fn a_connection_that_is_deleted_while_its_token_is_tried_leaves_nothing_to_do() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    acme.fault(Fault::new("/api/v1/users/me").kind(FaultKind::Slow(Duration::from_secs(2))));
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    tenant.submit(connection, &acme).await;
    eventually("it is tried", async || (acme.in_flight() > 0).then_some(())).await;
    let mut scope = tenant.scope().await;
    scope.delete_connection(connection).await.unwrap();
    scope.commit().await.unwrap();
    let jobs = async || {
        let jobs: Vec<(String, i16, i32)> =
            sqlx::query_as("select kind, state, attempts from jobs order by kind").fetch_all(&okta.db.owner).await.unwrap();
        jobs.iter().all(|(_, state, _)| *state > 2).then_some(jobs)
    };
    let jobs = eventually("every job has ended", jobs).await;
    assert_eq!(jobs, [("erase_connection".to_owned(), 3, 1), ("verify_credential".to_owned(), 4, 1)]);
    worker.stop().await;
}

#[tokio::test]
async fn a_connection_that_is_suspended_while_its_first_token_is_tried_gives_a_word_about_it() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, tenant) = (okta.sim.org("acme"), okta.tenant("Acme").await);
    let connection = tenant.connect("acme").await;
    let version = tenant.submit(connection, &acme).await;
    let mut scope = tenant.scope().await;
    scope.suspend_connection(connection, true).await.unwrap();
    scope.commit().await.unwrap();
    let worker = okta.worker();
    let credential = tenant.judged(connection, version).await;
    assert_eq!((credential.state, credential.problem.as_deref()), (CredentialState::Rejected, Some("cancelled")));
    assert_eq!(acme.journal_len(), 0);
    worker.stop().await;
}

#[tokio::test]
async fn a_submission_that_waits_while_a_newer_one_is_accepted_is_replaced_and_not_refused() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, tenant) = (okta.sim.org("acme"), okta.tenant("Acme").await);
    let connection = tenant.connect("acme").await;
    let overtaken = tenant.submit_token(connection, &acme.host(), "00abcDEFghijklMNOpqrSTUvwxYZ0123456789abcd").await;
    let later = "update jobs set run_at = now() + interval '1 hour' where kind = 'verify_credential'";
    sqlx::query(later).execute(&okta.db.owner).await.unwrap();
    let worker = okta.worker();
    assert_eq!(submitted(&tenant, connection, &acme.host(), &acme.token()).await.state, CredentialState::Accepted);
    let sooner = "update jobs set run_at = now() where kind = 'verify_credential' and state = 1";
    sqlx::query(sooner).execute(&okta.db.owner).await.unwrap();
    sqlx::query("update lanes set due_at = now() where lane like 'verify:%' and lease is null").execute(&okta.db.owner).await.unwrap();
    let over = async || {
        let open: i64 = sqlx::query_scalar("select count(*) from jobs where kind = 'verify_credential' and state <= 2")
            .fetch_one(&okta.db.owner)
            .await
            .unwrap();
        (open == 0).then_some(())
    };
    eventually("its verification ends", over).await;
    let credential = tenant.scope().await.credential(connection, overtaken).await.unwrap();
    assert_eq!((credential.state, credential.problem), (CredentialState::Replaced, None));
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, None));
    worker.stop().await;
}

#[tokio::test]
async fn a_first_token_that_could_not_be_tried_for_long_is_not_refused_and_is_tried_again() {
    let okta = TestOkta::start(vec![org("acme")]).await;
    let (acme, tenant) = (okta.sim.org("acme"), okta.tenant("Acme").await);
    let connection = tenant.connect("acme").await;
    okta.sim.set_gateway(false);
    let version = tenant.submit(connection, &acme).await;
    sqlx::query("update jobs set attempts = max_attempts - 1").execute(&okta.db.owner).await.unwrap();
    let advertised = vec![okta.sim.caller()];
    let worker = TestWorker::start(okta.db.worker.clone(), okta.keyring.clone(), okta.egress(), advertised, EgressWatch::new(None));
    let given_up = async || (state(&tenant, connection).await.1.as_deref() == Some("attempts_exhausted")).then_some(());
    eventually("the last attempt is over", given_up).await;
    assert_eq!(state(&tenant, connection).await.0, ConnectionState::Verifying);
    assert_eq!(tenant.scope().await.credential(connection, version).await.unwrap().state, CredentialState::Submitted);
    assert_eq!(acme.journal_len(), 0);

    okta.sim.set_gateway(true);
    sqlx::query("update jobs set run_at = now() where kind = 'verify_credential' and state = 1").execute(&okta.db.owner).await.unwrap();
    sqlx::query("update lanes set due_at = now() where lease is null").execute(&okta.db.owner).await.unwrap();
    assert_eq!(tenant.judged(connection, version).await.state, CredentialState::Accepted);
    assert!(succeeded(&tenant.run_ended(connection).await));
    assert_eq!(state(&tenant, connection).await, (ConnectionState::Active, None));
    worker.stop().await;
}

//! Lists that behave as Okta's have been seen to.

use std::time::Duration;

use futures::future::join_all;
use okta_sim::{Fault, FaultKind, Oddity, Org, OrgSpec};
use oktually_core::{
    ids::ConnectionId,
    store::{Run, StepState},
};
use oktually_tests::{OktaTenant, TestOkta, succeeded};

use super::{kill::requests_later, picture::Picture};

#[tokio::test(flavor = "multi_thread")]
async fn a_peculiar_list_gives_the_same_objects() {
    let oddities = [
        ("foreign-hosts", Oddity::ForeignHosts),
        ("dropped-parameters", Oddity::DroppedParameters),
        ("comma-joined", Oddity::CommaJoined),
        ("repeated-next", Oddity::RepeatedNext),
        ("short-pages", Oddity::ShortPages),
        ("cursors-that-expire", Oddity::CursorExpiry(40)),
        ("next-without-self", Oddity::NextWithoutSelf),
        ("empty-next", Oddity::EmptyNext),
        ("lost-expand", Oddity::LostExpand),
        ("nothings", Oddity::Nothings),
        ("novelties", Oddity::Novelties),
        ("wire-forms", Oddity::WireForms),
        ("search-lag", Oddity::SearchLag),
        ("flapping", Oddity::Flapping),
        ("secrets-in-apps", Oddity::SecretsInApps),
        ("both-limits", Oddity::BothLimits),
    ];
    let orgs = oddities.iter().map(|(name, _)| OrgSpec::new(*name).users(900).limit_multiplier(1_000.0)).collect();
    let okta = TestOkta::start(orgs).await;
    let worker = okta.worker();
    let scans = oddities.iter().map(async |(name, oddity)| {
        let org = okta.sim.org(name);
        let mut pictures = Vec::new();
        for odd in [false, true] {
            org.set_oddity(*oddity, odd);
            let tenant = okta.tenant(name).await;
            let (connection, run) = tenant.scan(&org).await;
            assert!(succeeded(&run) && run.not_evaluated == Some(0), "{name}: {run:?}");
            pictures.push(Picture::of(&okta.db, &tenant, connection).await);
        }
        pictures[1].assert_like(&pictures[0]);
        assert_eq!(org.violation_count(), 0, "{name}: {:?}", org.violations());
    });
    join_all(scans).await;
    worker.stop().await;
}

async fn began_anew_and_missed_nobody(tenant: &OktaTenant, connection: ConnectionId, run: &Run, org: &Org) {
    let steps = tenant.scope().await.steps(run.id).await.unwrap();
    let users = steps.iter().find(|step| step.step == "users").unwrap();
    assert_eq!((users.state, users.restarts), (StepState::Read, 1), "{users:?}");
    let counts = tenant.scope().await.resource_counts(connection).await.unwrap();
    let users = counts.iter().find(|(kind, _)| kind == "user").map(|(_, count)| count.unsigned_abs());
    assert_eq!(users, Some(org.truth().users));
}

#[tokio::test]
async fn a_list_whose_cursor_expires_midway_is_begun_anew() {
    let org = OrgSpec::new("acme").users(4_000).limit_multiplier(0.2).window(Duration::from_secs(1));
    let okta = TestOkta::start(vec![org]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let connection = tenant.connect("acme").await;
    let version = tenant.submit(connection, &acme).await;
    tenant.judged(connection, version).await;
    requests_later(&acme, &tenant, connection, 8).await;
    // From now on only cursors are good that say when they were issued.
    acme.set_oddity(Oddity::CursorExpiry(1_000), true);
    let run = tenant.run_ended(connection).await;
    assert!(succeeded(&run) && run.not_evaluated == Some(0), "{run:?}");
    began_anew_and_missed_nobody(&tenant, connection, &run, &acme).await;
    worker.stop().await;
}

#[tokio::test]
async fn a_list_that_is_begun_anew_may_lead_over_the_same_pages_again() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(900).limit_multiplier(1_000.0)]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (connection, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run), "{run:?}");
    // Behind two pages, a cursor is refused once; the pages before it are then read, and named, a second time.
    acme.fault(Fault::new("/api/v1/users$").kind(FaultKind::CursorExpired).after(2));
    let run = tenant.scan_again(connection).await;
    assert!(succeeded(&run) && run.not_evaluated == Some(0), "{run:?}");
    began_anew_and_missed_nobody(&tenant, connection, &run, &acme).await;
    worker.stop().await;
}

#[tokio::test]
async fn a_list_whose_cursors_are_never_good_is_said_to_be_unreadable() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(900).limit_multiplier(1_000.0).oddity(Oddity::CursorExpiry(0))]).await;
    let (acme, worker) = (okta.sim.org("acme"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let (_, run) = tenant.scan(&acme).await;
    assert!(succeeded(&run) && run.not_evaluated > Some(0), "{run:?}");
    let steps = tenant.scope().await.steps(run.id).await.unwrap();
    let users = steps.iter().find(|step| step.step == "users").unwrap();
    assert_eq!((users.state, users.reason.as_deref()), (StepState::Unreadable, Some("cursor_expired")));
    worker.stop().await;
}

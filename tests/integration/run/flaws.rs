//! Each flaw of an org is found, and nothing is found where there is none.

use std::collections::BTreeSet;

use futures::future::join_all;
use okta_sim::{Flaw, OrgSpec, Table};
use oktually_tests::{TestOkta, succeeded};

#[tokio::test]
async fn an_org_without_flaws_has_no_findings_and_everything_is_evaluated() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(300).table(Table::Wide)]).await;
    let worker = okta.worker();
    let acme = okta.tenant("Acme").await;
    let (connection, run) = acme.scan(&okta.sim.org("acme")).await;
    assert!(succeeded(&run), "{run:?}");
    let findings = acme.findings(connection).await;
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(run.not_evaluated, Some(0), "{:#?}", acme.store().tenant(acme.id).await.unwrap().run_checks(run.id).await.unwrap());
    assert_eq!(okta.sim.org("acme").violation_count(), 0);
    worker.stop().await;
}

#[tokio::test]
async fn with_the_narrow_table_only_the_refused_endpoints_are_found_and_the_rest_is_not_evaluated() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").users(300).table(Table::Narrow)]).await;
    let worker = okta.worker();
    let acme = okta.tenant("Acme").await;
    let (connection, run) = acme.scan(&okta.sim.org("acme")).await;
    assert!(succeeded(&run), "{run:?}");
    assert_eq!(acme.found(connection).await, ["collect.forbidden-endpoint"]);
    assert!(run.not_evaluated > Some(0), "{run:?}");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_flaw_is_found_and_nothing_else() {
    // A name that ends in `-admin` would be the admin console's.
    let name = |flaw: &Flaw| format!("{}-org", flaw.id.replace('.', "-"));
    let orgs = Flaw::ALL
        .iter()
        .enumerate()
        .map(|(seed, flaw)| OrgSpec::new(name(flaw)).seed(seed as u64 + 1).users(60).limit_multiplier(1_000.0).flaw(flaw.id))
        .collect();
    let okta = TestOkta::start(orgs).await;
    let worker = okta.worker();
    let scans = Flaw::ALL.iter().map(|flaw| {
        let okta = &okta;
        async move {
            let tenant = okta.tenant(flaw.id).await;
            let (connection, run) = tenant.scan(&okta.sim.org(&name(flaw))).await;
            assert!(succeeded(&run), "{}: {run:?}", flaw.id);
            (flaw, tenant.found(connection).await)
        }
    });
    let mut wrong = Vec::new();
    for (flaw, found) in join_all(scans).await {
        let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
        let allowed: BTreeSet<&str> = flaw.also.iter().copied().chain([flaw.id]).collect();
        if !found.contains(flaw.id) || !found.is_subset(&allowed) {
            wrong.push(format!("{}: found {found:?}, allowed {allowed:?}", flaw.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    worker.stop().await;
}

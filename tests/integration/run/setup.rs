//! The set-up report against every gap that an administrator may leave.

use std::collections::BTreeMap;

use okta_sim::{Fault, FaultKind, Gap, OrgSpec, Table};
use oktually_core::{
    setup::{SetupReport, Verdict},
    store::CredentialState,
};
use oktually_tests::TestOkta;

/// The steps that are not in order because of a gap. Without one, all are.
fn expected(gap: &str) -> &'static [(&'static str, Verdict)] {
    use Verdict::{CannotTell, Missing};
    match gap {
        "setup.no-read-only-role" => &[("read_only_role", Missing), ("network_zone", CannotTell), ("rate_share", CannotTell)],
        "setup.no-custom-role" | "setup.no-resource-set" => &[
            ("read_only_role", CannotTell),
            ("custom_role", Missing),
            ("resource_set", CannotTell),
            ("no_more_power", CannotTell),
            ("network_zone", CannotTell),
            ("rate_share", CannotTell),
        ],
        "setup.no-iam-permission" => {
            &[("read_only_role", CannotTell), ("custom_role", Missing), ("resource_set", CannotTell), ("no_more_power", CannotTell)]
        }
        "setup.no-api-tokens-permission" => {
            &[("custom_role", Missing), ("resource_set", Missing), ("network_zone", CannotTell), ("rate_share", CannotTell)]
        }
        "setup.resource-set-narrow" => &[("resource_set", Missing)],
        "setup.super-admin" => &[("no_more_power", Missing)],
        "setup.no-zone" | "setup.zone-wide" => &[("network_zone", Missing)],
        "setup.share-100" | "setup.share-10" => &[("rate_share", Missing)],
        "setup.person" => {
            &[("service_account", Missing), ("no_more_power", Missing), ("network_zone", CannotTell), ("rate_share", CannotTell)]
        }
        "setup.two-tokens" => &[("service_account", Missing), ("network_zone", CannotTell), ("rate_share", CannotTell)],
        // Nothing can be read at all, and the credential is refused: that is a test of its own.
        "setup.zone-other" => &[],
        other => panic!("the gap {other} has no line in this table"),
    }
}

async fn report(okta: &TestOkta, org: &str) -> (CredentialState, Option<SetupReport>) {
    let tenant = okta.tenant(org).await;
    let connection = tenant.connect(org).await;
    let version = tenant.submit(connection, &okta.sim.org(org)).await;
    let state = tenant.judged(connection, version).await.state;
    let report = tenant.scope().await.setup_report(connection, Some(version)).await.unwrap();
    (state, report.map(|(_, _, report)| serde_json::from_value(report).unwrap()))
}

fn lacking(report: &SetupReport) -> BTreeMap<String, Verdict> {
    report.steps.iter().filter(|step| step.verdict != Verdict::Ok).map(|step| (step.id.clone(), step.verdict)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_gap_shows_in_its_own_step_and_nowhere_else() {
    let name = |gap: &Gap| format!("{}-org", gap.id.replace('.', "-"));
    let orgs = Gap::ALL.iter().map(|gap| OrgSpec::new(name(gap)).users(40).limit_multiplier(1_000.0).setup_gap(gap.id)).collect();
    let okta = TestOkta::start(orgs).await;
    let worker = okta.worker();
    let mut wrong = Vec::new();
    for gap in Gap::ALL {
        let (state, report) = report(&okta, &name(gap)).await;
        if gap.id == "setup.zone-other" {
            assert!(state == CredentialState::Rejected && report.is_none());
            continue;
        }
        let report = report.expect("an accepted credential has a report");
        let seen = lacking(&report);
        let expected: BTreeMap<String, Verdict> = expected(gap.id).iter().map(|(step, verdict)| ((*step).to_owned(), *verdict)).collect();
        if seen != expected {
            wrong.push(format!("{}: {seen:?} instead of {expected:?}\n{:#?}", gap.id, report.steps));
        }
        for step in report.steps.iter().filter(|step| step.verdict != Verdict::Ok) {
            assert!(step.remedy.as_ref().is_some_and(|remedy| remedy.contains('›')), "{}: {step:?} does not say what to click", gap.id);
        }
        let required = expected.keys().any(|step| ["read_only_role", "custom_role", "resource_set"].contains(&step.as_str()));
        assert_eq!(report.is_complete(), !required, "{}", gap.id);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    worker.stop().await;
}

#[tokio::test]
async fn without_a_gap_every_step_is_in_order_and_its_cost_is_told() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").limit_multiplier(1_000.0)]).await;
    let worker = okta.worker();
    let (state, report) = report(&okta, "acme").await;
    let report = report.unwrap();
    assert_eq!((state, lacking(&report), report.writes), (CredentialState::Accepted, BTreeMap::new(), 0));
    assert_eq!(report.steps.len(), 7);
    assert!((5..=12).contains(&report.requests), "{} requests", report.requests);
    assert_eq!(okta.sim.org("acme").violation_count(), 0);
    worker.stop().await;
}

#[tokio::test]
async fn shares_that_okta_does_not_show_cannot_be_told() {
    let okta = TestOkta::start(vec![OrgSpec::new("acme").table(Table::Narrow).limit_multiplier(1_000.0)]).await;
    let worker = okta.worker();
    let (_, report) = report(&okta, "acme").await;
    assert_eq!(lacking(&report.unwrap()), BTreeMap::from([("rate_share".to_owned(), Verdict::CannotTell)]));
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_read_costs_its_step_and_never_the_token() {
    const ROLES: &[&str] = &["read_only_role", "custom_role", "resource_set", "no_more_power"];
    let faults: [(&str, &str, FaultKind, &[&str]); 9] = [
        ("zones-cursor", "/api/v1/zones", FaultKind::CursorExpired, &["network_zone"]),
        ("zones-huge", "/api/v1/zones", FaultKind::Huge(40 << 20), &["network_zone"]),
        ("zones-astray", "/api/v1/zones", FaultKind::Oauth(200, "a".into(), "b".into()), &["network_zone"]),
        ("tokens", "/api/v1/api-tokens", FaultKind::Status(400), &["network_zone", "rate_share"]),
        ("shares", "/api/v1/principal-rate-limits", FaultKind::Status(400), &["rate_share"]),
        ("org", "/api/v1/org", FaultKind::WrongJson, &[]),
        ("roles", "/api/v1/users/00u", FaultKind::Status(400), ROLES),
        ("role", "/api/v1/iam/roles", FaultKind::Status(400), &["custom_role", "resource_set", "no_more_power"]),
        ("set", "/api/v1/iam/resource-sets", FaultKind::Status(400), &["resource_set"]),
    ];
    let orgs = faults.iter().map(|(name, ..)| OrgSpec::new(*name).users(40).limit_multiplier(1_000.0)).collect();
    let okta = TestOkta::start(orgs).await;
    let worker = okta.worker();
    for (name, path, kind, steps) in faults {
        okta.sim.org(name).fault(Fault::new(path).kind(kind).always());
        let (state, report) = report(&okta, name).await;
        let report = report.unwrap_or_else(|| panic!("{name}: {state:?}"));
        let expected = steps.iter().map(|step| ((*step).to_owned(), Verdict::CannotTell)).collect();
        assert_eq!((state, lacking(&report)), (CredentialState::Accepted, expected), "{name}: {:#?}", report.steps);
    }
    worker.stop().await;
}

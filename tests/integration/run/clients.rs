//! OAuth clients as credentials: service apps and API service integrations.

use std::collections::BTreeMap;

use okta_client::{ClientKey, ClientSecret, Credential, SigningKey};
use okta_sim::{ClientSpec, Dpop, Fault, FaultKind, Org, OrgSpec, WithoutRole};
use oktually_core::{
    ids::ConnectionId,
    setup::{SetupReport, Verdict},
    store::{ConnectionState, CredentialKind, CredentialState, CredentialView, StepState},
};
use oktually_tests::{OktaTenant, TestOkta, TestWorker, credential_of, eventually, succeeded};

const LOGS: &str = "okta.logs.read";

fn org(client: ClientSpec) -> OrgSpec {
    OrgSpec::new("acme").users(120).limit_multiplier(1_000.0).client(client)
}

/// An org with one client, handed over and judged.
struct Handed {
    okta: TestOkta,
    acme: Org,
    tenant: OktaTenant,
    connection: ConnectionId,
    credential: CredentialView,
}

impl Handed {
    async fn over(spec: OrgSpec) -> (Self, TestWorker) {
        let okta = TestOkta::start(vec![spec]).await;
        let (acme, worker, tenant) = (okta.sim.org("acme"), okta.worker(), okta.tenant("Acme").await);
        let connection = tenant.connect("acme").await;
        let version = tenant.submit_client(connection, &acme, &acme.clients()[0]).await;
        let credential = tenant.judged(connection, version).await;
        (Self { okta, acme, tenant, connection, credential }, worker)
    }

    async fn report(&self) -> SetupReport {
        let report = self.tenant.scope().await.setup_report(self.connection, Some(self.credential.version)).await.unwrap();
        serde_json::from_value(report.expect("an accepted credential has a report").2).unwrap()
    }
}

fn lacking(report: &SetupReport) -> BTreeMap<&str, Verdict> {
    report.steps.iter().filter(|step| step.verdict != Verdict::Ok).map(|step| (step.id.as_str(), step.verdict)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_client_reads_what_a_token_reads() {
    // A token that carries the app's name would be found, rightly: the app could take its place.
    const NAME: &str = "Posture reader";
    let okta = TestOkta::start(vec![
        OrgSpec::new("acme").users(120).limit_multiplier(1_000.0),
        OrgSpec::new("service").users(120).limit_multiplier(1_000.0).client(ClientSpec::service_app(NAME)),
        OrgSpec::new("secret").users(120).limit_multiplier(1_000.0).client(ClientSpec::integration(NAME)),
        OrgSpec::new("key").users(120).limit_multiplier(1_000.0).client(ClientSpec::integration_with_key(NAME)),
    ])
    .await;
    let worker = okta.worker();
    let tenant = okta.tenant("Acme").await;
    for (name, kind, bound) in [
        ("service", CredentialKind::PrivateKey, true),
        ("secret", CredentialKind::ClientSecret, true),
        ("key", CredentialKind::PrivateKey, true),
    ] {
        let org = okta.sim.org(name);
        let connection = tenant.connect(name).await;
        let version = tenant.submit_client(connection, &org, &org.client(NAME)).await;
        let run = tenant.run_ended(connection).await;
        assert!(succeeded(&run), "{name}: {run:?}");
        let credential = tenant.judged(connection, version).await;
        assert_eq!((credential.kind, credential.state), (kind, CredentialState::Accepted), "{name}");
        assert_eq!(credential.client_id.as_deref(), Some(org.client(NAME).id().as_str()));
        let grants = &credential.grants.as_ref().unwrap().0;
        assert_eq!((grants.refused.len(), grants.bound), (0, bound), "{name}: {grants:?}");
        // Okta lists integrations elsewhere than apps: what they may do cannot be looked at.
        let unseen = if name == "service" { 0 } else { 2 };
        assert_eq!(run.not_evaluated, Some(unseen), "{name}");
        assert_eq!(tenant.found(connection).await, [""; 0], "{name}");
        let counts: BTreeMap<String, i64> = tenant.scope().await.resource_counts(connection).await.unwrap().into_iter().collect();
        let truth = org.truth();
        let expected = [("user", truth.users), ("group", truth.groups), ("api_token", truth.tokens), ("policy", truth.policies)];
        for (what, number) in expected {
            assert_eq!(counts.get(what).copied(), i64::try_from(number).ok(), "{name}: {what}");
        }
        assert_eq!(org.violation_count(), 0, "{name}");
    }
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_gap_of_a_service_app_shows_in_its_own_step() {
    use Verdict::{CannotTell, Missing};
    let app = || ClientSpec::service_app("Oktually");
    let without = |scope: &str| okta_sim::READ_SCOPES.iter().copied().filter(move |known| *known != scope).collect::<Vec<_>>();
    type Lacking<'a> = &'a [(&'a str, Verdict)];
    let gaps: [(&str, ClientSpec, Lacking<'_>); 8] = [
        ("nothing", app(), &[]),
        ("anywhere", app().anywhere(), &[("network_zone", Missing)]),
        ("share", app().share(100, 100), &[("rate_share", Missing)]),
        ("super", app().roles(["SUPER_ADMIN"]), &[("read_only_role", Missing), ("no_more_power", Missing)]),
        (
            "no-custom-role",
            app().without_custom_role(),
            &[("read_only_role", CannotTell), ("custom_role", Missing), ("resource_set", CannotTell), ("no_more_power", CannotTell)],
        ),
        (
            "no-role",
            app().without_custom_role().roles([""; 0]),
            &[
                ("app", CannotTell),
                ("read_only_role", Missing),
                ("custom_role", Missing),
                ("resource_set", CannotTell),
                ("no_more_power", CannotTell),
                ("network_zone", CannotTell),
                ("rate_share", CannotTell),
            ],
        ),
        ("no-zones-scope", app().scopes(without("okta.networkZones.read")), &[("scopes", Missing), ("network_zone", CannotTell)]),
        (
            "no-roles-scope",
            app().scopes(without("okta.roles.read")),
            &[
                ("scopes", Missing),
                ("read_only_role", CannotTell),
                ("custom_role", CannotTell),
                ("resource_set", CannotTell),
                ("no_more_power", CannotTell),
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (gap, client, expected) in gaps {
        let (handed, worker) = Handed::over(org(client)).await;
        assert_eq!(handed.credential.state, CredentialState::Accepted, "{gap}: {:?}", handed.credential);
        let report = handed.report().await;
        let (seen, expected) = (lacking(&report), expected.iter().copied().collect());
        if seen != expected {
            wrong.push(format!("{gap}: {seen:?} instead of {expected:?}\n{:#?}", report.steps));
        }
        assert!(report.steps.iter().all(|step| step.remedy.as_ref().is_none_or(|remedy| remedy.contains('›'))), "{gap}");
        assert_eq!((report.writes, report.proof_of_possession), (0, Some(true)), "{gap}");
        worker.stop().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reason_for_a_refusal_is_told_apart() {
    let service = || ClientSpec::service_app("Oktually");
    let okta = TestOkta::start(vec![
        OrgSpec::new("acme")
            .users(40)
            .limit_multiplier(1_000.0)
            .client(service())
            .client(ClientSpec::service_app("Offices").from_the_offices())
            .client(ClientSpec::integration("Integration"))
            .client(ClientSpec::integration_with_key("Keyed"))
            .client(ClientSpec::service_app("Retired"))
            .client(ClientSpec::web_app("Web"))
            .client(ClientSpec::service_app("Elsewhere").scopes(["okta.users.manage"])),
        OrgSpec::new("globex").users(40).limit_multiplier(1_000.0).client(ClientSpec::integration("Integration")),
    ])
    .await;
    let (acme, globex, worker) = (okta.sim.org("acme"), okta.sim.org("globex"), okta.worker());
    let tenant = okta.tenant("Acme").await;
    let key = |id: &str, jwk: &str, key_id: Option<&str>| {
        let mut read = SigningKey::parse(jwk).unwrap();
        if let Some(key_id) = key_id {
            read.key_id = Some(key_id.parse().unwrap());
        }
        Credential::PrivateKey(ClientKey::new(id.parse().unwrap(), read, None).unwrap())
    };
    let secret = |id: &str, secret: &str| Credential::ClientSecret(ClientSecret::parse(id.parse().unwrap(), secret).unwrap().0);
    let (app, offices) = (acme.client("Oktually"), acme.client("Offices"));
    let (integration, web) = (acme.client("Integration"), acme.client("Web"));
    let (keyed, retired) = (acme.client("Keyed"), acme.client("Retired"));
    retired.set_keys_active(false);
    let refusals = [
        ("unknown_client", key("0oaNoSuchClient12345", &app.private_jwk(), None)),
        ("unknown_kid", key(&app.id(), &app.private_jwk(), Some("another"))),
        ("bad_signature", key(&app.id(), &offices.private_jwk(), Some(&app.key_id()))),
        ("outside_zone", credential_of(&offices)),
        ("no_key_registered", credential_of(&retired)),
        ("wrong_method", secret(&keyed.id(), &integration.secret())),
        ("wrong_secret", secret(&integration.id(), &globex.client("Integration").secret())),
        ("key_demanded", secret(&app.id(), &integration.secret())),
        ("not_a_service_app", secret(&web.id(), &web.secret())),
        ("scope_missing", credential_of(&acme.client("Elsewhere"))),
    ];
    for (problem, credential) in refusals {
        let connection = tenant.connect(problem).await;
        let version = tenant.submit_credential(connection, &acme.host(), credential).await;
        let judged = tenant.judged(connection, version).await;
        assert_eq!((judged.state, judged.problem.as_deref()), (CredentialState::Rejected, Some(problem)), "{judged:?}");
        assert!(judged.problem_detail.is_some_and(|detail| detail.len() > 20), "{problem} is not explained");
        let mut scope = tenant.scope().await;
        scope.delete_connection(connection).await.unwrap();
        scope.commit().await.unwrap();
    }
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_that_only_okta_knows_of_is_told_apart() {
    let refusals = [
        ("wrong_audience", 401, "invalid_client", "The audience claim for client_assertion must be the endpoint invoked for the request."),
        ("wrong_algorithm", 401, "invalid_client", "The client_assertion JWT signature algorithm is invalid."),
        ("bad_key_set", 401, "invalid_client", "The client JWKSet is invalid."),
        ("wrong_method", 401, "invalid_client", "Client authentication failed. Either the client or the client credentials are invalid."),
        ("dpop_demanded", 400, "invalid_dpop_proof", "The DPoP proof JWT header is missing."),
        ("dpop_refused", 400, "invalid_dpop_proof", "'htu' claim in the DPoP proof JWT is invalid."),
        ("clock_skew", 401, "invalid_client", "The client_assertion token is expired."),
    ];
    let orgs = refusals.iter().map(|(problem, ..)| OrgSpec::new(problem.replace('_', "-")).users(20).service_app("Oktually"));
    let okta = TestOkta::start(orgs.collect()).await;
    let worker = okta.worker();
    for (problem, status, error, description) in refusals {
        let org = okta.sim.org(&problem.replace('_', "-"));
        org.fault(Fault::new("/oauth2/v1/token").kind(FaultKind::Oauth(status, error.into(), description.into())).always());
        let tenant = okta.tenant(problem).await;
        let connection = tenant.connect(problem).await;
        let version = tenant.submit_client(connection, &org, &org.client("Oktually")).await;
        let judged = tenant.judged(connection, version).await;
        assert_eq!((judged.state, judged.problem.as_deref()), (CredentialState::Rejected, Some(problem)), "{judged:?}");
        let detail = judged.problem_detail.unwrap();
        assert!(detail.contains(error) && detail.contains("Okta's request "), "{problem}: {detail}");
    }
    worker.stop().await;
}

#[tokio::test]
async fn endpoints_that_take_no_oauth_cost_their_steps_and_not_the_credential() {
    let closed = ["/api/v1/apps/{id}", "/api/v1/api-tokens", "/api/v1/principal-rate-limits", "/api/v1/zones"];
    for status in [401, 403] {
        let okta = TestOkta::start(vec![org(ClientSpec::service_app("Oktually"))]).await;
        let (acme, worker, tenant) = (okta.sim.org("acme"), okta.worker(), okta.tenant("Acme").await);
        closed.iter().for_each(|pattern| acme.set_oauth_refused(pattern, Some(status)));
        let connection = tenant.connect("acme").await;
        let version = tenant.submit_client(connection, &acme, &acme.client("Oktually")).await;
        let credential = tenant.judged(connection, version).await;
        assert_eq!(credential.state, CredentialState::Accepted, "{credential:?}");
        let handed = Handed { okta, acme, tenant, connection, credential };
        let report = handed.report().await;
        let expected = ["app", "network_zone", "rate_share"].map(|step| (step, Verdict::CannotTell)).into();
        assert_eq!(lacking(&report), expected, "{status}: {:#?}", report.steps);
        assert!(report.requests < 30, "{}", report.requests);
        worker.stop().await;
    }
}

#[tokio::test]
async fn tokens_that_okta_takes_nowhere_reject_the_credential() {
    let okta = TestOkta::start(vec![org(ClientSpec::service_app("Oktually"))]).await;
    let (acme, worker, tenant) = (okta.sim.org("acme"), okta.worker(), okta.tenant("Acme").await);
    for pattern in ["/api/v1/apps/{id}", "/api/v1/apps", "/api/v1/org", "/api/v1/groups", "/api/v1/users", "/api/v1/logs"] {
        acme.set_oauth_refused(pattern, Some(401));
    }
    let connection = tenant.connect("acme").await;
    let version = tenant.submit_client(connection, &acme, &acme.client("Oktually")).await;
    let judged = tenant.judged(connection, version).await;
    assert_eq!((judged.state, judged.problem.as_deref()), (CredentialState::Rejected, Some("token_invalid")), "{judged:?}");
    worker.stop().await;
}

#[tokio::test]
async fn with_the_log_s_scope_alone_a_connection_is_healthy_and_nothing_is_scanned() {
    let (handed, worker) = Handed::over(org(ClientSpec::service_app("Oktually").scopes([LOGS]))).await;
    assert_eq!(handed.credential.state, CredentialState::Accepted, "{:?}", handed.credential);
    let report = handed.report().await;
    let scopes = report.steps.iter().find(|step| step.id == "scopes").unwrap();
    assert!(scopes.seen.contains("the System Log is read"), "{scopes:?}");
    let connection = handed.tenant.scope().await.connection(handed.connection).await.unwrap();
    assert_eq!((connection.state, connection.trouble), (ConnectionState::Active, None));
    assert!(handed.tenant.newest_run(handed.connection).await.is_none());
    let asked = handed.acme.journal();
    assert!(asked.iter().all(|line| line.path.contains("/oauth2/v1/token") || line.path.contains(".well-known")), "{asked:?}");

    // More is granted later, and found when the connection is verified again.
    for scope in okta_sim::READ_SCOPES {
        handed.acme.client("Oktually").grant_scope(scope);
    }
    let version = handed.tenant.submit_client(handed.connection, &handed.acme, &handed.acme.client("Oktually")).await;
    let again = handed.tenant.judged(handed.connection, version).await;
    assert!(again.grants.is_some_and(|grants| grants.0.refused.is_empty()));
    worker.stop().await;
}

#[tokio::test]
async fn a_role_that_is_taken_away_hides_the_org_and_does_not_empty_it() {
    let spec = org(ClientSpec::service_app("Oktually")).without_role(WithoutRole::Empty);
    let (handed, worker) = Handed::over(spec).await;
    let run = handed.tenant.run_ended(handed.connection).await;
    assert!(succeeded(&run) && run.not_evaluated == Some(0), "{run:?}");
    let before = handed.tenant.scope().await.resource_counts(handed.connection).await.unwrap();
    handed.acme.client("Oktually").set_roles([""; 0], false);
    let run = handed.tenant.scan_again(handed.connection).await;
    assert!(succeeded(&run) && run.not_evaluated > Some(0), "{run:?}");
    let steps = handed.tenant.scope().await.steps(run.id).await.unwrap();
    let users = steps.iter().find(|step| step.step == "users").unwrap();
    assert_eq!((users.state, users.reason.as_deref()), (StepState::NotVisible, Some("empty_list")));
    let after = handed.tenant.scope().await.resource_counts(handed.connection).await.unwrap();
    for kind in ["user", "group", "zone"] {
        let count = |counts: &[(String, i64)]| counts.iter().find(|(known, _)| known == kind).map(|(_, count)| *count);
        assert_eq!(count(&before), count(&after), "{kind}");
    }
    worker.stop().await;
}

#[tokio::test]
async fn a_scope_that_is_taken_away_later_is_noticed_and_named() {
    let (handed, worker) = Handed::over(org(ClientSpec::service_app("Oktually"))).await;
    assert!(succeeded(&handed.tenant.run_ended(handed.connection).await));
    handed.acme.client("Oktually").revoke_scope("okta.networkZones.read");
    let run = handed.tenant.scan_again(handed.connection).await;
    assert!(succeeded(&run), "{run:?}");
    let findings = handed.tenant.findings(handed.connection).await;
    let forbidden = findings.iter().find(|finding| finding.check_id == "collect.forbidden-endpoint").expect("it is found");
    assert!(forbidden.summary.contains("okta.networkZones.read"), "{}", forbidden.summary);
    let grants = handed.tenant.scope().await.credential(handed.connection, 1).await.unwrap().grants.unwrap().0;
    assert!(grants.refused.contains("okta.networkZones.read"));
    worker.stop().await;
}

#[tokio::test]
async fn a_client_that_is_deactivated_stops_the_connection_and_a_token_takes_its_place() {
    let (handed, worker) = Handed::over(org(ClientSpec::service_app("Oktually").dpop(Dpop::Offered))).await;
    assert!(succeeded(&handed.tenant.run_ended(handed.connection).await));
    handed.acme.client("Oktually").set_active(false);
    let run = handed.tenant.scan_again(handed.connection).await;
    assert!(!succeeded(&run), "{run:?}");
    let row = handed.tenant.scope().await.connection(handed.connection).await.unwrap();
    assert_eq!(row.state, ConnectionState::Rejected, "{row:?}");
    let version = handed.tenant.submit(handed.connection, &handed.acme).await;
    assert_eq!(handed.tenant.judged(handed.connection, version).await.state, CredentialState::Accepted);
    let row = eventually("it is active again", async || {
        let row = handed.tenant.scope().await.connection(handed.connection).await.unwrap();
        (row.state == ConnectionState::Active).then_some(row)
    })
    .await;
    assert_eq!((row.trouble, row.credential_version), (None, Some(version)));
    assert!(handed.okta.sim.org("acme").journal().iter().any(|line| line.path.contains("/api/v1/users/me")));
    worker.stop().await;
}

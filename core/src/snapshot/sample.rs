//! A flawless org, for tests to spoil.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{
    Access, AccessAction, Alternative, ApiToken, App, Binding, Coverage, CustomRole, Engine, Factor, Group, GroupKind, Holder, LastLogin,
    Needs, Network, Org, OwnIdentity, OwnToken, PasswordSettings, Person, Policy, PolicyType, Resource, ResourceSet, RoleAssignment,
    RoleKind, Rule, RuleAction, SessionAction, Snapshot, UserStatus, Verification, Zone, ZoneKind, ZoneUsage,
};

const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

/// So many days before the snapshot.
pub(crate) fn days_ago(days: i64) -> OffsetDateTime {
    NOW - Duration::days(days)
}

/// An org without a flaw: two super administrators, a help desk, three machines with read-only tokens in a narrow zone (ours, one named
/// as a machine, an agent's), and strict policies.
pub(crate) fn healthy() -> Snapshot {
    let mut snapshot = Snapshot::at(NOW);
    snapshot.org = Org { id: "00oAcme".into(), name: "Acme".into(), engine: Engine::Identity };
    snapshot.egress = vec!["203.0.113.10".into()];
    snapshot.user_counts = [(UserStatus::Active, 500), (UserStatus::Deprovisioned, 80)].into();
    for needs in [
        Needs::Org,
        Needs::OwnIdentity,
        Needs::Users,
        Needs::Groups,
        Needs::RoleAssignments,
        Needs::Iam,
        Needs::ApiTokens,
        Needs::PrincipalRateLimits,
        Needs::Factors,
        Needs::Apps,
        Needs::Policies(PolicyType::OktaSignOn),
        Needs::Policies(PolicyType::Password),
        Needs::Policies(PolicyType::AccessPolicy),
        Needs::Authenticators,
        Needs::Zones,
        Needs::ThreatInsight,
    ] {
        snapshot.coverage.insert(needs, Coverage::Complete);
    }
    people(&mut snapshot);
    iam(&mut snapshot);
    tokens(&mut snapshot);
    policies(&mut snapshot);
    snapshot
}

fn people(snapshot: &mut Snapshot) {
    for (id, login, factor) in [
        ("00uAda", "ada@example.com", "webauthn"),
        ("00uBen", "ben@example.com", "signed_nonce"),
        ("00uHelp", "helen@example.com", "push"),
        ("00uOur", "svc-oktually@example.com", "webauthn"),
        ("00uSync", "hr.sync@example.com", "webauthn"),
        ("00uAgent", "svc-ad@example.com", "webauthn"),
    ] {
        let machine = login.contains("svc") || login.contains("sync");
        snapshot.add_person(Person {
            created: Some(days_ago(400)),
            activated: Some(days_ago(399)),
            last_login: if machine { LastLogin::Never } else { LastLogin::At { at: days_ago(2) } },
            provider: Some("OKTA".into()),
            factors: Some(vec![Factor::active(factor)]),
            ..Person::new(id, login)
        });
    }
    snapshot.add_group(Group {
        kind: GroupKind::BuiltIn,
        member_count: Some(500),
        members: None,
        ..Group::new("00gEveryone", "Everyone", [])
    });
    snapshot.add_group(Group::new("00gHelp", "Help desk", ["00uHelp"]));
}

fn iam(snapshot: &mut Snapshot) {
    let user = |id: &str| Holder::User(id.into());
    let ours = RoleKind::Custom("cr0Ours".into());
    snapshot.role_assignments = vec![
        RoleAssignment::new(user("00uAda"), RoleKind::SUPER_ADMIN),
        RoleAssignment::new(user("00uBen"), RoleKind::SUPER_ADMIN),
        RoleAssignment::new(Holder::Group("00gHelp".into()), RoleKind::read("HELP_DESK_ADMIN", None)),
        RoleAssignment::new(user("00uOur"), RoleKind::READ_ONLY_ADMIN),
        RoleAssignment::new(user("00uOur"), ours).over("iamOurs"),
        RoleAssignment::new(user("00uSync"), RoleKind::READ_ONLY_ADMIN),
        RoleAssignment::new(user("00uAgent"), RoleKind::READ_ONLY_ADMIN),
    ];
    snapshot.add_custom_role(CustomRole::new("cr0Ours", "Oktually", ["okta.users.apitokens.read", "okta.iam.read"]));
    let resources =
        Some(vec![Resource::named("orn:okta:directory:00oAcme:users"), Resource::named("orn:okta:iam:00oAcme:contained_resources")]);
    snapshot.add_resource_set(ResourceSet { id: "iamOurs".into(), label: "Oktually".into(), resources });
    snapshot.bindings = vec![Binding { role: "cr0Ours".into(), resource_set: "iamOurs".into(), members: Some(vec![user("00uOur")]) }];
}

fn tokens(snapshot: &mut Snapshot) {
    snapshot.zones = vec![
        Zone::ip("nzoOur", "Oktually", ["203.0.113.10/32"]),
        Zone::ip("nzoOffice", "Data centre", ["198.51.100.0/24"]),
        Zone {
            kind: ZoneKind::DynamicV2,
            usage: ZoneUsage::Blocklist,
            system: true,
            categories: vec!["ALL_ANONYMIZERS".into()],
            ..Zone::ip("nzoBlock", "DefaultEnhancedDynamicZone", [])
        },
    ];
    for (id, name, owner, zone, client) in [
        ("00TOur", "oktually", "00uOur", "nzoOur", "Okta API"),
        ("00TSync", "HR synchronisation", "00uSync", "nzoOffice", "Okta API"),
        ("00TAgent", "AD in Berlin", "00uAgent", "nzoOffice", "Okta AD Agent"),
    ] {
        snapshot.api_tokens.push(ApiToken {
            client_name: Some(client.into()),
            network: Some(Network::zones([zone])),
            window: Some("P30D".into()),
            created: Some(days_ago(60)),
            expires: Some(days_ago(1) + Duration::days(30)),
            ..ApiToken::new(id, name, owner)
        });
    }
    snapshot.own = Some(OwnIdentity::User {
        id: "00uOur".into(),
        login: "svc-oktually@example.com".into(),
        token: OwnToken::Token { id: "00TOur".into() },
    });
    let console = App {
        id: "0oaSaas".into(),
        key: "saasure".into(),
        label: "Okta Admin Console".into(),
        active: true,
        is_service: false,
        access_policy: Some("rstAdmin".into()),
    };
    snapshot.apps = vec![
        App {
            id: "0oaSvc".into(),
            key: "oidc_client".into(),
            label: "Payroll export".into(),
            is_service: true,
            access_policy: None,
            ..console.clone()
        },
        console,
    ];
}

fn policies(snapshot: &mut Snapshot) {
    let session =
        SessionAction { access: Access::Allow, idle_minutes: Some(60), lifetime_minutes: Some(720), persistent_cookie: Some(false) };
    let resistant = Alternative { possession: true, phishing_resistant: true, ..Alternative::default() };
    let access =
        AccessAction { access: Access::Allow, verification: Verification::Assurance { factors: 2, alternatives: vec![resistant] } };
    snapshot.policies = vec![
        Policy::new(PolicyType::OktaSignOn, "00pSession", "Default policy").with_rule(Rule::new(
            "0prSession",
            "Default rule",
            RuleAction::Session(session),
        )),
        Policy::new(PolicyType::AccessPolicy, "rstAdmin", "Okta Admin Console").with_rule(Rule::new(
            "rulAdmin",
            "Admins",
            RuleAction::Access(access),
        )),
        Policy {
            password: Some(PasswordSettings { min_length: Some(14), refuses_common: Some(true), max_attempts: Some(10) }),
            ..Policy::new(PolicyType::Password, "00pPassword", "Default policy")
        },
    ];
    snapshot.threat_insight = Some("block".into());
}

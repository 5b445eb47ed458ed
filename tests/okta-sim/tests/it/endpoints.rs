use std::collections::BTreeSet;

use okta_sim::{ClientSpec, Engine, Feature, OrgSpec, Table, known_paths};
use serde_json::Value;

use crate::client::{Session, get, sim};

/// Lists and their pages: what nobody asked for, and the most that is granted.
const SIZES: [(&str, &str, &str); 24] = [
    ("/api/v1/users", "200", "200"),
    ("/api/v1/groups", "10000", "10000"),
    ("/api/v1/groups/rules", "50", "200"),
    ("/api/v1/apps", "20", "200"),
    ("/api/v1/zones", "20", "200"),
    ("/api/v1/behaviors", "10", "200"),
    ("/api/v1/trustedOrigins", "20", "200"),
    ("/api/v1/idps", "20", "200"),
    ("/api/v1/idps/credentials/keys", "20", "200"),
    ("/api/v1/authorizationServers", "200", "200"),
    ("/api/v1/authorizationServers/default/scopes", "200", "200"),
    ("/api/v1/logStreams", "20", "200"),
    ("/api/v1/devices", "200", "200"),
    ("/api/v1/brands", "20", "200"),
    ("/api/v1/mappings", "20", "200"),
    ("/api/v1/realms", "10", "200"),
    ("/api/v1/realm-assignments", "20", "200"),
    ("/api/v1/org/factors/yubikey_token/tokens", "20", "200"),
    ("/privileged-access/api/v1/service-accounts", "20", "200"),
    ("/api/v1/apps/{app}/users", "50", "500"),
    ("/api/v1/apps/{app}/groups", "20", "200"),
    ("/api/v1/apps/{app}/group-push/mappings", "100", "1000"),
    ("/api/v1/groups/{group}/users", "1000", "1000"),
    ("/api/v1/groups/{group}/owners", "1000", "1000"),
];

fn generous(name: &str) -> OrgSpec {
    OrgSpec::new(name).seed(7).users(600).without_limits().threat_protection(true).setup_gap("setup.super-admin")
}

fn granted(link: &str) -> String {
    let url = url::Url::parse(link).unwrap();
    url.query_pairs().find(|(key, _)| key == "limit").unwrap().1.into_owned()
}

#[tokio::test]
async fn every_list_has_the_default_and_the_maximum_of_the_table() {
    let sim = sim([generous("acme")]).await;
    let acme = sim.org("acme");
    let app = get(&sim, &acme, "/api/v1/apps?limit=1").await.list()[0]["id"].as_str().unwrap().to_owned();
    let group = get(&sim, &acme, "/api/v1/groups?limit=1").await.list()[0]["id"].as_str().unwrap().to_owned();
    for (path, default, most) in SIZES {
        let path = path.replace("{app}", &app).replace("{group}", &group);
        for (query, expected) in [("", default), ("?limit=100000", most)] {
            let reply = get(&sim, &acme, &format!("{path}{query}")).await;
            assert_eq!(reply.status, 200, "{path}{query}");
            assert_eq!(granted(&reply.link("self").unwrap()), expected, "{path}{query}");
        }
    }
}

fn keys(items: &[Value]) -> Vec<String> {
    let key = |item: &Value| item["id"].as_str().or(item["kid"].as_str()).unwrap().to_owned();
    items.iter().map(key).collect()
}

#[tokio::test]
async fn a_list_in_small_pages_is_the_same_list() {
    let sim = sim([generous("acme")]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    for (path, ..) in SIZES.iter().filter(|(path, ..)| !path.contains('{')) {
        let small = keys(&session.all(&format!("{path}?limit=7")).await);
        let large = keys(&session.all(&format!("{path}?limit=200")).await);
        assert_eq!(small, large, "{path}");
        assert_eq!(small.iter().collect::<BTreeSet<_>>().len(), small.len(), "{path} names nothing twice");
        assert!(!small.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn answers_follow_from_the_seed_alone() {
    let sim = sim([generous("first7"), generous("second7"), generous("third8").seed(8)]).await;
    let text = async |name: &str, path: &str| {
        let reply = get(&sim, &sim.org(name), path).await;
        (reply.status, String::from_utf8(reply.body.to_vec()).unwrap().replace(name, "acme"))
    };
    for path in [
        "/api/v1/idps",
        "/api/v1/devices?limit=9",
        "/api/v1/groups/rules",
        "/api/v1/brands",
        "/api/v1/authorizationServers",
        "/api/v1/realms",
    ] {
        let one = text("first7", path).await;
        assert_eq!(one.0, 200, "{path}");
        assert_eq!(one, text("second7", path).await, "{path}");
        assert_ne!(one, text("third8", path).await, "{path}");
    }
}

/// Where to look for a feature, and what is said where it is absent: status, code.
const ABSENT: [(Feature, &str, u16, &str); 15] = [
    (Feature::ApiAccessManagement, "/api/v1/authorizationServers", 401, "E0000015"),
    (Feature::ThreatProtection, "/api/v1/security-events-providers", 401, "E0000015"),
    (Feature::AdaptiveMfa, "/api/v1/behaviors", 401, "E0000015"),
    (Feature::DeviceAssurance, "/api/v1/device-assurances", 404, "E0000008"),
    (Feature::Devices, "/api/v1/devices", 401, "E0000015"),
    (Feature::LogStreaming, "/api/v1/logStreams", 401, "E0000015"),
    (Feature::EventHooks, "/api/v1/eventHooks", 401, "E0000015"),
    (Feature::InlineHooks, "/api/v1/inlineHooks", 401, "E0000015"),
    (Feature::Realms, "/api/v1/realms", 404, ""),
    (Feature::BotProtection, "/api/v1/bot-protection/configuration", 404, ""),
    (Feature::ServiceAccounts, "/privileged-access/api/v1/service-accounts", 404, ""),
    (Feature::CustomAaguids, "/api/v1/authenticators/aut/aaguids", 401, "E0000015"),
    (Feature::CrossAppAccess, "/api/v1/apps/0oa/cwo/connections", 404, "E0000008"),
    (Feature::Telephony, "/api/v1/telephony-providers", 404, "E0000008"),
    (Feature::RoleGovernance, "/api/v1/users/me/roles/ra1/governance", 404, ""),
];

#[tokio::test]
async fn what_an_org_lacks_is_answered_as_okta_answers_it() {
    let sim = sim([generous("acme")]).await;
    let acme = sim.org("acme");
    for (feature, path, status, code) in ABSENT {
        let there = get(&sim, &acme, path).await;
        assert!(there.status == 200 || there.code() == "E0000007", "{path}: {}", there.status);
        acme.set_feature(feature, false);
        let reply = get(&sim, &acme, path).await;
        assert_eq!(reply.status, status, "{path}");
        match code {
            "" => assert!(reply.body.is_empty(), "{path} has no body"),
            code => assert_eq!(reply.code(), code, "{path}"),
        }
        acme.set_feature(feature, true);
        assert_eq!(get(&sim, &acme, path).await.status, there.status, "{path}");
    }
}

#[tokio::test]
async fn classic_lacks_what_came_with_identity_engine() {
    let sim = sim([generous("old").engine(Engine::Classic)]).await;
    let old = sim.org("old");
    let absent = [
        "/api/v1/authenticators",
        "/api/v1/device-assurances",
        "/api/v1/org/captcha",
        "/api/v1/captchas",
        "/api/v1/first-party-app-settings/admin-console",
        "/attack-protection/api/v1/authenticator-settings",
        "/api/v1/users/me/authenticator-enrollments",
    ];
    for path in absent {
        assert_eq!((get(&sim, &old, path).await.status, get(&sim, &old, path).await.code()), (404, "E0000008".to_owned()), "{path}");
    }
    assert_eq!(get(&sim, &old, "/api/v1/org/factors").await.list().len(), 5);
    assert_eq!(get(&sim, &old, "/api/v1/policies?type=ACCESS_POLICY").await.code(), "E0000002");
    let apps = get(&sim, &old, "/api/v1/apps?limit=200").await.list();
    assert!(apps.iter().all(|app| app["_links"]["accessPolicy"].is_null()));
}

#[tokio::test]
async fn each_table_of_roles_opens_what_it_names() {
    let sim =
        sim([OrgSpec::new("wide").without_limits(), OrgSpec::new("narrow").without_limits().table(Table::Narrow), generous("super")]).await;
    for (path, wide, narrow) in [
        ("/api/v1/devices", 200, 200),
        ("/api/v1/authorizationServers", 200, 200),
        ("/api/v1/behaviors", 200, 200),
        ("/api/v1/groups/rules", 200, 200),
        ("/api/v1/logs?limit=1", 200, 200),
        ("/api/v1/org/settings/clientPrivilegesSetting", 200, 200),
        ("/api/v1/idps", 200, 403),
        ("/api/v1/trustedOrigins", 200, 403),
        ("/api/v1/features", 200, 403),
        ("/api/v1/brands", 200, 403),
        ("/api/v1/mappings", 200, 403),
        ("/api/v1/rate-limit-settings/per-client", 200, 403),
        ("/api/v1/logStreams", 403, 403),
        ("/api/v1/eventHooks", 403, 403),
        ("/api/v1/hook-keys", 403, 403),
        ("/api/v1/org/privacy/oktaSupport", 403, 403),
        ("/api/v1/first-party-app-settings/admin-console", 403, 403),
        ("/privileged-access/api/v1/okta-service-accounts", 403, 403),
    ] {
        let status = async |org: &str| get(&sim, &sim.org(org), path).await.status;
        assert_eq!((status("wide").await, status("narrow").await, status("super").await), (wide, narrow, 200), "{path}");
    }
}

#[tokio::test]
async fn a_client_reads_with_the_scope_of_the_path_and_no_other() {
    let spec = OrgSpec::new("acme").without_limits().client(ClientSpec::service_app("reader").scopes(["okta.devices.read"]));
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    let scopes: BTreeSet<&str> = known_paths().iter().filter_map(|path| path.scope).collect();
    // Scopes that open more than reading are not among those for reading.
    let granted: BTreeSet<&str> = okta_sim::READ_SCOPES.iter().copied().collect();
    let unknown: Vec<&&str> = scopes.difference(&granted).collect();
    assert_eq!(unknown, [&"okta.apps.interclientTrust.read", &"okta.dr.read", &"okta.orgs.manage", &"okta.serviceAccounts.okta.read"]);
    assert_eq!(acme.clients().len(), 1);
}

/// What the kernel says of this process, in kilobytes.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_org_of_a_million_users_takes_no_more_memory_than_a_small_one() {
    let sim = sim([generous("huge").users(1_000_000)]).await;
    let session = Session::open(&sim, &sim.org("huge")).await;
    let warm = ["/api/v1/users?limit=200", "/api/v1/devices?limit=200&expand=user", "/api/v1/logs?limit=1000"];
    for path in warm {
        assert_eq!(session.get(path).await.status, 200);
    }
    let before = memory("VmRSS");
    for list in ["/api/v1/users?limit=200", "/api/v1/devices?limit=200&expand=user", "/api/v1/groups?limit=200", "/api/v1/apps?limit=200"] {
        let mut path = list.to_owned();
        for _ in 0..8 {
            let reply = session.get(&path).await;
            assert_eq!(reply.list().len(), 200);
            let next = url::Url::parse(&reply.link("next").unwrap()).unwrap();
            path = format!("{}?{}", next.path(), next.query().unwrap());
        }
    }
    let grown = memory("VmRSS").saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} kB more after 32 pages");
}

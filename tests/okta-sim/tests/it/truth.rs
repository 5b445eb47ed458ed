use okta_sim::{Org, OrgSpec, Sim, Table};
use serde_json::Value;

use crate::client::{Session, get, sim};

fn texts(items: &[Value], key: &str) -> Vec<String> {
    items.iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

const POLICY_TYPES: [&str; 13] = [
    "USER_LIFECYCLE",
    "OKTA_SIGN_ON",
    "PASSWORD",
    "MFA_ENROLL",
    "IDP_DISCOVERY",
    "ACCESS_POLICY",
    "PROFILE_ENROLLMENT",
    "POST_AUTH_SESSION",
    "ENTITY_RISK",
    "SESSION_VIOLATION_DETECTION",
    "DEVICE_SIGNAL_COLLECTION",
    "CLIENT_UPDATE",
    "IDENTITY_CLAIM_SOURCING",
];

/// Reads everything a collector reads, in the fewest requests; gives it as one text.
pub(crate) async fn collect(sim: &Sim, org: &Org) -> String {
    let session = Session::open(sim, org).await;
    let mut seen = Vec::new();
    for path in [
        "/.well-known/okta-organization",
        "/api/v1/org",
        "/api/v1/users/me",
        "/api/v1/zones",
        "/api/v1/threats/configuration",
        "/api/v1/authenticators",
    ] {
        seen.push(session.get(path).await.json());
    }
    let tokens = session.get("/api/v1/api-tokens").await;
    seen.push(tokens.json());
    for path in [
        "/api/v1/users?limit=200",
        "/api/v1/users?limit=200&filter=status+eq+%22DEPROVISIONED%22",
        "/api/v1/groups?limit=200&expand=stats",
        "/api/v1/apps?limit=200",
    ] {
        seen.extend(session.all(path).await);
    }
    let limits = session.get("/api/v1/principal-rate-limits?limit=50&filter=principalType+eq+%22SSWS_TOKEN%22").await;
    seen.push(limits.json());

    let admins = session.all("/api/v1/iam/assignees/users?limit=100").await;
    let holders = texts(&admins, "id");
    let mut people = holders.clone();
    people.extend(texts(&tokens.list(), "userId"));
    people.sort();
    people.dedup();
    for person in &people {
        seen.push(session.get(&format!("/api/v1/users/{person}/factors")).await.json());
    }
    let mut groups = Vec::new();
    for person in &holders {
        let roles = session.get(&format!("/api/v1/users/{person}/roles")).await.list();
        let through = roles.iter().filter(|role| role["assignmentType"] == "GROUP");
        groups.extend(through.map(|role| role["_links"]["assignee"]["href"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()));
        seen.extend(roles);
    }
    groups.sort();
    groups.dedup();
    for group in groups {
        seen.push(session.get(&format!("/api/v1/groups/{group}/roles")).await.json());
        seen.extend(session.all(&format!("/api/v1/groups/{group}/users?limit=1000")).await);
    }
    let roles = session.all("/api/v1/iam/roles").await;
    for role in texts(&roles, "id") {
        seen.push(session.get(&format!("/api/v1/iam/roles/{role}/permissions")).await.json());
    }
    let sets = session.all("/api/v1/iam/resource-sets").await;
    for set in texts(&sets, "id") {
        seen.extend(session.all(&format!("/api/v1/iam/resource-sets/{set}/resources")).await);
        for bound in texts(&session.all(&format!("/api/v1/iam/resource-sets/{set}/bindings")).await, "id") {
            seen.extend(session.all(&format!("/api/v1/iam/resource-sets/{set}/bindings/{bound}/members")).await);
        }
    }
    for kind in POLICY_TYPES {
        let reply = session.get(&format!("/api/v1/policies?type={kind}")).await;
        if reply.status != 200 {
            continue;
        }
        for policy in reply.list() {
            let id = policy["id"].as_str().unwrap();
            seen.push(session.get(&format!("/api/v1/policies/{id}/rules")).await.json());
            if kind == "ACCESS_POLICY" {
                seen.push(session.get(&format!("/api/v1/policies/{id}/mappings")).await.json());
            }
            seen.push(policy);
        }
    }
    seen.extend([roles, sets, admins].into_iter().map(Value::Array));
    seen.iter().filter(|value| value.get("errorId").is_none()).map(|value| format!("{value}\n")).collect()
}

#[tokio::test]
async fn a_collector_that_asks_once_makes_exactly_the_least_requests() {
    let orgs = [
        OrgSpec::new("small").users(50),
        OrgSpec::new("large").users(2_500),
        OrgSpec::new("itp")
            .users(60)
            .threat_protection(true)
            .flaw("admin.role-via-large-group")
            .flaw("admin.custom-role-tier0")
            .flaw("token.owner-without-role"),
        OrgSpec::new("narrow").users(300).table(Table::Narrow),
    ];
    let sim = sim(orgs.map(OrgSpec::without_limits)).await;
    for org in sim.orgs() {
        collect(&sim, &org).await;
        let mut made: std::collections::BTreeMap<&str, u64> = Default::default();
        for count in org.counts() {
            *made.entry(count.pattern).or_default() += count.requests;
        }
        made.retain(|_, requests| *requests > 0);
        let mut least = org.least_requests_by_path();
        least.retain(|_, requests| *requests > 0);
        assert_eq!(made, least, "{org:?}");
        assert_eq!(org.journal_len(), org.least_requests(), "{org:?}");
        assert!(org.violations().is_empty());
    }
}

#[tokio::test]
async fn a_sound_org_is_sound() {
    let sim = sim([OrgSpec::new("acme").users(200).without_limits()]).await;
    let acme = sim.org("acme");
    let truth = acme.truth();
    assert_eq!((truth.users, truth.super_admins, truth.tokens, truth.custom_roles, truth.resource_sets), (200, 2, 3, 2, 2));
    let live: u64 = ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"].iter().map(|status| truth.users_by_status[*status]).sum();
    assert!(live > 170 && truth.users_by_status["DEPROVISIONED"] > 0, "{:?}", truth.users_by_status);
    let zones = get(&sim, &acme, "/api/v1/zones").await.list();
    for token in get(&sim, &acme, "/api/v1/api-tokens").await.list() {
        assert_eq!(token["network"]["connection"], "ZONE");
        let zone = zones.iter().find(|zone| zone["id"] == token["network"]["include"][0]).unwrap();
        assert_eq!((zone["status"].as_str(), zone["usage"].as_str()), (Some("ACTIVE"), Some("POLICY")));
        let roles = get(&sim, &acme, &format!("/api/v1/users/{}/roles", token["userId"].as_str().unwrap())).await.list();
        assert!(roles.iter().all(|role| role["type"] == "READ_ONLY_ADMIN" || role["label"] == "Oktually reader"), "{roles:?}");
    }
    let own = zones.iter().find(|zone| zone["name"] == "Oktually egress").unwrap();
    assert_eq!(own["gateways"], serde_json::json!([{"type": "CIDR", "value": "203.0.113.10/32"}]));
}

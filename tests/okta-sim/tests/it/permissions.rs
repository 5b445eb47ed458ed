use okta_sim::{Engine, OrgSpec, Sim, Table, WithoutRole};

use crate::client::{get, sim};

/// Status of each path for the collector of an org.
async fn statuses(sim: &Sim, org: &str, paths: &[&str]) -> Vec<u16> {
    let org = sim.org(org);
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(get(sim, &org, path).await.status);
    }
    statuses
}

const READER: [&str; 8] = [
    "/api/v1/org",
    "/api/v1/users",
    "/api/v1/groups",
    "/api/v1/apps",
    "/api/v1/zones",
    "/api/v1/threats/configuration",
    "/api/v1/policies?type=ACCESS_POLICY",
    "/api/v1/policies?type=PASSWORD",
];
const WIDE: [&str; 4] = [
    "/api/v1/policies?type=OKTA_SIGN_ON",
    "/api/v1/policies?type=PROFILE_ENROLLMENT",
    "/api/v1/authenticators",
    "/api/v1/principal-rate-limits?filter=principalType+eq+%22SSWS_TOKEN%22",
];
const IAM: [&str; 3] = ["/api/v1/iam/assignees/users", "/api/v1/iam/roles", "/api/v1/iam/resource-sets"];
const TOKENS: [&str; 1] = ["/api/v1/api-tokens"];
const SUPER: [&str; 3] = ["/api/v1/eventHooks", "/api/v1/inlineHooks", "/api/v1/logStreams"];

#[tokio::test]
async fn the_wide_table_reads_what_the_narrow_one_refuses() {
    let sim =
        sim([OrgSpec::new("wide"), OrgSpec::new("narrow").table(Table::Narrow), OrgSpec::new("flawed").flaw("collect.forbidden-endpoint")])
            .await;
    for org in ["wide", "narrow", "flawed"] {
        assert_eq!(statuses(&sim, org, &READER).await, [200; 8], "{org}");
        assert_eq!(statuses(&sim, org, &IAM).await, [200; 3], "{org}");
        assert_eq!(statuses(&sim, org, &TOKENS).await, [200], "{org}");
        assert_eq!(statuses(&sim, org, &SUPER).await, [403; 3], "{org}");
        assert_eq!(statuses(&sim, org, &WIDE).await, [if org == "wide" { 200 } else { 403 }; 4], "{org}");
    }
    let refused = get(&sim, &sim.org("narrow"), WIDE[0]).await;
    assert_eq!(refused.code(), "E0000006");
    assert!(refused.header("x-rate-limit-limit").is_some());
}

#[tokio::test]
async fn each_gap_takes_away_exactly_what_it_names() {
    let gaps = ["no-read-only-role", "no-custom-role", "no-api-tokens-permission", "no-iam-permission", "no-resource-set"];
    let sim = sim(gaps.map(|gap| OrgSpec::new(gap).setup_gap(&format!("setup.{gap}")))).await;
    for gap in gaps {
        let reads = if gap == "no-read-only-role" { 403 } else { 200 };
        let iam = if matches!(gap, "no-custom-role" | "no-iam-permission" | "no-resource-set") { 403 } else { 200 };
        let tokens = if matches!(gap, "no-custom-role" | "no-api-tokens-permission" | "no-resource-set") { 403 } else { 200 };
        assert_eq!(statuses(&sim, gap, &READER).await, [reads; 8], "{gap}");
        assert_eq!(statuses(&sim, gap, &IAM).await, [iam; 3], "{gap}");
        assert_eq!(statuses(&sim, gap, &TOKENS).await, [tokens], "{gap}");
        assert_eq!(statuses(&sim, gap, &["/api/v1/users/me"]).await, [200], "{gap}");
        let org = sim.org(gap);
        let roles = format!("/api/v1/users/{}/roles", org.owner_id());
        assert_eq!(statuses(&sim, gap, &[&roles]).await, [iam], "{gap}");
        org.set_setup_gap(&format!("setup.{gap}"), false);
        assert_eq!(statuses(&sim, gap, &IAM).await, [200; 3], "{gap} switched off");
    }
}

#[tokio::test]
async fn the_other_roles_open_what_is_known_of_them_and_nothing_else() {
    const ROLES: [(&str, u16); 6] = [
        ("APP_ADMIN", 200),
        ("API_ACCESS_MANAGEMENT_ADMIN", 200),
        ("USER_ADMIN", 403),
        ("HELP_DESK_ADMIN", 403),
        ("GROUP_MEMBERSHIP_ADMIN", 403),
        ("REPORT_ADMIN", 403),
    ];
    let specs =
        ROLES.map(|(role, _)| OrgSpec::new(role.to_lowercase().replace('_', "-")).collector_roles([role]).collector_permissions([]));
    let sim = sim(specs).await;
    for (role, schemas) in ROLES {
        let org = role.to_lowercase().replace('_', "-");
        assert_eq!(statuses(&sim, &org, &["/api/v1/meta/schemas/user/default"]).await, [schemas], "{role}");
        let secrets = get(&sim, &sim.org(&org), "/api/v1/apps/0oa1/credentials/secrets").await;
        assert_eq!(secrets.status, if schemas == 200 { 404 } else { 403 }, "{role}: there is no such app, for whoever may ask");
        assert_eq!(statuses(&sim, &org, &READER).await, [403; 8], "{role}");
        assert_eq!(statuses(&sim, &org, &IAM).await, [403; 3], "{role}");
        assert_eq!(statuses(&sim, &org, &SUPER).await, [403; 3], "{role}");
        assert_eq!(statuses(&sim, &org, &["/api/v1/users/me"]).await, [200], "{role}");
    }
}

#[tokio::test]
async fn a_permission_of_a_custom_role_opens_what_it_names_and_nothing_else() {
    const PERMISSIONS: [(&str, &str); 9] = [
        ("okta.users.read", "/api/v1/users"),
        ("okta.groups.read", "/api/v1/groups"),
        ("okta.apps.read", "/api/v1/apps"),
        ("okta.policies.read", "/api/v1/policies?type=OKTA_SIGN_ON"),
        ("okta.identityProviders.read", "/api/v1/idps"),
        ("okta.authzServers.read", "/api/v1/authorizationServers"),
        ("okta.eventhooks.read", "/api/v1/eventHooks"),
        ("okta.inlinehooks.read", "/api/v1/inlineHooks"),
        ("okta.users.apitokens.read", "/api/v1/api-tokens"),
    ];
    let name = |place: usize| format!("org{place}");
    let specs = PERMISSIONS
        .iter()
        .enumerate()
        .map(|(place, (permission, _))| OrgSpec::new(name(place)).collector_roles([""; 0]).collector_permissions([*permission]));
    let sim = sim(specs).await;
    for (place, (permission, own)) in PERMISSIONS.iter().enumerate() {
        let read: Vec<&str> = PERMISSIONS.iter().map(|(_, path)| *path).collect();
        let wanted: Vec<u16> = read.iter().map(|path| if path == own { 200 } else { 403 }).collect();
        assert_eq!(statuses(&sim, &name(place), &read).await, wanted, "{permission}");
    }
    let narrow = sim.org(&name(0));
    narrow.set_setup_gap("setup.no-resource-set", true);
    assert_eq!(statuses(&sim, &name(0), &["/api/v1/users"]).await, [403], "bound to nothing");
}

#[tokio::test]
async fn a_super_administrator_sees_everything_and_oktas_own_applications() {
    let sim = sim([OrgSpec::new("acme").users(200)]).await;
    let acme = sim.org("acme");
    let hidden = get(&sim, &acme, "/api/v1/apps?limit=200").await.list();
    assert!(hidden.iter().all(|app| app["name"] != "saasure"));
    assert_eq!(hidden.len() as u64, acme.truth().apps_visible);
    acme.set_setup_gap("setup.super-admin", true);
    let shown = get(&sim, &acme, "/api/v1/apps?limit=200").await.list();
    assert!(shown.iter().any(|app| app["name"] == "saasure"));
    assert_eq!(shown.len() as u64, acme.truth().apps);
    assert_eq!(statuses(&sim, "acme", &SUPER).await, [200; 3]);
}

#[tokio::test]
async fn a_narrow_resource_set_shortens_the_list_of_tokens() {
    let sim = sim([OrgSpec::new("acme").setup_gap("setup.resource-set-narrow")]).await;
    let acme = sim.org("acme");
    let tokens = get(&sim, &acme, "/api/v1/api-tokens").await.list();
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0]["userId"], acme.owner_id());
    assert_eq!((acme.truth().tokens_visible, acme.truth().tokens), (1, 3));
}

#[tokio::test]
async fn types_of_policies_depend_on_engine_and_licence() {
    let sim =
        sim([OrgSpec::new("idx"), OrgSpec::new("classic").engine(Engine::Classic), OrgSpec::new("itp").threat_protection(true)]).await;
    let code = |org: &'static str, kind: &'static str| {
        let sim = &sim;
        async move {
            let reply = get(sim, &sim.org(org), &format!("/api/v1/policies?type={kind}")).await;
            if reply.status == 200 {
                "200".to_owned()
            } else {
                format!("{} {} {:?}", reply.status, reply.code(), reply.header("x-rate-limit-limit").is_some())
            }
        }
    };
    assert_eq!(code("classic", "ACCESS_POLICY").await, "400 E0000002 true");
    assert_eq!(code("idx", "NO_SUCH_TYPE").await, "400 E0000002 true");
    assert_eq!(code("idx", "ENTITY_RISK").await, "401 E0000015 false");
    assert_eq!(code("itp", "ENTITY_RISK").await, "200");
    assert_eq!(code("classic", "PASSWORD").await, "200");
    assert_eq!(get(&sim, &sim.org("classic"), "/api/v1/authenticators").await.code(), "E0000008");
    assert_eq!(get(&sim, &sim.org("idx"), "/api/v1/policies").await.code(), "E0000001");
}

#[tokio::test]
async fn what_may_not_be_read_can_look_as_if_it_were_not_there() {
    let spec = OrgSpec::new("acme").setup_gap("setup.no-read-only-role").setup_gap("setup.no-custom-role");
    let sim = sim([spec.without_role(WithoutRole::Empty)]).await;
    let acme = sim.org("acme");
    for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/apps", "/api/v1/api-tokens"] {
        assert_eq!(get(&sim, &acme, path).await.list().len(), 0, "{path}");
    }
    assert_eq!(get(&sim, &acme, "/api/v1/iam/roles").await.json()["roles"], serde_json::json!([]));
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.code(), "E0000006");
    acme.set_without_role(WithoutRole::Forbidden);
    assert_eq!(get(&sim, &acme, "/api/v1/users").await.code(), "E0000006");
}

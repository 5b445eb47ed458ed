//! What tokens open: scopes, roles, zones, ends of tokens, and shares of limits.

use okta_sim::{ClientSpec, Dpop, OrgSpec, OutsideZone, WithoutRole};

use super::client::{Prover, ask, bearer, bound, call, call_bound, form};
use crate::client::{get_with, sim};

fn app(name: &str) -> ClientSpec {
    ClientSpec::service_app(name).dpop(Dpop::Ignored)
}

const ALL: &str =
    "okta.users.read okta.groups.read okta.roles.read okta.apiTokens.read okta.orgs.read okta.policies.read okta.networkZones.read";

#[tokio::test]
async fn a_service_app_reads_what_its_scopes_and_roles_allow() {
    let sim = sim([OrgSpec::new("acme").client(app("app"))]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    for path in [
        "/api/v1/users",
        "/api/v1/groups",
        "/api/v1/org",
        "/api/v1/api-tokens",
        "/api/v1/iam/roles",
        "/api/v1/policies?type=PASSWORD",
        "/api/v1/zones",
    ] {
        assert_eq!(call(&sim, &acme, path, &token).await.status, 200, "{path}");
    }
    let roles = call(&sim, &acme, &format!("/oauth2/v1/clients/{}/roles", acme.client("app").id()), &token).await.list();
    let kinds: Vec<&str> = roles.iter().map(|role| role["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["READ_ONLY_ADMIN", "CUSTOM"]);
    let me = call(&sim, &acme, "/api/v1/users/me", &token).await;
    assert_eq!((me.status, me.code()), (404, "E0000007".to_owned()));
}

#[tokio::test]
async fn a_missing_scope_is_named_in_the_header() {
    let sim = sim([OrgSpec::new("acme").client(app("app"))]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), "okta.users.read").await;
    let mut bodies = std::collections::BTreeSet::new();
    for (path, scope) in [
        ("/api/v1/policies?type=PASSWORD", "okta.policies.read"),
        ("/api/v1/groups", "okta.groups.read"),
        ("/api/v1/zones", "okta.networkZones.read"),
        ("/api/v1/org", "okta.orgs.read"),
        ("/api/v1/api-tokens", "okta.apiTokens.read"),
        ("/api/v1/apps", "okta.apps.read"),
        ("/api/v1/iam/roles", "okta.roles.read"),
        ("/api/v1/authenticators", "okta.authenticators.read"),
    ] {
        let refused = call(&sim, &acme, path, &token).await;
        let resource = path.split('?').next().unwrap();
        let challenge = format!(
            r#"Bearer authorization_uri="http://acme.okta.com/oauth2/v1/authorize", realm="http://acme.okta.com", scope="{scope}", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="{resource}""#
        );
        assert_eq!((refused.status, refused.header("www-authenticate")), (403, Some(challenge.as_str())));
        bodies.insert(refused.body.is_empty());
        if !refused.body.is_empty() {
            assert_eq!(refused.code(), "E0000006");
        }
        assert!(refused.header("x-rate-limit-limit").is_some());
    }
    assert_eq!(bodies.len(), 2, "with and without a body");
}

#[tokio::test]
async fn a_scope_that_is_taken_away_is_gone_at_once() {
    let sim = sim([OrgSpec::new("acme").client(app("app"))]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    acme.client("app").revoke_scope("okta.groups.read");
    assert_eq!(call(&sim, &acme, "/api/v1/groups", &token).await.status, 403);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.status, 200);
}

#[tokio::test]
async fn without_an_admin_role_a_good_token_reads_nothing() {
    let sim = sim([OrgSpec::new("acme").client(app("app").roles(Vec::<String>::new()).without_custom_role())]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    let refused = call(&sim, &acme, "/api/v1/users", &token).await;
    assert_eq!((refused.status, refused.code()), (403, "E0000006".to_owned()));
    acme.set_without_role(WithoutRole::Empty);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.list().len(), 0);
    acme.client("app").set_roles(["READ_ONLY_ADMIN"], true);
    assert_ne!(call(&sim, &acme, "/api/v1/users", &token).await.list().len(), 0);
}

#[tokio::test]
async fn a_token_that_is_over_or_spoilt_is_told_in_the_header_alone() {
    let sim = sim([OrgSpec::new("acme").client(app("app")).service_app("bound")]).await;
    let acme = sim.org("acme");
    let prover = Prover::new();
    for spoil in [false, true] {
        let plain = bearer(&sim, &acme, &acme.client("app"), ALL).await;
        let tied = bound(&sim, &acme, &acme.client("bound"), &prover, ALL).await;
        if spoil {
            acme.spoil_access_tokens()
        } else {
            acme.expire_access_tokens()
        }
        let words = if spoil { "The access token is invalid." } else { "The token has expired." };
        for (reply, scheme) in [
            (call(&sim, &acme, "/api/v1/users", &plain).await, "Bearer authorization_uri="),
            (
                call_bound(&sim, &acme, "/api/v1/users", &tied, &prover).await,
                r#"DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", authorization_uri="#,
            ),
        ] {
            let challenge = reply.header("www-authenticate").unwrap();
            assert!(challenge.starts_with(scheme), "{challenge}");
            assert!(challenge.contains(&format!(r#"error="invalid_token", error_description="{words}""#)), "{challenge}");
            assert_eq!((reply.status, reply.body.len(), reply.header("x-rate-limit-limit")), (401, 0, None));
        }
    }
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    acme.client("app").set_active(false);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.status, 401);
}

#[tokio::test]
async fn an_hour_by_oktas_clock_ends_a_token() {
    let sim = sim([OrgSpec::new("acme").client(app("app"))]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    acme.set_clock_skew(3_590);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.status, 200);
    acme.set_clock_skew(3_601);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.status, 401);
}

#[tokio::test]
async fn the_zone_of_a_client_holds_for_its_tokens_and_its_calls() {
    let sim = sim([OrgSpec::new("acme").client(app("app"))]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    sim.set_caller("192.0.2.77".parse().unwrap());
    let refused = call(&sim, &acme, "/api/v1/users", &token).await;
    assert_eq!((refused.status, refused.code()), (403, "E0000006".to_owned()));
    acme.set_outside_zone(OutsideZone::InvalidToken);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.status, 401);
    let denied = ask(&sim, &acme, &form(&acme.client("app").assertion(), ALL), &[]).await;
    assert_eq!((denied.status, denied.json()["error"].as_str()), (403, Some("access_denied")));
    acme.client("app").set_anywhere(true);
    assert_eq!(call(&sim, &acme, "/api/v1/users", &token).await.status, 200);
}

#[tokio::test]
async fn some_paths_take_no_tokens() {
    let sim = sim([OrgSpec::new("acme").client(app("app")).me_forbidden_to_clients()]).await;
    let acme = sim.org("acme");
    let token = bearer(&sim, &acme, &acme.client("app"), ALL).await;
    acme.set_oauth_refused("/api/v1/zones", Some(403));
    assert_eq!(call(&sim, &acme, "/api/v1/zones", &token).await.code(), "E0000005");
    acme.set_oauth_refused("/api/v1/zones", Some(401));
    assert_eq!(call(&sim, &acme, "/api/v1/zones", &token).await.code(), "E0000011");
    acme.set_oauth_refused("/api/v1/zones", None);
    assert_eq!(call(&sim, &acme, "/api/v1/zones", &token).await.status, 200);
    assert_eq!(call(&sim, &acme, "/api/v1/users/me", &token).await.code(), "E0000005");
    let own = get_with(&sim, &acme, "/api/v1/zones", &[("authorization", &format!("SSWS {}", acme.token()))]).await;
    assert_eq!(own.status, 200);
}

#[tokio::test]
async fn each_client_has_a_share_of_its_own() {
    let sim = sim([OrgSpec::new("acme").client(app("half")).client(app("tenth").share(10, 50))]).await;
    let acme = sim.org("acme");
    for (name, limit) in [("half", "300"), ("tenth", "60")] {
        let token = bearer(&sim, &acme, &acme.client(name), ALL).await;
        let reply = call(&sim, &acme, "/api/v1/users?limit=1", &token).await;
        assert_eq!(reply.header("x-rate-limit-limit"), Some(limit), "{name}");
    }
    acme.client("tenth").set_share(100, 50);
    let token = bearer(&sim, &acme, &acme.client("tenth"), ALL).await;
    assert_eq!(call(&sim, &acme, "/api/v1/users?limit=1", &token).await.header("x-rate-limit-limit"), Some("600"));
}

#[tokio::test]
async fn an_administrator_sees_clients_and_their_shares() {
    let spec = OrgSpec::new("acme").client(app("app").share(20, 30)).client(app("other")).integration("scanner");
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    let client = acme.client("app");
    let scopes = "okta.apps.read okta.principalRateLimits.read okta.oauthIntegrations.read okta.orgs.read";
    let token = bearer(&sim, &acme, &client, scopes).await;
    let own = call(&sim, &acme, &format!("/api/v1/apps/{}", client.id()), &token).await.json();
    assert_eq!((&own["label"], &own["settings"]["oauthClient"]["application_type"]), (&"app".into(), &"service".into()));
    assert_eq!(own["settings"]["oauthClient"]["jwks"]["keys"][0]["kid"], client.key_id());
    assert_eq!(own["settings"]["oauthClient"]["network"]["connection"], "ZONE");
    let mut listed = call(&sim, &acme, "/api/v1/apps?limit=200", &token).await.list();
    assert_eq!(listed.len() as u64, acme.truth().apps_visible);
    assert_eq!(listed.pop().unwrap()["label"], "other");
    let cursor = listed.pop().unwrap()["id"].as_str().unwrap().to_owned();
    let rest = call(&sim, &acme, &format!("/api/v1/apps?limit=200&after={cursor}"), &token).await.list();
    assert_eq!(rest.len(), 1, "a page may begin behind a client");
    let path = "/api/v1/principal-rate-limits?filter=principalType+eq+%22OAUTH_CLIENT%22";
    let shares = call(&sim, &acme, path, &token).await.list();
    assert_eq!(shares.len(), 1, "only what was ever changed");
    assert_eq!((&shares[0]["principalId"], &shares[0]["defaultPercentage"]), (&client.id().into(), &20.into()));
    let installed = call(&sim, &acme, "/integrations/api/v1/api-services", &token).await.list();
    assert_eq!((installed.len(), &installed[0]["id"]), (1, &acme.client("scanner").id().into()));
    let setting = call(&sim, &acme, "/api/v1/org/settings/clientPrivilegesSetting", &token).await.json();
    assert_eq!(setting["clientPrivilegesSetting"], false);
    let unfiltered = call(&sim, &acme, "/api/v1/principal-rate-limits", &token).await.json();
    assert_eq!(unfiltered["errorSummary"], "Api validation failed: principalRateLimitMediated");
}

//! What is told of the use of credentials: the sliding end of a token, and uses from outside its zone.

use okta_sim::{ClientSpec, Dpop, Org, OrgSpec, Sim};

use crate::client::{get, sim};
use crate::oauth::client::{ask, bearer, call, form};

const DAY: i64 = 86_400;
const SCOPE: &str = "okta.apiTokens.read";

async fn org() -> (Sim, Org) {
    let sim = sim([OrgSpec::new("acme").client(ClientSpec::service_app("app").dpop(Dpop::Ignored))]).await;
    let acme = sim.org("acme");
    (sim, acme)
}

#[tokio::test]
async fn a_call_moves_the_end_of_its_token_and_nobody_else_s_call_does() {
    let (sim, acme) = org().await;
    // An app looks on, which has none itself.
    let access = bearer(&sim, &acme, &acme.client("app"), SCOPE).await;
    let times = async || {
        let tokens = call(&sim, &acme, "/api/v1/api-tokens", &access).await.list();
        let token = tokens.into_iter().find(|token| token["userId"] == acme.owner_id()).unwrap();
        ["lastUpdated", "expiresAt"].map(|name| token[name].as_str().unwrap().to_owned())
    };
    let before = times().await;
    // Half an hour had gone already.
    acme.set_clock_skew(3_500);
    assert_eq!(times().await, before, "by somebody else");
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
    let used = times().await;
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
    assert_eq!(times().await, used, "the last use is told only roughly");
    assert!(used[0] > before[0] && used[1] > before[1], "{before:?} {used:?}");
    let other = get(&sim, &acme, "/api/v1/api-tokens").await.list().into_iter().find(|token| token["userId"] != acme.owner_id()).unwrap();
    assert!(other["expiresAt"].as_str().unwrap() < used[1].as_str());
}

#[tokio::test]
async fn a_token_that_nobody_used_for_thirty_days_is_gone() {
    let (sim, acme) = org().await;
    for day in [29, 58] {
        acme.set_clock_skew(day * DAY);
        assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200, "day {day}");
    }
    acme.set_clock_skew(88 * DAY + 1);
    for _ in 0..2 {
        let reply = get(&sim, &acme, "/api/v1/org").await;
        assert_eq!((reply.status, reply.code()), (401, "E0000011".to_owned()));
    }
    acme.rotate_token();
    assert_eq!(get(&sim, &acme, "/api/v1/org").await.status, 200);
    let left = get(&sim, &acme, "/api/v1/api-tokens").await.list();
    assert_eq!(left.iter().map(|token| token["userId"].as_str().unwrap()).collect::<Vec<_>>(), [acme.owner_id()], "the others are gone");
}

#[tokio::test]
async fn the_log_tells_of_uses_from_outside_the_zone() {
    let (sim, acme) = org().await;
    let access = bearer(&sim, &acme, &acme.client("app"), SCOPE).await;
    let inside = sim.caller();
    let told = async |kind: &str| {
        let name = format!("system.{kind}.request_outside_allowed_range");
        get(&sim, &acme, &format!("/api/v1/logs?filter=eventType+eq+%22{name}%22")).await.list()
    };
    assert!(told("api_token").await.is_empty() && told("oauth2.token").await.is_empty());

    sim.set_caller("192.0.2.77".parse().unwrap());
    assert_eq!(get(&sim, &acme, "/api/v1/users").await.status, 403);
    assert_eq!(call(&sim, &acme, "/api/v1/api-tokens", &access).await.status, 403);
    assert_eq!(ask(&sim, &acme, &form(&acme.client("app").assertion(), SCOPE), &[]).await.status, 403);
    sim.set_caller(inside);

    let [api_token] = told("api_token").await.try_into().unwrap();
    assert_eq!((&api_token["actor"]["id"], &api_token["client"]["ipAddress"]), (&acme.owner_id().into(), &"192.0.2.77".into()));
    assert_eq!((&api_token["target"][0]["type"], &api_token["outcome"]["result"]), (&"Token".into(), &"FAILURE".into()));
    let bearers = told("oauth2.token").await;
    assert_eq!(bearers.len(), 2, "the call and the request for a token");
    for event in bearers {
        assert_eq!((&event["actor"]["id"], &event["client"]["ipAddress"]), (&acme.client("app").id().into(), &"192.0.2.77".into()));
    }
}

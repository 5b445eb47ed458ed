use std::collections::BTreeSet;

use okta_sim::{ClientSpec, Oddity, OrgSpec};

use crate::client::{all, get, sim};
use crate::published::walk;

fn spec(name: &str) -> OrgSpec {
    OrgSpec::new(name)
        .seed(7)
        .users(400)
        .without_limits()
        .threat_protection(true)
        .setup_gap("setup.super-admin")
        .client(ClientSpec::service_app("reader"))
        .integration("scanner")
}

/// Where Okta gives secrets away.
const GIVEN_AWAY: [&str; 20] = [
    "/api/v1/apps",
    "/api/v1/apps/{id}",
    "/api/v1/apps/{id}/connections/default",
    "/api/v1/apps/{id}/credentials/secrets",
    "/api/v1/captchas",
    "/api/v1/captchas/{id}",
    "/api/v1/email-servers",
    "/api/v1/eventHooks",
    "/api/v1/eventHooks/{id}",
    "/api/v1/idps",
    "/api/v1/idps/{id}",
    "/api/v1/inlineHooks",
    "/api/v1/inlineHooks/{id}",
    "/api/v1/logStreams",
    "/api/v1/logStreams/{id}",
    "/api/v1/push-providers",
    "/api/v1/telephony-providers",
    "/api/v1/users/{id}/factors",
    "/api/v1/users/{id}/idps",
    "/privileged-access/api/v1/service-accounts",
];

#[tokio::test]
async fn secrets_that_okta_gives_away_bear_the_mark_of_their_org_and_nothing_else_does() {
    let sim = sim([spec("acme"), spec("other").seed(9)]).await;
    let acme = sim.org("acme");
    let (mark, foreign) = (acme.canary_mark(), sim.org("other").canary_mark());
    assert_eq!(mark.len(), 12);
    assert_ne!(mark, foreign);
    let mut found = BTreeSet::new();
    for answers in walk(&sim, &acme).await {
        for (_, _, body) in &answers.answers {
            let text = body.to_string();
            assert!(!text.contains(&foreign));
            if text.contains(&mark) {
                found.insert(answers.path.pattern);
            }
        }
    }
    // Groups list applications with what is in them.
    found.remove("/api/v1/groups/{id}/apps");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), GIVEN_AWAY);
}

#[tokio::test]
async fn a_secret_is_the_same_at_every_read_and_another_for_each_thing() {
    let sim = sim([spec("acme")]).await;
    let acme = sim.org("acme");
    let secrets = async || {
        let idps = all(&sim, &acme, "/api/v1/idps?limit=200").await;
        let secret = |idp: &serde_json::Value| idp["protocol"]["credentials"]["client"]["client_secret"].as_str().map(str::to_owned);
        idps.iter().filter_map(secret).collect::<Vec<_>>()
    };
    let first = secrets().await;
    assert!(first.len() > 2 && first.iter().all(|secret| secret.len() == 40));
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len());
    assert_eq!(first, secrets().await);
}

#[tokio::test]
async fn applications_show_their_client_secrets_only_in_the_older_way() {
    let sim = sim([spec("acme")]).await;
    let acme = sim.org("acme");
    let shown = async || {
        let apps = all(&sim, &acme, "/api/v1/apps?limit=200").await;
        apps.iter().filter(|app| app["credentials"]["oauthClient"]["client_secret"].is_string()).count()
    };
    assert_eq!(shown().await, 0);
    acme.set_oddity(Oddity::SecretsInApps, true);
    assert!(shown().await > 0);
}

#[tokio::test]
async fn the_log_tells_who_read_secrets() {
    let sim = sim([spec("acme")]).await;
    let acme = sim.org("acme");
    let told = async |name: &str| {
        let filter = format!("/api/v1/logs?filter=eventType+eq+%22{name}%22");
        get(&sim, &acme, &filter).await.list()
    };
    assert!(told("system.idp.lifecycle.read_client_secret").await.is_empty());
    get(&sim, &acme, "/api/v1/idps").await;
    let apps = all(&sim, &acme, "/api/v1/apps?limit=200").await;
    for app in &apps {
        get(&sim, &acme, &format!("/api/v1/apps/{}/credentials/secrets", app["id"].as_str().unwrap())).await;
    }
    let read = told("system.idp.lifecycle.read_client_secret").await;
    assert_eq!(read.len(), 1);
    assert_eq!(read[0]["actor"]["id"], acme.owner_id().to_string());
    assert!(read[0]["transaction"]["detail"]["requestApiTokenId"].is_string());
    let read = told("app.oauth2.client.read_client_secret").await;
    assert!(!read.is_empty() && read.iter().all(|event| event["target"][0]["type"] == "AppInstance"));
}

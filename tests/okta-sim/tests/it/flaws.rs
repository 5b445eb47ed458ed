use okta_sim::{Flaw, Gap, OrgSpec};
use serde_json::Value;

use crate::client::{all, get, sim};
use crate::truth::collect;

#[tokio::test]
async fn each_flaw_and_gap_shows_in_what_is_read_and_goes_without_a_trace() {
    let sim = sim([OrgSpec::new("acme").users(40).without_limits()]).await;
    let acme = sim.org("acme");
    let sound = collect(&sim, &acme).await;
    assert_eq!(collect(&sim, &acme).await, sound, "reading changes nothing");
    for flaw in Flaw::ALL {
        acme.set_flaw(flaw.id, true);
        assert_eq!(acme.switched_on(), [flaw.id]);
        let flawed = if flaw.id == "collect.forbidden-endpoint" {
            acme.least_requests_by_path()["/api/v1/policies/{id}/rules"].to_string()
        } else {
            collect(&sim, &acme).await
        };
        assert_ne!(flawed, sound, "{flaw:?} changes nothing");
        acme.set_flaw(flaw.id, false);
    }
    for gap in Gap::ALL {
        let (before, least) = (acme.truth(), acme.least_requests());
        acme.set_setup_gap(gap.id, true);
        let me = get(&sim, &acme, "/api/v1/users/me").await;
        let tokens = get(&sim, &acme, "/api/v1/api-tokens").await;
        let reads = get(&sim, &acme, "/api/v1/users?limit=1").await.status;
        let share = get(&sim, &acme, "/api/v1/principal-rate-limits?filter=principalType+eq+%22SSWS_TOKEN%22").await;
        let zone = get(&sim, &acme, "/api/v1/zones").await;
        let seen = [me, tokens, share, zone].map(|reply| String::from_utf8_lossy(&reply.body).into_owned());
        let differs = acme.truth() != before
            || acme.least_requests() != least
            || reads != 200
            || seen.iter().any(|body| !sound.contains(body.trim_matches(['[', ']'])));
        assert!(differs, "{gap:?} changes nothing");
        acme.set_setup_gap(gap.id, false);
    }
    assert_eq!(collect(&sim, &acme).await, sound);
}

#[tokio::test]
async fn flaws_do_not_undo_each_other() {
    let spec = Flaw::together().fold(OrgSpec::new("acme").users(300).without_limits(), |spec, flaw| spec.flaw(flaw.id));
    let sim = sim([spec]).await;
    let acme = sim.org("acme");
    let truth = acme.truth();
    assert!(truth.super_admins > 5 && truth.tokens > 25 && truth.role_groups == 1, "{truth:?}");
    let tokens = get(&sim, &acme, "/api/v1/api-tokens").await.list();
    let having = |wanted: fn(&Value) -> bool| tokens.iter().filter(|token| wanted(token)).count();
    assert_eq!(having(|token| token["network"]["connection"] == "ANYWHERE"), 1);
    assert_eq!(having(|token| token["network"]["include"].is_null() && !token["network"]["exclude"].is_null()), 1);
    assert_eq!(having(|token| token["name"] == "test"), 1);
    assert_eq!(having(|token| token["clientName"] == "Okta AD Agent"), 1);
    assert_eq!(having(|token| token["created"] == token["lastUpdated"]), 1);
    let session = all(&sim, &acme, "/api/v1/policies?type=OKTA_SIGN_ON&expand=rules").await;
    let employees = &session[0]["_embedded"]["rules"][0]["actions"]["signon"]["session"];
    assert_eq!(employees, &serde_json::json!({"maxSessionIdleMinutes": 480, "maxSessionLifetimeMinutes": 0, "usePersistentCookie": true}));
    let password = &all(&sim, &acme, "/api/v1/policies?type=PASSWORD").await[0]["settings"]["password"];
    assert_eq!((&password["complexity"]["minLength"], &password["lockout"]["maxAttempts"]), (&8.into(), &0.into()));
    assert_eq!(password["complexity"]["dictionary"]["common"]["exclude"], false);
    let console = all(&sim, &acme, "/api/v1/policies?type=ACCESS_POLICY&expand=rules").await;
    assert_eq!(console[0]["name"], "Okta Admin Console");
    assert_eq!(console[0]["_embedded"]["rules"][0]["actions"]["appSignOn"]["verificationMethod"]["factorMode"], "1FA");
    assert_eq!(get(&sim, &acme, "/api/v1/threats/configuration").await.json()["action"], "none");
    let zones = all(&sim, &acme, "/api/v1/zones").await;
    let anonymizers = zones.iter().find(|zone| zone["name"] == "DefaultEnhancedDynamicZone").unwrap();
    assert_eq!(anonymizers["status"], "INACTIVE");
    let users = all(&sim, &acme, "/api/v1/users?limit=200").await;
    assert_eq!(users.len() as u64, truth.users - truth.users_by_status["DEPROVISIONED"]);
}

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use okta_sim::{Attack, Attacked, Org, OrgSpec, Sim};
use serde_json::Value;

use crate::client::{Session, get, sim};
use crate::logs::{ago, follow, path, published, uuid};
use crate::names::Names;

/// An org of which hardly anything else is heard.
async fn quiet() -> Sim {
    sim([OrgSpec::new("acme").seed(7).users(600).without_limits().rate(0.001).setup_gap("setup.super-admin")]).await
}

/// What an attack wrote, as the log gives it in the order of publishing.
async fn told(sim: &Sim, org: &Org, attacked: &Attacked) -> Vec<Value> {
    let session = Session::open(sim, org).await;
    let all = follow(&session, &format!("/api/v1/logs?since={}&until={}&limit=1000", ago(300), ago(-1))).await;
    let own: BTreeSet<String> = attacked.uuids().into_iter().collect();
    all.into_iter().filter(|event| own.contains(&uuid(event))).collect()
}

fn distinct<'a>(events: &'a [Value], pointer: &str) -> BTreeSet<&'a str> {
    events.iter().filter_map(|event| event.pointer(pointer)?.as_str()).collect()
}

#[tokio::test]
async fn every_attack_is_told_whole_and_names_what_the_org_has() {
    let sim = quiet().await;
    let acme = sim.org("acme");
    acme.attack("cross-tenant-impersonation");
    let names = Names::read(&sim, &acme).await;
    let first = path_of_now(&sim, &acme).await;
    for attack in Attack::ALL {
        let attacked = acme.attack(attack.id);
        let events = told(&sim, &acme, &attacked).await;
        assert_eq!(events.iter().map(uuid).collect::<Vec<_>>(), attacked.uuids(), "{attack:?}");
        assert_eq!(
            events.iter().map(|event| event["eventType"].as_str().unwrap()).collect::<Vec<_>>(),
            attacked.events.iter().map(|event| event.event_type).collect::<Vec<_>>()
        );
        assert!(!attack.detections.is_empty() && !attacked.users.is_empty() || attack.id == "threat-insight", "{attack:?}");
        for event in &events {
            assert!(names.absent(event).is_empty(), "{attack:?}: {:?}", names.absent(event));
        }
        let known = attacked.users.iter().all(|user| names.has(user));
        assert!(known, "{attack:?}");
    }
    // A poll that began before sees all of it, once.
    let session = Session::open(&sim, &acme).await;
    let polled = follow(&session, &first).await;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    polled.iter().for_each(|event| *seen.entry(uuid(event)).or_default() += 1);
    for attacked in acme.attacks().iter().skip(1) {
        assert!(attacked.uuids().iter().all(|uuid| seen.get(uuid) == Some(&1)), "{}", attacked.id);
    }
}

/// Where a poll stands that has read everything.
async fn path_of_now(sim: &Sim, org: &Org) -> String {
    let session = Session::open(sim, org).await;
    let mut at = format!("/api/v1/logs?since={}&limit=1000", ago(400));
    loop {
        let reply = session.get(&at).await;
        at = path(&reply.link("next").unwrap());
        if reply.list().len() < 1_000 {
            return at;
        }
    }
}

#[tokio::test]
async fn attacks_on_passwords_are_as_their_detections_count() {
    let sim = quiet().await;
    let acme = sim.org("acme");
    let failures = |events: &[Value]| events.iter().filter(|event| event["outcome"]["result"] == "FAILURE").cloned().collect::<Vec<_>>();
    let spray = failures(&told(&sim, &acme, &acme.attack("password-spray")).await);
    assert_eq!((spray.len(), distinct(&spray, "/actor/id").len(), distinct(&spray, "/client/ipAddress").len()), (60, 20, 1));
    assert!(published(&spray[59]) - published(&spray[0]) > time::Duration::minutes(5));
    assert!(spray.iter().all(|event| event["authenticationContext"]["externalSessionId"].is_null()));
    let many = failures(&told(&sim, &acme, &acme.attack("password-spray-many-sources")).await);
    assert_eq!((many.len(), distinct(&many, "/actor/id").len()), (36, 12));
    assert!(distinct(&many, "/client/ipAddress").len() >= 12);
    assert!(published(&many[35]) - published(&many[0]) < time::Duration::minutes(15));
    let stuffing = told(&sim, &acme, &acme.attack("credential-stuffing")).await;
    assert_eq!(distinct(&failures(&stuffing), "/actor/id").len(), 30);
    assert_eq!(
        stuffing.iter().filter(|event| event["eventType"] == "user.session.start" && event["outcome"]["result"] == "SUCCESS").count(),
        2
    );
    let brute = told(&sim, &acme, &acme.attack("brute-force")).await;
    assert_eq!(
        (distinct(&brute, "/actor/id").len(), brute.iter().filter(|event| event["eventType"] == "user.account.lock").count()),
        (1, 1)
    );
    assert!(distinct(&brute, "/client/geographicalContext/country").len() >= 3);
    let rotating = told(&sim, &acme, &acme.attack("brute-force-rotating-devices")).await;
    assert_eq!(distinct(&rotating, "/debugContext/debugData/dtHash").len(), 16);
}

#[tokio::test]
async fn attacks_on_sessions_keep_what_is_stolen_and_change_the_rest() {
    let sim = quiet().await;
    let acme = sim.org("acme");
    let stolen = told(&sim, &acme, &acme.attack("stolen-session")).await;
    for (pointer, count) in [
        ("/authenticationContext/externalSessionId", 1),
        ("/debugContext/debugData/dtHash", 1),
        ("/client/ipAddress", 2),
        ("/client/userAgent/os", 2),
        ("/actor/id", 1),
    ] {
        assert_eq!(distinct(&stolen, pointer).len(), count, "{pointer}");
    }
    let aitm = told(&sim, &acme, &acme.attack("aitm-replay")).await;
    assert_eq!(distinct(&aitm, "/authenticationContext/rootSessionId").len(), 1);
    assert_eq!(distinct(&aitm, "/authenticationContext/externalSessionId").len(), 2);
    assert!(distinct(&aitm, "/client/userAgent/rawUserAgent").iter().any(|agent| agent.starts_with("python-requests")));
    let travel = told(&sim, &acme, &acme.attack("impossible-travel")).await;
    assert_eq!(distinct(&travel, "/client/geographicalContext/country").len(), 2);
    let sweep = told(&sim, &acme, &acme.attack("app-sweep")).await;
    let apps: BTreeSet<&str> = sweep
        .iter()
        .filter(|event| event["eventType"] == "user.authentication.sso")
        .flat_map(|event| event["target"].as_array().unwrap())
        .filter(|target| target["type"] == "AppInstance")
        .filter_map(|target| target["id"].as_str())
        .collect();
    assert!(apps.len() >= 10, "{}", apps.len());
}

#[tokio::test]
async fn impersonation_across_tenants_leaves_its_provider_and_its_rule_in_the_org() {
    let sim = quiet().await;
    let acme = sim.org("acme");
    let before = get(&sim, &acme, "/api/v1/idps?limit=200").await.list().len();
    let attacked = acme.attack("cross-tenant-impersonation");
    let after = get(&sim, &acme, "/api/v1/idps?limit=200").await.list();
    assert_eq!(after.len(), before + 1);
    let events = told(&sim, &acme, &attacked).await;
    let issuer = events.iter().find(|event| event["eventType"] == "user.authentication.auth_via_IDP").unwrap();
    let idp = &after[before]["id"];
    assert_eq!(issuer["authenticationContext"]["issuer"]["id"], *idp);
    let routing = get(&sim, &acme, "/api/v1/policies?type=IDP_DISCOVERY&expand=rules").await.list();
    assert_eq!(routing[0]["_embedded"]["rules"][0]["actions"]["idp"]["providers"][0]["id"], *idp);
    assert_eq!(attacked.users.len(), 2, "the administrator, and who came in");
    assert!(
        distinct(&events, "/securityContext/isProxy").is_empty() && events.iter().all(|event| event["securityContext"]["isProxy"] == true)
    );
    acme.reset();
    assert_eq!(get(&sim, &acme, "/api/v1/idps?limit=200").await.list().len(), before);
}

#[tokio::test]
async fn an_attack_that_begins_now_comes_bit_by_bit_and_can_be_ended() {
    let sim = quiet().await;
    let acme = sim.org("acme");
    let attacked = acme.attack_begun("push-bombing", Duration::from_secs(100));
    let now = told(&sim, &acme, &attacked).await.len();
    assert!(now > 2 && now < attacked.events.len(), "{now} of {}", attacked.events.len());
    assert_eq!(acme.end_attacks("push-bombing"), std::slice::from_ref(&attacked));
    let later = acme.attack_begun("password-spray", Duration::from_secs(3_600));
    let events = told(&sim, &acme, &later).await;
    assert_eq!(events.len(), later.events.len());
    assert!((time::OffsetDateTime::now_utc() - published(&events[0]) - time::Duration::hours(1)).abs() < time::Duration::seconds(10));
}

#[tokio::test]
async fn an_org_may_have_been_attacked_before_anybody_looked() {
    let sim = sim([OrgSpec::new("acme")
        .seed(7)
        .users(200)
        .without_limits()
        .attack("push-bombing-success")
        .attack_begun("token-misuse", Duration::from_secs(7_200))])
    .await;
    let acme = sim.org("acme");
    let attacks = acme.attacks();
    assert_eq!(attacks.iter().map(|attacked| attacked.id).collect::<Vec<_>>(), ["push-bombing-success", "token-misuse"]);
    for attacked in &attacks {
        assert_eq!(told(&sim, &acme, attacked).await.len(), attacked.events.len());
    }
    acme.attack("mfa-bypass");
    acme.reset();
    assert_eq!(acme.attacks().iter().map(|attacked| attacked.id).collect::<Vec<_>>(), ["push-bombing-success", "token-misuse"]);
}

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use okta_sim::{Engine, Oddity, OrgSpec, Sim};
use serde_json::Value;

use crate::client::{Session, get, sim};
use crate::logs::{ago, follow, path, published, uuid};
use crate::names::Names;

/// A page of the latest entries but for those of the last minutes.
async fn some(sim: &Sim, spec: &str) -> Vec<Value> {
    let acme = sim.org("acme");
    get(sim, &acme, &format!("/api/v1/logs?since={}&until={}&limit=1000{spec}", ago(200), ago(5))).await.list()
}

#[tokio::test]
async fn an_ordinary_day_is_made_of_many_types_and_of_sessions_that_hang_together() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(400).without_limits().rate(0.5)]).await;
    let mut events = Vec::new();
    let session = Session::open(&sim, &sim.org("acme")).await;
    events.extend(follow(&session, &format!("/api/v1/logs?since={}&until={}&limit=1000", ago(600), ago(5))).await);
    let types: BTreeSet<&str> = events.iter().filter_map(|event| event["eventType"].as_str()).collect();
    assert!(types.len() > 35, "{types:?}");
    let results: BTreeSet<&str> = events.iter().filter_map(|event| event["outcome"]["result"].as_str()).collect();
    assert!(["SUCCESS", "FAILURE", "CHALLENGE", "ALLOW"].iter().all(|result| results.contains(result)), "{results:?}");
    let countries: BTreeSet<&str> = events.iter().filter_map(|event| event["client"]["geographicalContext"]["country"].as_str()).collect();
    assert!(countries.len() >= 6, "{countries:?}");
    let mut sessions: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>, usize)> = BTreeMap::new();
    for event in &events {
        let members: Vec<&String> = event.as_object().unwrap().keys().collect();
        assert_eq!(members.len(), 17, "{members:?}");
        if let Some(own) = event["authenticationContext"]["externalSessionId"].as_str().filter(|id| *id != "unknown") {
            assert_eq!(event["authenticationContext"]["rootSessionId"], own);
            let known = sessions.entry(own).or_default();
            known.0.insert(event["actor"]["id"].as_str().unwrap());
            known.1.insert(event["client"]["ipAddress"].as_str().unwrap());
            known.2 += 1;
        }
    }
    assert!(sessions.values().any(|(_, _, entries)| *entries >= 10), "sessions have many entries");
    assert!(sessions.values().all(|(actors, addresses, _)| actors.len() == 1 && addresses.len() == 1), "one user, one address each");
    let by_session = |event: &&Value| event["eventType"] == "user.session.start" && event["outcome"]["result"] == "SUCCESS";
    let dashboards = events.iter().filter(by_session).count();
    assert!(dashboards > 200, "{dashboards} sessions begin");
    let judged = events.iter().find(|event| event["debugContext"]["debugData"].get("logOnlySecurityData").is_some()).unwrap();
    let data = &judged["debugContext"]["debugData"];
    let inner: Value = serde_json::from_str(data["logOnlySecurityData"].as_str().unwrap()).unwrap();
    assert!(inner["behaviors"]["New Device"].is_string() && data["behaviors"].as_str().unwrap().starts_with("{New Geo-Location="));
    assert_eq!(data["requestId"], judged["transaction"]["id"]);
    let begun = events.iter().find(|event| by_session(event)).unwrap();
    let behaviours = get(&sim, &sim.org("acme"), "/api/v1/behaviors").await.list();
    for behaviour in begun["securityContext"]["userBehaviors"].as_array().unwrap() {
        assert!(behaviours.iter().any(|known| known["id"] == behaviour["id"] && known["name"] == behaviour["name"]), "{behaviour}");
    }
    assert_eq!(begun["securityContext"]["risk"]["level"], "LOW");
}

#[tokio::test]
async fn what_entries_name_is_what_the_org_s_lists_name() {
    for engine in [Engine::Identity, Engine::Classic] {
        let sim =
            sim([OrgSpec::new("acme").seed(7).users(400).engine(engine).without_limits().rate(1.0).setup_gap("setup.super-admin")]).await;
        let names = Names::read(&sim, &sim.org("acme")).await;
        let events = some(&sim, "").await;
        assert!(events.len() > 900);
        let mut named = 0;
        for event in &events {
            let absent = names.absent(event);
            assert!(absent.is_empty(), "{absent:?} in {event}");
            named += event["target"].as_array().map_or(0, Vec::len);
        }
        assert!(named > 1_000);
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_log_whoever_asks_and_however_often() {
    let spec = || OrgSpec::new("acme").seed(9).users(150).without_limits().rate(2.0);
    let (one, two) = (sim([spec()]).await, sim([spec()]).await);
    let query = format!("/api/v1/logs?since={}&until={}&limit=300", ago(60), ago(10));
    let first = get(&one, &one.org("acme"), &query).await.list();
    assert_eq!(first.len(), 300);
    assert_eq!(first, get(&one, &one.org("acme"), &query).await.list());
    let other = get(&two, &two.org("acme"), &query).await.list();
    assert_eq!(first.iter().map(uuid).collect::<Vec<_>>(), other.iter().map(uuid).collect::<Vec<_>>());
    let another = sim([spec().seed(10)]).await;
    assert_ne!(first[0]["uuid"], get(&another, &another.org("acme"), &query).await.list()[0]["uuid"]);
}

#[tokio::test]
async fn a_log_may_be_as_slow_or_as_fast_as_any_and_change_while_it_lives() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(2_000).without_limits().rate(0.001)]).await;
    let acme = sim.org("acme");
    let session = Session::open(&sim, &acme).await;
    let slow = follow(&session, &format!("/api/v1/logs?since={}&until={}&limit=1000", ago(10_000), ago(0))).await;
    assert!((500..700).contains(&slow.len()), "{}", slow.len());
    acme.set_rate(50_000.0);
    tokio::time::sleep(Duration::from_millis(400)).await;
    let begun = Instant::now();
    let mut at = format!("/api/v1/logs?since={}&limit=1000", ago(1));
    let mut seen = BTreeSet::new();
    for _ in 0..8 {
        let reply = session.get(&at).await;
        seen.extend(reply.list().iter().map(uuid));
        at = path(&reply.link("next").unwrap());
    }
    assert!(seen.len() > 7_900, "{}", seen.len());
    assert!(begun.elapsed() < Duration::from_secs(30));
    let again = follow(&session, &format!("/api/v1/logs?since={}&until={}&limit=1000", ago(10_000), ago(1))).await;
    assert!(again.iter().map(uuid).collect::<Vec<_>>().starts_with(&slow.iter().map(uuid).collect::<Vec<_>>()[..slow.len() - 5]));
}

#[tokio::test]
async fn late_entries_are_missed_by_bounded_reading_until_they_are_stored_and_never_by_polling() {
    let spec = OrgSpec::new("acme").seed(7).users(200).without_limits().rate(20.0);
    let sim = sim([spec.late_events(30.0, Duration::from_secs(5)).repeated_events(10.0)]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let since = ago(1);
    let bounded = format!("/api/v1/logs?since={since}&until={}&limit=1000", ago(0));
    let early: BTreeSet<String> = follow(&session, &bounded).await.iter().map(uuid).collect();
    let mut at = format!("/api/v1/logs?since={since}&limit=1000");
    let mut polled = BTreeMap::new();
    let stop = Instant::now() + Duration::from_secs(8);
    while Instant::now() < stop {
        let reply = session.get(&at).await;
        reply.list().iter().for_each(|event| *polled.entry(uuid(event)).or_insert(0) += 1);
        at = path(&reply.link("next").unwrap());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let events = follow(&session, &bounded).await;
    let late: BTreeSet<String> = events.iter().map(uuid).collect();
    assert!(late.is_superset(&early) && late.len() > early.len() + 10, "{} and then {}", early.len(), late.len());
    assert!(late.iter().all(|uuid| polled.contains_key(uuid)), "polling gave all");
    assert!(polled.values().any(|times| *times == 2) && polled.values().all(|times| *times <= 2));
    assert!(events.is_sorted_by_key(published));
}

#[tokio::test]
async fn a_cursor_that_is_refused_stays_refused_and_another_beginning_helps() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(200).without_limits().rate(2.0)]).await;
    let acme = sim.org("acme");
    let session = Session::open(&sim, &acme).await;
    let since = format!("/api/v1/logs?since={}&limit=10", ago(30));
    let old = path(&session.get(&since).await.link("next").unwrap());
    assert_eq!(session.get(&old).await.list().len(), 10);
    acme.refuse_log_cursors();
    for _ in 0..2 {
        let refused = session.get(&old).await;
        assert_eq!((refused.status, refused.code().as_str()), (400, "E0000053"));
    }
    let new = path(&session.get(&since).await.link("next").unwrap());
    assert_eq!(session.get(&new).await.list().len(), 10);
    acme.reset();
    assert_eq!(session.get(&new).await.list().len(), 10, "a reset changes no cursor");
}

#[tokio::test]
async fn a_poll_from_weeks_ago_goes_on_from_there() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(200).without_limits().rate(1.0)]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let month = time::OffsetDateTime::now_utc() - time::Duration::days(30);
    let mut at = format!("/api/v1/logs?since={}&limit=500", ago(30 * 24 * 60));
    for _ in 0..4 {
        let reply = session.get(&at).await;
        let page = reply.list();
        assert_eq!(page.len(), 500);
        assert!(page.iter().all(|event| (published(event) - month).abs() < time::Duration::hours(2)), "{at}");
        at = path(&reply.link("next").unwrap());
    }
    // So does bounded reading by who sends the beginning only once.
    let first = session.get(&format!("/api/v1/logs?since={}&until={}&limit=500", ago(30 * 24 * 60), ago(60))).await;
    let next = path(&first.link("next").unwrap());
    let kept: Vec<&str> = next.split_once('?').unwrap().1.split('&').filter(|pair| !pair.starts_with("since=")).collect();
    let page = session.get(&format!("/api/v1/logs?{}", kept.join("&"))).await.list();
    assert!(page.len() == 500 && page.iter().all(|event| (published(event) - month).abs() < time::Duration::hours(2)));
}

#[tokio::test]
async fn pages_that_are_short_or_empty_lose_nothing_and_an_empty_one_leads_to_itself() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(200).without_limits().rate(1.0).oddity(Oddity::ShortPages)]).await;
    let acme = sim.org("acme");
    let session = Session::open(&sim, &acme).await;
    let (mut at, mut seen, mut empty) = (format!("/api/v1/logs?since={}&limit=300", ago(60)), Vec::new(), 0);
    for _ in 0..12 {
        let reply = session.get(&at).await;
        let (page, next) = (reply.list(), path(&reply.link("next").unwrap()));
        if page.is_empty() && at.contains("after") {
            assert_eq!(next, at);
            empty += 1;
        }
        seen.extend(page.iter().map(uuid));
        at = next;
    }
    acme.set_oddity(Oddity::ShortPages, false);
    let whole = follow(&session, &format!("/api/v1/logs?since={}&limit=1000", ago(60))).await;
    let whole: Vec<String> = whole.iter().map(uuid).collect();
    // What was stored meanwhile may come before.
    let begun = whole.iter().position(|uuid| *uuid == seen[5]).unwrap();
    assert!(empty >= 3 && seen.len() > 500 && whole[begun..].starts_with(&seen[5..]), "{empty} {}", seen.len());
}

#[tokio::test]
async fn a_filter_that_chooses_nothing_is_given_up_in_time() {
    let sim = sim([OrgSpec::new("acme").seed(7).users(200).without_limits().rate(50_000.0)]).await;
    let reply = get(&sim, &sim.org("acme"), &format!("/api/v1/logs?since={}&filter=eventType+eq+%22nothing%22", ago(600))).await;
    assert_eq!((reply.status, reply.code().as_str()), (500, "E0000009"));
}

/// How many distinct values a group of events has at most, by what groups them.
fn most<'a>(events: impl IntoIterator<Item = &'a Value>, by: &str, of: &str) -> usize {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in events {
        if let (Some(by), Some(of)) = (event.pointer(by).and_then(Value::as_str), event.pointer(of).and_then(Value::as_str))
            && by != "unknown"
            && of != "unknown"
        {
            groups.entry(by.to_owned()).or_default().insert(of.to_owned());
        }
    }
    groups.values().map(BTreeSet::len).max().unwrap_or(0)
}

#[tokio::test]
async fn an_ordinary_day_looks_like_no_attack() {
    let sim = sim([OrgSpec::new("acme").seed(11).users(1_000).without_limits()]).await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let events = follow(&session, &format!("/api/v1/logs?since={}&until={}&limit=1000", ago(24 * 60), ago(0))).await;
    assert!((8_000..12_000).contains(&events.len()), "{}", events.len());
    let of = |name: &'static str, result: &'static str| {
        events.iter().filter(move |event| event["eventType"] == name && event["outcome"]["result"] == result).collect::<Vec<_>>()
    };
    let (failed, started) = (of("user.session.start", "FAILURE"), of("user.session.start", "SUCCESS"));
    assert!(failed.len() > 20 && started.len() > 300, "{} {}", failed.len(), started.len());
    assert!(most(failed.iter().copied(), "/client/ipAddress", "/actor/id") < 5, "no spray");
    assert!(most(failed.iter().copied(), "/actor/id", "/client/ipAddress") < 3, "no brute force");
    assert!(most(started.iter().copied(), "/actor/id", "/client/geographicalContext/country") < 3);
    let people: Vec<&Value> = events.iter().filter(|event| event["actor"]["type"] == "User").collect();
    for (by, of) in [
        ("/authenticationContext/externalSessionId", "/client/ipAddress"),
        ("/authenticationContext/externalSessionId", "/debugContext/debugData/dtHash"),
        ("/debugContext/debugData/dtHash", "/client/userAgent/os"),
        ("/debugContext/debugData/dtHash", "/actor/id"),
    ] {
        assert_eq!(most(people.iter().copied(), by, of), 1, "{of} by {by}");
    }
    let proxies = events.iter().filter(|event| event["securityContext"]["isProxy"] == true).count();
    let pushes = of("user.authentication.auth_via_mfa", "FAILURE");
    assert!(proxies == 0 && !pushes.is_empty() && most(pushes.iter().copied(), "/actor/id", "/uuid") < 4);
}

use std::collections::BTreeSet;

use okta_sim::{Fault, FaultKind, OrgSpec, Sim};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::client::{Reply, Session, get, sim};

/// About one entry in two seconds.
async fn busy() -> Sim {
    sim([OrgSpec::new("acme").seed(7).users(200).without_limits().events_per_day(43_200)]).await
}

pub(crate) fn ago(minutes: i64) -> String {
    (OffsetDateTime::now_utc() - Duration::minutes(minutes)).format(&Rfc3339).unwrap()
}

pub(crate) fn uuid(event: &Value) -> String {
    event["uuid"].as_str().unwrap().to_owned()
}

pub(crate) fn published(event: &Value) -> OffsetDateTime {
    OffsetDateTime::parse(event["published"].as_str().unwrap(), &Rfc3339).unwrap()
}

pub(crate) fn path(link: &str) -> String {
    let url = url::Url::parse(link).unwrap();
    format!("{}?{}", url.path(), url.query().unwrap())
}

/// Follows the links until a page is empty or has no next.
pub(crate) async fn follow(session: &Session, first: &str) -> Vec<Value> {
    let (mut at, mut events) = (first.to_owned(), Vec::new());
    loop {
        let reply = session.get(&at).await;
        let page = reply.list();
        let last = page.is_empty();
        events.extend(page);
        match reply.link("next") {
            Some(next) if !last => at = path(&next),
            _ => return events,
        }
    }
}

#[tokio::test]
async fn polling_and_bounded_reading_see_the_same_entries_in_their_own_orders() {
    let sim = busy().await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let (from, to) = (ago(120), ago(30));
    let polled = follow(&session, &format!("/api/v1/logs?since={from}&limit=500&sortOrder=ASCENDING")).await;
    let bounded = follow(&session, &format!("/api/v1/logs?since={from}&until={to}&limit=500")).await;
    let span = OffsetDateTime::parse(&from, &Rfc3339).unwrap()..OffsetDateTime::parse(&to, &Rfc3339).unwrap();
    // What was published before the beginning and stored after it belongs to the poll alone, and the other way round at its end.
    let within: BTreeSet<String> = polled.iter().filter(|event| span.contains(&published(event))).map(uuid).collect();
    let seen: BTreeSet<String> = bounded.iter().map(uuid).collect();
    assert_eq!(seen, within);
    assert!((2_500..2_900).contains(&seen.len()), "{}", seen.len());
    assert!(bounded.is_sorted_by_key(published), "in the order of publishing");
    assert!(!polled.is_sorted_by_key(published), "in the order of storing: some come late");
    assert!(bounded.len() > seen.len() && polled.len() > polled.iter().map(uuid).collect::<BTreeSet<_>>().len(), "some come twice");
}

#[tokio::test]
async fn a_poll_always_has_a_next_and_goes_on_where_it_stopped() {
    let sim = busy().await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let mut at = format!("/api/v1/logs?since={}&limit=1000", ago(5));
    let mut seen = BTreeSet::new();
    let empty = loop {
        let reply = session.get(&at).await;
        let page = reply.list();
        seen.extend(page.iter().map(uuid));
        let next = path(&reply.link("next").expect("a poll always has one"));
        assert!(!next.contains("since"), "{next}");
        at = next;
        if page.is_empty() {
            break at;
        }
    };
    assert!(seen.len() > 100);
    // Entries come in bursts, some seconds apart.
    for _ in 0..60 {
        let later = session.get(&empty).await;
        assert!(later.link("self").is_some() && later.link("next").is_some());
        if !later.list().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    panic!("new entries come at the old place");
}

#[tokio::test]
async fn bounded_reading_ends_and_newest_come_first_when_asked() {
    let sim = busy().await;
    let session = Session::open(&sim, &sim.org("acme")).await;
    let reply = session.get(&format!("/api/v1/logs?since={}&until={}&limit=1000", ago(20), ago(10))).await;
    assert!(reply.link("self").is_some());
    assert_eq!((reply.list().len() > 200, reply.link("next")), (true, None));
    let newest = follow(&session, &format!("/api/v1/logs?since={}&sortOrder=DESCENDING&limit=100", ago(20))).await;
    assert!(newest.len() > 500);
    assert!(newest.is_sorted_by_key(|event| std::cmp::Reverse(published(event))));
}

#[tokio::test]
async fn without_times_a_page_begins_seven_days_ago_and_has_a_hundred() {
    let sim = busy().await;
    let acme = sim.org("acme");
    let page = get(&sim, &acme, "/api/v1/logs").await.list();
    assert_eq!(page.len(), 100);
    let week = OffsetDateTime::now_utc() - Duration::days(7);
    assert!((published(&page[0]) - week).abs() < Duration::minutes(5));
    // Retention is ninety days: nothing older is there, and nobody says so.
    let oldest = get(&sim, &acme, &format!("/api/v1/logs?since={}&limit=1", ago(170 * 24 * 60))).await.list();
    assert!((published(&oldest[0]) - (OffsetDateTime::now_utc() - Duration::days(90))).abs() < Duration::minutes(10));
    let none = get(&sim, &acme, "/api/v1/logs?limit=0").await;
    assert_eq!((none.list().len(), none.link("self").is_some(), none.link("next").is_some()), (0, true, true));
}

#[tokio::test]
async fn what_the_log_does_not_understand_is_refused_in_its_own_way() {
    let sim = busy().await;
    let acme = sim.org("acme");
    let old = format!("since={}", ago(181 * 24 * 60));
    for (query, status, code) in [
        (old.as_str(), 400, "E0000053"),
        ("since=yesterday", 400, "E0000030"),
        ("until=2025-13-01T00:00:00Z", 400, "E0000030"),
        ("limit=1001", 400, "E0000001"),
        ("limit=-1", 400, "E0000001"),
        ("sortOrder=RANDOM", 400, "E0000001"),
        ("after=elsewhere", 400, "E0000031"),
        ("after=1700000000000_2&since=2026-01-01T00:00:00Z", 400, "E0000001"),
        ("filter=debugContext.debugData.url+co+%22users%22", 400, "E0000031"),
        ("filter=colour+eq+%22red%22", 400, "E0000053"),
        ("filter=client.ipAddress+eq+%22nowhere%22&since=2026-01-01T00:00:00Z&until=2099-01-01T00:00:00Z", 500, "E0000009"),
        ("q=1+2+3+4+5+6+7+8+9+10+11", 400, "E0000001"),
    ] {
        let since = ago(80 * 24 * 60);
        let reply = get(&sim, &acme, &format!("/api/v1/logs?{}", query.replace("2026-01-01T00:00:00Z", &since))).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{query}");
        let envelope = reply.json();
        assert!(envelope.get("errorLink").is_none(), "{query}");
        assert_eq!(envelope["errorId"].as_str().unwrap().matches('-').count(), 4, "{query}");
    }
    let summary = get(&sim, &acme, &format!("/api/v1/logs?{old}")).await.json().to_string();
    assert!(summary.contains("over 180 days"), "{summary}");
    acme.fault(Fault::new("/api/v1/logs").kind(FaultKind::Status(500)));
    assert_eq!(get(&sim, &acme, "/api/v1/logs").await.code(), "E0000009");
}

#[tokio::test]
async fn filters_and_keywords_choose_entries() {
    let sim = busy().await;
    let acme = sim.org("acme");
    let chosen = async |query: &str| -> Reply { get(&sim, &acme, &format!("/api/v1/logs?since={}&limit=50&{query}", ago(240))).await };
    let logins = chosen("filter=eventType+eq+%22user.session.start%22").await.list();
    assert_eq!(logins.len(), 50);
    assert!(logins.iter().all(|event| event["eventType"] == "user.session.start"));
    let who = logins[0]["actor"]["id"].as_str().unwrap();
    let own = chosen(&format!("filter=actor.id+eq+%22{who}%22")).await.list();
    assert!(!own.is_empty() && own.iter().all(|event| event["actor"]["id"] == *who));
    let words = chosen("q=lisbon+chrome").await.list();
    assert!(!words.is_empty() && words.iter().all(|event| event.to_string().contains("Lisbon")));
}

#[tokio::test]
async fn what_happens_to_the_org_is_told() {
    let sim = busy().await;
    let acme = sim.org("acme");
    acme.add_users(1);
    acme.deactivate_user(5);
    acme.remove_user(6);
    acme.grant(7, "HELP_DESK_ADMIN");
    acme.rotate_token();
    let told = get(&sim, &acme, &format!("/api/v1/logs?since={}&limit=1000", ago(1))).await.list();
    let names: Vec<&str> = told.iter().filter_map(|event| event["eventType"].as_str()).collect();
    for name in [
        "user.lifecycle.create",
        "user.lifecycle.deactivate",
        "user.lifecycle.delete.initiated",
        "user.account.privilege.grant",
        "system.api_token.create",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let granted = told.iter().find(|event| event["eventType"] == "user.account.privilege.grant").unwrap();
    assert_eq!(granted["target"][0]["detailEntry"]["privilegeGranted"], "Help Desk Administrator");
}

//! What is found is what one would find by looking at all.

use std::collections::BTreeMap;

use serde_json::Value;

use super::kept::{Kept, ids};

const TIME: &str = "since=2000-01-01T00:00:00Z";

/// Whether an event has what a filter asks for.
type Holds = Box<dyn Fn(&Value) -> bool>;

/// Filters, and whether an event has what they ask for.
fn filters(sample: &Value) -> Vec<(String, Holds)> {
    let text = |path: &str| sample.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is = |path: &'static str, wanted: String| -> Holds {
        Box::new(move |event| event.pointer(path).and_then(Value::as_str) == Some(&wanted))
    };
    let (actor, name, address, outcome, session, transaction, kind) = (
        text("/actor/id"),
        text("/actor/alternateId"),
        text("/client/ipAddress"),
        text("/outcome/result"),
        text("/authenticationContext/externalSessionId"),
        text("/transaction/id"),
        text("/eventType"),
    );
    let target = text("/target/0/id");
    let block = address.rsplit_once('.').map(|(net, _)| net.to_owned()).unwrap_or_default();
    let prefix = kind.rsplit_once('.').map(|(prefix, _)| format!("{prefix}.")).unwrap_or_default();
    let mut filters: Vec<(String, Holds)> = vec![
        (String::new(), Box::new(|_| true)),
        (format!("event_type={kind}"), is("/eventType", kind.clone())),
        (format!("actor={actor}"), is("/actor/id", actor.clone())),
        (format!("actor={}", name.to_uppercase()), is("/actor/alternateId", name)),
        (format!("address={address}"), is("/client/ipAddress", address.clone())),
        (format!("outcome={}", outcome.to_lowercase()), is("/outcome/result", outcome)),
        (format!("transaction={transaction}"), is("/transaction/id", transaction)),
        ("severity=warn".to_owned(), Box::new(|event| matches!(event["severity"].as_str(), Some("WARN" | "ERROR")))),
    ];
    let wanted = prefix.clone();
    filters.push((format!("event_type={prefix}*"), Box::new(move |event| event["eventType"].as_str().unwrap().starts_with(&wanted))));
    // Jobs come from no address, and some people from one of version 6.
    if !block.is_empty() {
        filters.push((
            format!("address={block}.0/24"),
            Box::new(move |event| {
                event.pointer("/client/ipAddress").and_then(Value::as_str).is_some_and(|ip| ip.starts_with(&format!("{block}.")))
            }),
        ));
    }
    if !target.is_empty() {
        let wanted = target.clone();
        filters.push((
            format!("target={target}"),
            Box::new(move |event| {
                event["target"].as_array().is_some_and(|targets| targets.iter().any(|target| target["id"] == wanted.as_str()))
            }),
        ));
    }
    if !session.is_empty() {
        let wanted = session.clone();
        filters.push((
            format!("session={session}"),
            Box::new(move |event| {
                ["externalSessionId", "rootSessionId"].iter().any(|key| event["authenticationContext"][key] == wanted.as_str())
            }),
        ));
    }
    filters
}

#[tokio::test]
async fn every_filter_finds_just_what_has_it_in_pages_the_latest_first() {
    let kept = Kept::of(1_500).await;
    let all = kept.all().await;
    assert!(all.len() > 1_000, "{}", all.len());
    let with_session = all
        .iter()
        .find(|event| event["authenticationContext"]["externalSessionId"].is_string() && event["client"]["ipAddress"].is_string());
    for sample in [with_session.unwrap(), &all[all.len() / 2]] {
        for (query, holds) in filters(sample) {
            if query.ends_with('=') {
                continue;
            }
            let expected: Vec<Value> = all.iter().filter(|event| holds(event)).cloned().collect();
            let found = kept.search(&format!("{TIME}&{query}")).await;
            assert_eq!(ids(&found), ids(&expected), "{query}");
        }
    }
}

#[tokio::test]
async fn words_are_found_in_names_message_and_place() {
    let kept = Kept::of(1_500).await;
    let all = kept.all().await;
    let sample = all.iter().find(|event| event["actor"]["displayName"].as_str().is_some_and(|name| name.contains(' '))).unwrap();
    let name = sample["actor"]["displayName"].as_str().unwrap().to_owned();
    let found = kept.search(&format!("{TIME}&text={}", name.to_uppercase().replace(' ', "%20"))).await;
    assert!(found.iter().any(|event| event["uuid"] == sample["uuid"]), "{name}");
    for event in &found {
        let text = event.to_string().to_lowercase();
        assert!(name.to_lowercase().split(' ').all(|word| text.contains(word)), "{name} is not in {text}");
    }
    assert_eq!(kept.search(&format!("{TIME}&text=nobodyofthatname")).await, Vec::<Value>::new());
}

#[tokio::test]
async fn an_event_is_read_by_its_id_raw_and_as_ecs() {
    let kept = Kept::of(300).await;
    let all = kept.all().await;
    let (event, id) = (&all[0], all[0]["uuid"].as_str().unwrap());
    let raw = kept.acme.owner.get(&format!("/v1/events/{id}")).await.expect_status(200).json();
    assert_eq!((&raw["event"], raw["connection"].as_str()), (event, Some(kept.connection.as_str())));
    let ecs = kept.acme.owner.get(&format!("/v1/events/{id}?form=ecs")).await.expect_status(200).json();
    assert_eq!((&ecs["event"]["event"]["action"], &ecs["event"]["event"]["id"]), (&event["eventType"], &event["uuid"]));
    // Another tenant's are none.
    let stranger = kept.app.tenant("Other").await;
    stranger.owner.get(&format!("/v1/events/{id}")).await.problem("not-found");
    assert_eq!(stranger.owner.get(&format!("/v1/events?{TIME}")).await.expect_status(200).json()["data"], serde_json::json!([]));
    stranger.owner.get(&format!("/v1/connections/{}/log", kept.connection)).await.problem("not-found");
}

#[tokio::test]
async fn facets_count_what_a_search_finds() {
    let kept = Kept::of(800).await;
    let all = kept.all().await;
    let counted = kept.acme.owner.get(&format!("/v1/events/facets?{TIME}&values=100")).await.expect_status(200).json();
    assert_eq!(counted["total"], all.len());
    for (facet, path) in [("event_type", "/eventType"), ("address", "/client/ipAddress"), ("outcome", "/outcome/result")] {
        let mut expected: BTreeMap<Option<&str>, i64> = BTreeMap::new();
        for event in &all {
            *expected.entry(event.pointer(path).and_then(Value::as_str)).or_default() += 1;
        }
        let facets = counted["facets"].as_array().unwrap();
        let values = facets.iter().find(|one| one["facet"] == facet).unwrap()["values"].as_array().unwrap();
        assert!(values.len() == expected.len().min(100), "{facet}: {} {}", values.len(), expected.len());
        for value in values {
            assert_eq!(Some(&value["count"].as_i64().unwrap()), expected.get(&value["value"].as_str()), "{facet} {value}");
        }
        assert!(values.windows(2).all(|pair| pair[0]["count"].as_i64() >= pair[1]["count"].as_i64()), "{facet}");
    }
}

#[tokio::test]
async fn a_filter_that_is_none_is_told_what_is_wrong_with_it() {
    let kept = Kept::of(10).await;
    for (query, parameter) in [
        ("address=here", "address"),
        ("address=198.51.100.0/40", "address"),
        ("event_type=*.start", "event_type"),
        ("since=yesterday", "since"),
        ("since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "since"),
        ("text=.", "text"),
        ("text=a1%20b1%20c1%20d1%20e1%20f1%20g1%20h1%20i1%20j1%20k1", "text"),
        ("severity=fatal", "severity"),
        ("form=cef", "form"),
        ("actors=x", "actors"),
        ("connection=con_1", "connection"),
    ] {
        for operation in ["/v1/events", "/v1/events/export"] {
            let problem = kept.acme.owner.get(&format!("{operation}?{query}")).await.problem("invalid-query");
            assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}: {problem}");
        }
    }
}

//! Findings: found, listed, resolved, found again.

use std::collections::BTreeSet;

use oktually_tests::TestApp;
use serde_json::{Value, json};

use super::scanned::Scanned;

/// Flaws of several severities and subjects.
fn flawed() -> okta_sim::OrgSpec {
    Scanned::spec().flaw("net.threatinsight-off").flaw("token.unused").flaw("session.idle-timeout")
}

fn checks(findings: &[Value]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding["check"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn findings_are_listed_worst_first_and_by_every_filter() {
    let scanned = Scanned::of(flawed()).await;
    let all = scanned.findings("").await;
    assert_eq!(checks(&all), ["net.threatinsight-off", "session.idle-timeout", "token.unused"].into());
    let severities: Vec<_> = all.iter().map(|finding| finding["severity"].as_str().unwrap()).collect();
    assert_eq!((severities[0], *severities.last().unwrap()), ("high", "low"));

    let connection = &scanned.connection;
    let token = scanned.finding("check=token.unused").await;
    let subject = token["subject"]["id"].as_str().unwrap();
    let before = "2020-01-01T00:00:00Z";
    let after = "2099-01-01T00:00:00Z";
    for (query, expected) in [
        ("severity=high".to_owned(), vec!["net.threatinsight-off"]),
        ("severity=low".to_owned(), vec!["token.unused"]),
        ("severity=critical".to_owned(), vec![]),
        ("severity=low&severity=high".to_owned(), vec!["net.threatinsight-off", "token.unused"]),
        ("state=resolved&state=open&severity=low".to_owned(), vec!["token.unused"]),
        ("state=resolved".to_owned(), vec![]),
        ("subject_kind=org".to_owned(), vec!["net.threatinsight-off"]),
        (format!("subject_kind=api_token&subject_id={subject}"), vec!["token.unused"]),
        ("subject_id=00T0000000000000000".to_owned(), vec![]),
        (format!("connection={connection}&check=token.unused"), vec!["token.unused"]),
        (format!("connection={connection}&severity=high&disposition=none&seen_since={before}"), vec!["net.threatinsight-off"]),
        (format!("severity=high&opened_since={before}&changed_since={before}"), vec!["net.threatinsight-off"]),
        (format!("opened_since={after}"), vec![]),
        (format!("changed_since={after}"), vec![]),
        (format!("seen_since={after}"), vec![]),
        ("disposition=muted".to_owned(), vec![]),
        ("check=no.such-check".to_owned(), vec![]),
    ] {
        assert_eq!(checks(&scanned.findings(&query).await), expected.into_iter().collect(), "{query}");
    }
    for query in [
        "severity=worst",
        "state=closed",
        "subject_kind=thing",
        "changed_since=yesterday",
        "severity=high&severity=worst",
        "sevrity=high",
        "connection=con_1",
    ] {
        let problem = scanned.acme.owner.get(&format!("/v1/findings?{query}")).await.problem("invalid-query");
        let name = query.split('=').next().unwrap();
        assert_eq!(problem["errors"][0]["parameter"], name, "{problem}");
    }
}

#[tokio::test]
async fn pages_of_findings_hold_each_of_them_once() {
    let scanned = Scanned::of(flawed()).await;
    let all = scanned.findings("").await;
    let (mut seen, mut path) = (Vec::new(), "/v1/findings?limit=1".to_owned());
    loop {
        let answer = scanned.acme.owner.get(&path).await.expect_status(200);
        seen.extend(answer.json()["data"].as_array().unwrap().clone());
        let Some(next) = answer.header("link").strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) else { break };
        path = next.to_owned();
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_finding_is_resolved_when_it_is_so_no_more_and_the_same_one_comes_back() {
    let scanned = Scanned::of(Scanned::spec().flaw("net.threatinsight-off")).await;
    let opened = scanned.finding("check=net.threatinsight-off").await;
    for part in ["why", "remedy", "summary", "title"] {
        assert!(opened[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {opened}");
    }
    assert_eq!(opened["evidence"]["action"], "none");

    scanned.org.set_flaw("net.threatinsight-off", false);
    let run = scanned.scan().await;
    assert_eq!(run["findings"], json!({ "critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0 }));
    assert!(scanned.findings("").await.is_empty());
    let resolved = scanned.finding("state=resolved").await;
    assert_eq!(resolved["id"], opened["id"]);
    assert!(resolved["resolved_at"].is_string(), "{resolved}");

    scanned.org.set_flaw("net.threatinsight-off", true);
    scanned.scan().await;
    let back = scanned.finding("").await;
    assert_eq!((&back["id"], &back["reopened"], &back["resolved_at"]), (&opened["id"], &json!(1), &Value::Null));
    assert_eq!(back["first_seen_at"], opened["first_seen_at"]);
    let path = format!("/v1/findings/{}", opened["id"].as_str().unwrap());
    let history = scanned.acme.owner.get(&format!("{path}/history")).await.expect_status(200).json();
    let what: Vec<_> = history["data"].as_array().unwrap().iter().map(|event| event["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["opened", "resolved", "reopened"]);
    let first = scanned.acme.owner.get(&format!("{path}/history?limit=1")).await.expect_status(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = scanned.acme.owner.get(&format!("{path}/history?limit=1&cursor={cursor}")).await.expect_status(200).json();
    assert_eq!(rest["data"][0]["what"], "resolved");
}

#[tokio::test]
async fn whoever_follows_changes_is_told_each_once_and_nothing_of_what_was_only_seen_again() {
    let scanned = Scanned::of(flawed()).await;
    let mut newest = "2020-01-01T00:00:00Z".to_owned();
    let mut changes = async || {
        let rows = scanned.findings(&format!("state=open&state=resolved&changed_since={newest}")).await;
        let rows: Vec<_> = rows.into_iter().filter(|row| row["changed_at"].as_str() > Some(newest.as_str())).collect();
        newest = rows.iter().filter_map(|row| row["changed_at"].as_str()).max().unwrap_or(&newest).to_owned();
        checks(&rows).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    // From the beginning: all were opened.
    assert_eq!(changes().await, ["net.threatinsight-off", "session.idle-timeout", "token.unused"]);

    scanned.scan().await;
    assert!(changes().await.is_empty(), "they were only seen again");

    scanned.org.set_flaw("net.threatinsight-off", false);
    scanned.scan().await;
    assert_eq!(changes().await, ["net.threatinsight-off"]);

    let token = scanned.finding("check=token.unused").await;
    let path = format!("/v1/findings/{}/accept", token["id"].as_str().unwrap());
    let until = (time::OffsetDateTime::now_utc() + time::Duration::days(1)).format(&time::format_description::well_known::Rfc3339);
    scanned.acme.owner.post(&path, &json!({ "reason": "known", "until": until.unwrap() })).await.expect_status(200);
    assert_eq!(changes().await, ["token.unused"]);
    assert!(changes().await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_seen_any_more_stays_open_and_is_marked_so() {
    let scanned = Scanned::of(Scanned::spec().flaw("token.unused")).await;
    scanned.org.set_setup_gap("setup.no-api-tokens-permission", true);
    scanned.scan().await;
    let finding = scanned.finding("check=token.unused").await;
    assert!(finding["not_seen_since"].is_string(), "{finding}");
    scanned.org.set_setup_gap("setup.no-api-tokens-permission", false);
    scanned.scan().await;
    assert_eq!(scanned.finding("check=token.unused").await["not_seen_since"], Value::Null);
}

#[tokio::test]
async fn a_tenant_without_findings_has_an_empty_list() {
    let app = TestApp::start(Vec::new()).await;
    let acme = app.tenant("Acme").await;
    let list = acme.owner.get("/v1/findings").await.expect_status(200);
    assert_eq!(list.json(), json!({ "data": [], "next_cursor": null }));
    assert_eq!(list.header("link"), "");
}

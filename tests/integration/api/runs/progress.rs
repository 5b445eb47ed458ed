//! A run's progress as it happens.

use std::time::Duration;

use futures::StreamExt;
use http::Method;
use okta_sim::{Fault, FaultKind};
use oktually_tests::{Caller, eventually};
use serde_json::Value;
use tokio::time::{Instant, timeout};

use super::scanned::Scanned;

/// Longer than a stream may outlive its right.
const SOON: Duration = Duration::from_secs(10);

/// An event: its id and its data.
type Event = (i64, Value);

/// Opens a stream and reads it to its end.
async fn events(caller: &Caller, path: &str) -> Vec<Event> {
    read(opened(caller, path).await).await
}

async fn opened(caller: &Caller, path: &str) -> reqwest::Response {
    let response = caller.open(path).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

async fn read(response: reqwest::Response) -> Vec<Event> {
    let mut text = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(bytes) = stream.next().await {
        text.extend_from_slice(&bytes.unwrap());
    }
    let text = String::from_utf8(text).unwrap();
    text.split("\n\n").filter(|block| block.contains("data:")).map(event).collect()
}

fn event(block: &str) -> Event {
    let field =
        |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {block}")).trim();
    assert_eq!(field("event:"), "progress");
    (field("id:").parse().unwrap(), serde_json::from_str(field("data:")).unwrap())
}

#[tokio::test]
async fn every_move_is_told_once_until_the_end_and_goes_on_behind_the_last_one_seen() {
    let scanned = Scanned::of(Scanned::spec()).await;
    for path in ["/api/v1/groups", "/api/v1/apps"] {
        scanned.org.fault(Fault::new(path).kind(FaultKind::Slow(Duration::from_millis(1_500))));
    }
    let run = scanned.start().await;
    let path = format!("/v1/runs/{run}/events");
    let viewer = scanned.acme.somebody("viewer").await;
    let seen = timeout(Duration::from_secs(60), events(&viewer, &path)).await.unwrap();
    let ids: Vec<_> = seen.iter().map(|(id, _)| *id).collect();
    assert!(ids.len() > 2 && ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    let (last, end) = seen.last().unwrap();
    assert_eq!(end["state"], "succeeded");
    let mut read = viewer.get(&format!("/v1/runs/{run}")).await.expect_status(200).json();
    assert_eq!(read["steps"].take(), end["steps"], "the last event is the run as it is read");

    let behind = |id: i64| viewer.with("last-event-id", &id.to_string());
    assert_eq!(events(&behind(*last), &path).await, [], "nothing happened since");
    assert_eq!(events(&behind(ids[0]), &path).await.last().unwrap(), seen.last().unwrap());
    assert_eq!(events(&viewer.with("last-event-id", "nonsense"), &path).await.last().unwrap(), seen.last().unwrap());
}

/// How long a stream over a run that stands still goes on after something was done to its right.
async fn outlives(scanned: &Scanned, caller: &Caller, run: &str, done: impl AsyncFnOnce()) -> Duration {
    let stream = tokio::spawn(read(opened(caller, &format!("/v1/runs/{run}/events")).await));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!stream.is_finished(), "the stream ended while its run goes on: {}", scanned.connection);
    done().await;
    let since = Instant::now();
    timeout(SOON, stream).await.expect("the stream goes on").unwrap();
    since.elapsed()
}

#[tokio::test]
async fn a_stream_ends_when_its_key_is_revoked_or_its_tenant_suspended() {
    let scanned = Scanned::of(Scanned::spec()).await;
    scanned.org.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(Duration::from_secs(40))));
    let run = scanned.start().await;
    let (id, secret) = scanned.acme.new_key("viewer").await;
    let key = scanned.acme.owner.with_key(&secret);
    let answer = key.send(Method::POST, "/v1/token", None).await.expect_status(200).json();
    let token = key.with_key(answer["access_token"].as_str().unwrap());
    let other = scanned.acme.somebody("viewer").await;

    let revoke = async || drop(scanned.acme.owner.delete(&format!("/v1/keys/{id}")).await.expect_status(204));
    let path = format!("/v1/runs/{run}/events");
    let by_key = tokio::spawn(read(opened(&key, &path).await));
    outlives(&scanned, &token, &run, revoke).await;
    timeout(SOON, by_key).await.expect("the key's own stream goes on").unwrap();

    let suspend = async || {
        drop(
            scanned
                .app
                .operator
                .send(Method::POST, &format!("/operator/v1/tenants/{}/suspend", scanned.acme.id), None)
                .await
                .expect_status(200),
        )
    };
    outlives(&scanned, &other, &run, suspend).await;
}

#[tokio::test]
async fn a_stream_ends_when_its_connection_is_deleted() {
    let scanned = Scanned::of(Scanned::spec()).await;
    scanned.org.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(Duration::from_secs(40))));
    let run = scanned.start().await;
    let delete = async || drop(scanned.acme.owner.delete(&format!("/v1/connections/{}", scanned.connection)).await.expect_status(204));
    outlives(&scanned, &scanned.acme.owner, &run, delete).await;
}

#[tokio::test]
async fn streams_end_when_the_service_stops_and_a_key_has_only_so_many() {
    let scanned = Scanned::of(Scanned::spec()).await;
    scanned.org.fault(Fault::new("/api/v1/groups").kind(FaultKind::Slow(Duration::from_secs(40))));
    let run = scanned.start().await;
    let path = format!("/v1/runs/{run}/events");
    let viewer = scanned.acme.somebody("viewer").await;
    let mut open = Vec::new();
    let refused = loop {
        let response = viewer.open(&path).await;
        if response.status() != 200 {
            break response;
        }
        open.push(response);
        assert!(open.len() < 100, "there is no end of them");
    };
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    open.pop();
    let another = async || (viewer.open(&path).await.status() == 200).then_some(());
    eventually("a closed one makes room", another).await;

    let stream = tokio::spawn({
        let owner = scanned.acme.owner.clone();
        async move { events(&owner, &path).await }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    scanned.app.stop();
    timeout(SOON, stream).await.expect("the stream goes on").unwrap();
}

//! Answers of what stands before Okta's application, and those in which it says nothing.

use super::okta::{Gateway, Okta, Reply};
use crate::{ClientSettings, Denial, Error, Missing, OktaClient, Outage, api};

const ME: &str = "/api/v1/users/me";

async fn me(client: &OktaClient) -> Result<String, Error> {
    client.get(&api::users::me()).await.map(|user| user.id)
}

/// What one answer becomes when it is not asked for again; the client is as good as before.
async fn once(reply: Reply) -> Result<String, Error> {
    let okta = Okta::start(Gateway::Connects, [reply, Reply::new(200, r#"{"id":"00u1"}"#)]).await;
    let client = okta.client(ClientSettings { tries: 1, ..Default::default() });
    let first = me(&client).await;
    if first.as_ref().is_err_and(|error| error.retry_at().is_none()) {
        assert_eq!(me(&client).await.as_deref(), Ok("00u1"), "after {first:?}");
    }
    first
}

fn page(status: u16) -> Reply {
    Reply::bare(status, "<html><title>Access denied</title></html>").with("content-type", "text/html; charset=utf-8")
}

#[tokio::test]
async fn a_refusal_of_an_edge_or_a_gateway_passes_whatever_its_status() {
    for status in [401, 403] {
        for reply in [page(status), page(status).with("x-okta-request-id", "req1"), Reply::bare(status, "")] {
            assert_eq!(once(reply).await, Err(Error::Unavailable { path: ME, why: Outage::Status(status) }));
        }
    }
    for status in [500, 502, 503, 504] {
        assert_eq!(once(page(status)).await, Err(Error::Unavailable { path: ME, why: Outage::Status(status) }));
    }
    let limited = once(page(429)).await.unwrap_err();
    assert!(matches!(limited, Error::WaitUntil { path: ME, .. }), "{limited:?}");
}

#[tokio::test]
async fn such_a_refusal_is_asked_again_and_then_good() {
    let good = Reply::new(200, r#"{"id":"00u1"}"#);
    let okta = Okta::start(Gateway::Connects, [page(401), Reply::bare(403, ""), good]).await;
    let client = okta.client(ClientSettings::default());
    assert_eq!(me(&client).await.as_deref(), Ok("00u1"));
    assert_eq!(client.counters().retries, 2);
}

#[tokio::test]
async fn a_good_status_without_good_json_passes() {
    for (reply, why) in [
        (Reply::new(200, r#"{"id":"00u1","profile":{"#), Outage::CutOff),
        (Reply::new(200, ""), Outage::NotJson),
        (page(200), Outage::NotJson),
        (Reply::new(200, r#"{"id":"00u1"}"#).cut(), Outage::CutOff),
    ] {
        assert_eq!(once(reply).await, Err(Error::Unavailable { path: ME, why }));
    }
}

#[tokio::test]
async fn nothing_where_something_was_asked_for_is_said_to_be_nothing() {
    assert_eq!(once(Reply::new(204, "")).await, Err(Error::NotFound { path: ME, what: None }));
    let okta = Okta::start(Gateway::Connects, [Reply::new(204, "")]).await;
    let keys = okta.client(ClientSettings::default()).page(&api::zones::list(), None).await.unwrap();
    assert!(keys.items.is_empty() && keys.unreadable.is_empty() && keys.next.is_none());
}

#[tokio::test]
async fn an_envelope_is_read_whatever_else_is_in_it_or_missing_from_it() {
    let governance =
        r#"{"errorCode":"E0000006","errorSummary":"Denied.","errorId":"5b1e7a8e-3d0c-4f5e-9a53-1f0d9d2b7c11","correlationId":"x"}"#;
    assert_eq!(once(Reply::new(403, governance)).await, Err(Error::Forbidden { path: ME, reason: Denial::Permission }));
    let missing =
        r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: 00u1 (User)","errorLink":null,"errorCauses":null}"#;
    assert_eq!(
        once(Reply::new(404, missing)).await,
        Err(Error::NotFound { path: ME, what: Some(Missing { kind: "User".into(), id: "00u1".into() }) })
    );
    assert_eq!(once(Reply::new(404, "")).await, Err(Error::NotFound { path: ME, what: None }));
    let off = r#"{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature you are requesting"}"#;
    assert_eq!(once(Reply::bare(401, off)).await, Err(Error::FeatureOff { path: ME }));
}

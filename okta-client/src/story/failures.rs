//! Answers that are none, and what is made of them.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use futures::{FutureExt, future::join_all};
use time::OffsetDateTime;

use super::okta::{Gateway, Okta, Reply, TOKEN};
use crate::{ClientSettings, Error, OktaClient, Outage, api};

async fn me(client: &OktaClient) -> Result<String, Error> {
    client.get(&api::users::me()).await.map(|user| user.id)
}

fn good() -> Reply {
    Reply::new(200, r#"{"id":"00u1"}"#).limited(100, 90, 60)
}

#[tokio::test]
async fn what_passes_is_asked_again_in_the_same_words() {
    let okta = Okta::start(
        Gateway::Connects,
        [
            Reply::new(200, "<html>one moment</html>").limited(100, 99, 60),
            Reply::new(200, r#"{"id":"00u1","login"#).limited(100, 98, 60),
            Reply::new(200, r#"{"id":"00u1"}"#).cut(),
            good(),
        ],
    )
    .await;
    let client = okta.client(ClientSettings::default());
    assert_eq!(me(&client).await.unwrap(), "00u1");
    let asked = okta.asked();
    assert_eq!(asked.len(), 4);
    assert!(!asked[0].to_ascii_lowercase().contains("x-okta-retry"));
    assert!(
        asked[3].to_ascii_lowercase().contains("x-okta-retry-for: req1\r\n")
            && asked[3].to_ascii_lowercase().contains("x-okta-retry-count: 3\r\n")
    );
    assert_eq!((client.counters().gets, client.counters().retries), (4, 3));
}

#[tokio::test]
async fn enough_is_enough() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(502, ""), Reply::new(504, ""), good()]).await;
    let client = okta.client(ClientSettings { tries: 2, ..Default::default() });
    assert_eq!(me(&client).await.unwrap_err(), Error::Unavailable { path: "/api/v1/users/me", why: Outage::Status(504) });
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_quietly_if_it_is_near() {
    let limited = Reply::new(429, r#"{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit"}"#);
    let okta = Okta::start(Gateway::Connects, [limited.clone().limited(100, 0, 1), good()]).await;
    let client = okta.client(ClientSettings::default());
    assert_eq!(me(&client).await.unwrap(), "00u1");
    assert_eq!(client.counters().rate_limited, 1);

    let okta = Okta::start(Gateway::Connects, [limited.limited(100, 0, 50)]).await;
    let error = me(&okta.client(ClientSettings::default())).await.unwrap_err();
    let ahead = error.retry_at().unwrap() - OffsetDateTime::now_utc();
    assert!((30..=53).contains(&ahead.whole_seconds()), "{ahead}");
    assert!(error.is_passing() && !error.is_about_credential());
}

#[tokio::test]
async fn a_page_that_is_too_much_for_okta_is_asked_for_in_halves() {
    let okta = Okta::start(
        Gateway::Connects,
        [Reply::new(500, r#"{"errorCode":"E0000009","errorSummary":"Internal Server Error"}"#), Reply::new(200, "[]")],
    )
    .await;
    let page = okta.client(ClientSettings::default()).page(&api::users::list(), None).await.unwrap();
    assert!(page.items.is_empty());
    assert_eq!(okta.targets(), ["/api/v1/users?limit=200", "/api/v1/users?limit=100"]);
}

#[tokio::test]
async fn gigabytes_are_not_taken_in() {
    let mut packed = GzEncoder::new(vec![], Compression::best());
    packed.write_all(b"[").unwrap();
    for _ in 0..256 {
        packed.write_all(&[b' '; 64 * 1024]).unwrap();
    }
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, packed.finish().unwrap()).with("content-encoding", "gzip")]).await;
    let client = okta.client(ClientSettings { largest_body: 1024 * 1024, ..Default::default() });
    let error = client.page(&api::users::list(), None).await.unwrap_err();
    assert_eq!(error, Error::TooLarge { path: "/api/v1/users", limit_bytes: 1024 * 1024 });
    assert!(client.counters().bytes < 2 * 1024 * 1024);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(302, "").with("location", "https://evil.example/")]).await;
    let error = me(&okta.client(ClientSettings::default())).await.unwrap_err();
    assert_eq!(error, Error::Unavailable { path: "/api/v1/users/me", why: Outage::Redirect });
    assert_eq!(okta.asked().len(), 1);
}

#[tokio::test]
async fn a_rejected_token_is_not_tried_again_and_never_repeated() {
    let echo = format!(r#"{{"errorCode":"E0000011","errorSummary":"Invalid token provided: {TOKEN}"}}"#);
    let okta = Okta::start(Gateway::Connects, [Reply::new(401, echo)]).await;
    let client = okta.client(ClientSettings::default());
    let error = me(&client).await.unwrap_err();
    assert!(error.is_about_credential() && !error.is_passing());
    assert!(!format!("{error} {error:?} {client:?}").contains("CANARY"));
    assert_eq!(okta.asked().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_no_org_is_said_to_be_none() {
    let body = "{\"status\":404,\"message\":\"Resource not found\"}\n";
    let okta = Okta::start(Gateway::Connects, [Reply::bare(404, body), Reply::new(404, body)]).await;
    let client = okta.client(ClientSettings::default());
    assert_eq!(me(&client).await.unwrap_err(), Error::NotAnOrg { host: "acme.okta.com".into() });
    assert_eq!(
        me(&client).await.unwrap_err(),
        Error::NotFound { path: "/api/v1/users/me", what: None },
        "with a request id, an org answers"
    );
}

#[tokio::test]
async fn text_that_a_database_cannot_hold_costs_one_character() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, r#"[{"id":"00u1","profile":{"login":"a\u0000b\ud83d"}}]"#)]).await;
    let page = okta.client(ClientSettings::default()).page(&api::users::list(), None).await.unwrap();
    assert_eq!(page.items[0].login(), Some("a\u{fffd}b\u{fffd}"));
}

#[tokio::test]
async fn calls_in_parallel_stay_within_the_share() {
    let replies = (0..20u32).map(|made| Reply::new(200, "[]").limited(20, 19 - made, 60));
    let okta = Okta::start(Gateway::Connects, replies).await;
    let client = okta.client(ClientSettings::default());
    let list = api::users::list();
    let calls = (0..14).map(|_| client.page(&list, None).map(|page| page.map(drop)));
    let (good, refused): (Vec<_>, Vec<_>) = join_all(calls).await.into_iter().partition(Result::is_ok);
    assert_eq!((good.len(), okta.asked().len()), (10, 10), "half of twenty in this window");
    assert!(refused.iter().all(|call| matches!(call, Err(Error::WaitUntil { .. }))), "{refused:?}");
    assert_eq!((client.allowances()[0].allowed, client.allowances()[0].left), (10, 0));
}

//! Lists, page by page.

use futures::{StreamExt, TryStreamExt};

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use super::okta::{Gateway, Okta, Reply, TOKEN};
use crate::{
    ClientSettings, Cursor, Error, List, Missing,
    api::{self, scopes, zones::Zone},
};

fn users(ids: &[&str]) -> String {
    let users: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    format!("[{}]", users.join(","))
}

fn next(link: &str) -> String {
    format!(r#"<{link}>; rel="next""#)
}

#[tokio::test]
async fn a_list_is_read_to_its_end_whatever_host_its_links_name() {
    let okta = Okta::start(
        Gateway::Connects,
        [
            Reply::new(200, r#"[{"id":"00g1"}]"#)
                .limited(100, 99, 60)
                .with("set-cookie", "sid=1")
                .with("link", next("https://acme-admin.okta.com/api/v1/groups?after=a&limit=200")),
            Reply::new(200, "[]").with("link", next("https://evil.example/api/v1/groups?after=b")),
            Reply::new(200, r#"[{"id":"00g2"},{"id":7},{"name":"x"}]"#),
        ],
    )
    .await;
    let client = okta.client(ClientSettings::default());
    let pages: Vec<_> = client.pages(api::groups::list(), None).try_collect().await.unwrap();
    assert_eq!(pages.iter().flat_map(|page| &page.items).map(|group| group.id.as_str()).collect::<Vec<_>>(), ["00g1", "00g2", "7"]);
    assert_eq!(pages[2].unreadable.len(), 1);
    assert_eq!(
        okta.targets(),
        [
            "/api/v1/groups?limit=200&expand=stats%2Capp",
            "/api/v1/groups?after=a&limit=200&expand=stats%2Capp",
            "/api/v1/groups?after=b&limit=200&expand=stats%2Capp",
        ]
    );
    for head in okta.asked() {
        let head = head.to_ascii_lowercase();
        assert!(
            head.contains("\r\nhost: acme.okta.com\r\n")
                && head.contains("user-agent: oktually/")
                && head.contains("accept: application/json"),
            "{head}"
        );
        assert!(head.contains(&format!("authorization: ssws {}\r\n", TOKEN.to_ascii_lowercase())) && !head.contains("cookie"), "{head}");
    }
    let counters = client.counters();
    assert_eq!((counters.gets, counters.writes, counters.retries, counters.rate_limited), (3, 0, 0, 0));
}

#[tokio::test]
async fn each_piece_of_work_with_a_client_counts_its_own_requests() {
    let groups = || Reply::new(200, r#"[{"id":"00g1"}]"#).limited(100, 90, 60);
    let okta = Okta::start(Gateway::Connects, [groups(), groups(), groups()]).await;
    let client = okta.client(ClientSettings::default());
    let (one, other) = (client.counting_anew(), client.counting_anew());
    for (work, requests) in [(&one, 1), (&other, 2)] {
        for _ in 0..requests {
            work.page(&api::groups::list(), None).await.unwrap();
        }
    }
    assert_eq!([one.counters().gets, other.counters().gets, client.counters().gets], [1, 2, 0]);
    assert_eq!(client.allowances().len(), 1, "what is learned of limits is shared");
}

#[tokio::test]
async fn a_list_whose_pages_come_again_ends() {
    let again =
        |after: &str| Reply::new(200, users(&["00u1"])).limited(100, 90, 60).with("link", next(&format!("/api/v1/users?after={after}")));
    let okta = Okta::start(Gateway::Connects, [again("a"), again("b"), again("a")]).await;
    let client = okta.client(ClientSettings::default());
    assert_eq!(client.pages(api::users::list(), None).count().await, 3);

    let okta = Okta::start(Gateway::Connects, [again("a")]).await;
    let cursor: Cursor = "/api/v1/users?after=a&limit=200".parse().unwrap();
    let page = okta.client(ClientSettings::default()).page(&api::users::list(), Some(&cursor)).await.unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
}

#[tokio::test]
async fn a_list_goes_on_from_a_stored_cursor_and_says_when_that_has_expired() {
    let expired = r#"{"errorCode":"E0000031","errorSummary":"Invalid search criteria."}"#;
    let okta = Okta::start(Gateway::Connects, [Reply::new(400, expired)]).await;
    let client = okta.client(ClientSettings::default());
    let cursor: Cursor = "/api/v1/users?after=old".parse().unwrap();
    assert_eq!(client.page(&api::users::list(), Some(&cursor)).await.unwrap_err(), Error::CursorExpired { path: "/api/v1/users" });
    let foreign: Cursor = "/oauth2/v1/clients?after=x".parse().unwrap();
    assert_eq!(client.page(&api::users::list(), Some(&foreign)).await.unwrap_err().code(), "link_refused");
    assert_eq!(okta.targets(), ["/api/v1/users?after=old"]);
}

#[tokio::test]
async fn a_link_out_of_the_api_is_refused() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, "[]").with("link", next("https://acme.okta.com/admin/users"))]).await;
    let error = okta.client(ClientSettings::default()).page(&api::users::list(), None).await.unwrap_err();
    assert_eq!(error, Error::LinkRefused { path: "/api/v1/users" });
}

#[tokio::test]
async fn lists_in_an_object_are_paged_by_their_body() {
    let first = r#"{"value":[{"id":"00u1"}],"_links":{"next":{"href":"https://acme-admin.okta.com/api/v1/iam/assignees/users?after=a"}}}"#;
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, first), Reply::new(200, r#"{"value":[{"id":"00u2"}],"_links":{}}"#)]).await;
    let pages: Vec<_> = okta.client(ClientSettings::default()).pages(api::iam::assignees(), None).try_collect().await.unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!(okta.targets()[1], "/api/v1/iam/assignees/users?after=a&limit=100");
}

#[tokio::test]
async fn lists_of_data_are_paged_by_relative_links_until_the_next_one_is_empty() {
    const TEAMS: &str = "/governance/api/v2/teams";
    let page = |id: &str, links: &str| {
        let this = format!(r#"<https://acme-admin.okta.com{TEAMS}>; rel="self""#);
        Reply::new(200, format!(r#"{{"data":[{{"id":"{id}"}}],{links}}}"#)).with("link", this)
    };
    let whole = format!(
        r#""_links":{{"self":{{"href":"https://acme.okta.com{TEAMS}"}},"next":{{"href":"https://acme.okta.com{TEAMS}?after=a"}}}}"#
    );
    let relative = format!(r#""links":{{"self":{{"href":"{TEAMS}?after=a"}},"next":{{"href":"{TEAMS}?after=b&limit=20"}}}}"#);
    let none = format!(r#""links":{{"self":{{"href":"{TEAMS}?after=b"}},"next":{{}}}}"#);
    let okta = Okta::start(Gateway::Connects, [page("1", &whole), page("2", &relative), page("3", &none)]).await;
    let mut list = List::<Zone>::wrapped(TEAMS, &[], "data", scopes::NETWORK_ZONES);
    list.call.query.push(("limit", "200".to_owned()));
    let pages: Vec<_> = okta.client(ClientSettings::default()).pages(list, None).try_collect().await.unwrap();
    assert_eq!(pages.iter().flat_map(|page| &page.items).map(|team| team.id.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_eq!(
        okta.targets(),
        [format!("{TEAMS}?limit=200"), format!("{TEAMS}?after=a&limit=200"), format!("{TEAMS}?after=b&limit=20")],
        "a link's own page size is what Okta granted"
    );
}

#[tokio::test]
async fn a_list_whose_pages_are_ever_new_ends_in_an_error() {
    let served = AtomicU32::new(0);
    let ever_new = move |_: &_| {
        let page = served.fetch_add(1, Ordering::SeqCst);
        Reply::new(200, users(&["00u1"])).limited(100, 90, 60).with("link", next(&format!("/api/v1/users?after={page}")))
    };
    let okta = Okta::answering(Gateway::Connects, Arc::new(ever_new)).await;
    let client = okta.client(ClientSettings { most_pages: 7, ..Default::default() });
    let pages: Vec<_> = client.pages(api::users::list(), None).collect().await;
    assert_eq!(pages.len(), 8, "what was read before is not lost");
    assert_eq!(pages.last().unwrap().as_ref().unwrap_err(), &Error::Endless { path: "/api/v1/users", pages: 7 });
    assert_eq!(okta.targets().len(), 7);
}

#[tokio::test]
async fn a_poll_keeps_its_place_on_an_empty_page() {
    let page = |body: &str, after: &str| {
        Reply::new(200, body)
            .limited(100, 90, 60)
            .with("link", next(&format!("https://acme.okta.com/api/v1/logs?after={after}&limit=1000")))
    };
    let okta = Okta::start(
        Gateway::Connects,
        [page(r#"[{"uuid":"u1"}]"#, "1_1"), page("[]", "1_1"), page(r#"[{"uuid":"u2"}]"#, "1_2"), page("[]", "1_2")],
    )
    .await;
    let client = okta.client(ClientSettings::default());
    let list = api::logs::poll(time::OffsetDateTime::UNIX_EPOCH);
    let pages: Vec<_> = client.pages(list.clone(), None).try_collect().await.unwrap();
    assert_eq!(pages.len(), 2);
    let place = pages[1].next.clone().unwrap();
    assert_eq!(place.as_str(), "/api/v1/logs?after=1_1&limit=1000&sortOrder=ASCENDING", "without the beginning");
    let later: Vec<_> = client.pages(list, Some(place.clone())).try_collect().await.unwrap();
    assert_eq!((later[0].items[0].uuid.as_str(), later.len()), ("u2", 2));
    assert_eq!(okta.targets()[2], place.as_str());
}

#[tokio::test]
async fn an_unreadable_list_is_not_an_absent_feature() {
    let body = r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: 0oa1 (AppLink)"}"#;
    let okta = Okta::start(Gateway::Connects, [Reply::new(404, body)]).await;
    let error = okta.client(ClientSettings::default()).page(&api::users::list(), None).await.unwrap_err();
    assert_eq!(error, Error::NotFound { path: "/api/v1/users", what: Some(Missing { kind: "AppLink".into(), id: "0oa1".into() }) });
}

#[tokio::test]
async fn the_public_document_is_read_without_the_credential() {
    let okta = Okta::start(Gateway::Connects, [Reply::new(200, r#"{"id":"00o1","pipeline":"idx"}"#)]).await;
    let org = okta.client(ClientSettings::default()).get(&api::org::well_known()).await.unwrap();
    assert_eq!(org.id, "00o1");
    assert!(!okta.asked()[0].to_ascii_lowercase().contains("authorization"));
}

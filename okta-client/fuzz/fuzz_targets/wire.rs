//! Whatever comes over the wire: answers with any links, refusals of any form, dates of any kind.
#![no_main]

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use okta_client::{
    Cursor,
    api::{apps, iam, logs, users},
    testing::{self, Recorded},
};
use url::Url;

#[derive(Debug, Arbitrary)]
enum Wire<'a> {
    Answer { links: Vec<&'a str>, body: &'a str },
    Refusal { status: u16, headers: Vec<(Name, &'a str)>, body: &'a str, from_cursor: bool },
    Date(&'a str),
    Cursor(&'a str),
}

/// Headers that refusals are judged by.
#[derive(Debug, Arbitrary)]
enum Name {
    ContentType,
    Authenticate,
    RetryAfter,
    Limit,
    Remaining,
    Reset,
    Date,
    RequestId,
    Nonce,
}

impl Name {
    fn written(&self) -> &'static str {
        match self {
            Self::ContentType => "content-type",
            Self::Authenticate => "www-authenticate",
            Self::RetryAfter => "retry-after",
            Self::Limit => "x-rate-limit-limit",
            Self::Remaining => "x-rate-limit-remaining",
            Self::Reset => "x-rate-limit-reset",
            Self::Date => "date",
            Self::RequestId => "x-okta-request-id",
            Self::Nonce => "dpop-nonce",
        }
    }
}

/// Where a list is read; the next page is asked of the same host and API, whatever a link says.
fn stays(cursor: &Cursor, path: &str) {
    let base = Url::parse("https://acme.okta.com").expect("an address");
    if let Some(url) = testing::address_of(cursor, &base, path) {
        assert_eq!((url.host_str(), url.scheme(), url.port()), (Some("acme.okta.com"), "https", None), "{url}");
        assert!(url.path().starts_with("/api/v1/"), "{url}");
    }
}

fuzz_target!(|wire: Wire<'_>| match wire {
    Wire::Answer { links, body } => {
        let headers: Vec<_> = links.into_iter().map(|link| ("link".to_owned(), link.to_owned())).collect();
        let answer = |path: &str| Recorded {
            url: format!("https://acme.okta.com{path}"),
            status: 200,
            headers: headers.clone(),
            body: body.to_owned(),
        };
        let followed = [
            testing::page(&users::list(), &answer("/api/v1/users?limit=200")).map(|page| page.next),
            testing::page(&apps::list(), &answer("/api/v1/apps?limit=200")).map(|page| page.next),
            testing::page(&iam::roles(), &answer("/api/v1/iam/roles")).map(|page| page.next),
        ];
        for (next, path) in followed.into_iter().zip(["/api/v1/users", "/api/v1/apps", "/api/v1/iam/roles"]) {
            if let Ok(Some(next)) = next {
                stays(&next, path);
                let again: Cursor = next.as_str().parse().expect("what was written is read again");
                assert_eq!(again, next);
            }
        }
        let _ = testing::page(&logs::poll(testing::date("2026-01-01").expect("a date")), &answer("/api/v1/logs"));
    }
    Wire::Refusal { status, headers, body, from_cursor } => {
        let headers = headers.into_iter().map(|(name, value)| (name.written().to_owned(), value.to_owned())).collect();
        let url = if from_cursor { "https://acme.okta.com/api/v1/users?after=x" } else { "https://acme.okta.com/api/v1/users" };
        if let Some(error) = testing::refusal(&Recorded { url: url.to_owned(), status, headers, body: body.to_owned() }) {
            let said = format!("{error} {error:?}");
            assert!(said.len() < 8192, "an error says too much: {} bytes", said.len());
        }
    }
    Wire::Date(text) => {
        for date in [testing::date(text), testing::http_date(text)].into_iter().flatten() {
            assert!((0..=9999).contains(&date.year()), "{date}");
        }
    }
    Wire::Cursor(text) => {
        if let Ok(cursor) = text.parse::<Cursor>() {
            stays(&cursor, "/api/v1/users");
        }
    }
});

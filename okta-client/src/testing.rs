//! Recorded and published answers, read as the client reads what it fetched. For tests.

use reqwest::{
    StatusCode, Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::{
    Cursor, Error, Get, List, Page,
    answer::{Answer, Judgement},
    decode::{self, Trouble},
    links::next_link,
    request::{Access, Call, Style},
};

/// One answer to a GET.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// What was called.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// Its headers, one entry for each line.
    pub headers: Vec<(String, String)>,
    /// Its text.
    pub body: String,
}

/// One thing of the kind that `list` holds, at `pattern`.
pub fn one_of<T>(_: &List<T>, pattern: &'static str) -> Get<T> {
    Get::open(pattern, &[])
}

/// The same kind of thing as `call` reads, at `pattern`.
pub fn same<T>(_: &Get<T>, pattern: &'static str) -> Get<T> {
    Get::open(pattern, &[])
}

/// Reads one thing.
pub fn get<T: DeserializeOwned>(_: &Get<T>, answer: &Recorded) -> Result<T, String> {
    decode::get(&decode::clean(answer.body.clone().into_bytes())).map_err(words)
}

/// Reads a page of a list, and where the next one begins.
pub fn page<T: DeserializeOwned>(list: &List<T>, answer: &Recorded) -> Result<Page<T>, String> {
    let text = decode::clean(answer.body.clone().into_bytes());
    let elements = decode::page::<T>(&text, list.style).map_err(words)?;
    let link = match list.style {
        Style::Array | Style::Polling => next_link(&answer.headers()),
        Style::Wrapped(_) => elements.next.or_else(|| next_link(&answer.headers())),
    };
    let url = Url::parse(&answer.url).map_err(|error| error.to_string())?;
    let next = link.map(|link| Cursor::next(&link, &url, &list.call)).transpose();
    Ok(Page { items: elements.items, unreadable: elements.unreadable, next: next.map_err(|error| error.to_string())?, full: false })
}

/// What an answer that is no success is taken for; `None` where the call would be made again.
pub fn refusal(answer: &Recorded) -> Option<Error> {
    let call = Call::new("/recorded", &[], Access::Open);
    let from_cursor = answer.url.contains("after=");
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::IM_A_TEAPOT);
    match (Answer { call: &call, host: "recorded", from_cursor, status, headers: &answer.headers(), body: &answer.body }).judge() {
        Judgement::Final(error) => Some(error),
        Judgement::Good | Judgement::Again { .. } | Judgement::Anew | Judgement::Doubted(_) | Judgement::TooMany => None,
    }
}

/// A date in any of Okta's forms.
pub fn date(text: &str) -> Option<OffsetDateTime> {
    decode::time::parse(text)
}

/// A date as a `Date` header has it.
pub fn http_date(text: &str) -> Option<OffsetDateTime> {
    decode::time::parse_http_date(text)
}

/// The address that the page at `cursor` would be asked of, on the org at `base`.
pub fn address_of(cursor: &Cursor, base: &Url, path: &str) -> Option<Url> {
    cursor.on(base, path).ok()
}

fn words(trouble: Trouble) -> String {
    match trouble {
        Trouble::NotJson => "no JSON".to_owned(),
        Trouble::CutOff => "cut off".to_owned(),
        Trouble::Shape(reason) => reason,
    }
}

impl Recorded {
    fn headers(&self) -> HeaderMap {
        let line = |(name, value): &(String, String)| Some((name.parse::<HeaderName>().ok()?, HeaderValue::from_str(value).ok()?));
        self.headers.iter().filter_map(line).collect()
    }
}

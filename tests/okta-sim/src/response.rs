//! Responses: an answer with all the headers that Okta's application tier adds.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use flate2::{Compress, Compression, FlushCompress, Status};
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, DATE, EXPIRES, HeaderMap, HeaderName, HeaderValue, LINK, PRAGMA,
    SERVER, SET_COOKIE,
};
use hyper::{Response, StatusCode};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::admit::Outcome;
use crate::answer::Body;
use crate::body::SimBody;
use crate::faults::FaultKind;
use crate::paging::Links;
use crate::settings::Oddity;
use crate::spec::OrgSpec;
use crate::text::pack;

const RATE_LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RATE_RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-okta-request-id");

/// The form of dates in HTTP (RFC 9110, section 5.6.7).
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Answers smaller than this, which go in one packet anyway, are not worth compressing.
const COMPRESSED_FROM: usize = 1_400;

/// Writes an answer as the response to a request with the headers `asked`.
pub(crate) fn response(gzip: bool, spec: &OrgSpec, asked: &HeaderMap, outcome: Outcome, fault: Option<&FaultKind>) -> Response<SimBody> {
    let pattern = outcome.pattern();
    let Outcome { answer, drawn, .. } = outcome;
    let now = SystemTime::now();
    let skewed = if spec.skew_seconds < 0 {
        now - Duration::from_secs(spec.skew_seconds.unsigned_abs())
    } else {
        now + Duration::from_secs(spec.skew_seconds.unsigned_abs())
    };
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(SERVER, HeaderValue::from_static("nginx"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(EXPIRES, HeaderValue::from_static("0"));
    let date = OffsetDateTime::from(skewed).format(HTTP_DATE).expect("a date of this era can be written");
    headers.insert(DATE, text(date));
    let random = rand::random::<u128>();
    headers.insert(REQUEST_ID, text(format!("{random:032x}")));
    headers.append(SET_COOKIE, text(format!("JSESSIONID={:032X}; Path=/; Secure; HttpOnly", random.rotate_left(64))));
    headers.append(SET_COOKIE, text(format!("DT=DI0{:016x}; Path=/; Secure; SameSite=None", random as u64)));
    let kind = match fault {
        Some(FaultKind::Html(_)) => "text/html;charset=utf-8",
        // Some endpoints name the character set, others and refusals do not.
        _ if answer.status == 200 && pattern.len().is_multiple_of(2) => "application/json;charset=UTF-8",
        _ => "application/json",
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(drawn) = drawn.filter(|_| fault != Some(&FaultKind::NoLimits)) {
        let both = if spec.oddities.contains(&Oddity::BothLimits) { vec![drawn.own, drawn.org] } else { vec![drawn.shown] };
        for shown in both {
            headers.append(RATE_LIMIT, shown.limit.into());
            headers.append(RATE_REMAINING, shown.remaining.into());
            let reset = (skewed + shown.reset_in).duration_since(UNIX_EPOCH).unwrap_or_default();
            headers.append(RATE_RESET, (reset.as_secs() + u64::from(reset.subsec_nanos() > 0)).into());
        }
    }
    for (name, value) in answer.headers {
        headers.append(name, text(value));
    }
    if let Some(links) = &answer.links {
        write_links(&mut headers, links, &spec.oddities);
    }
    let body = match fault {
        Some(FaultKind::Huge(bytes)) => SimBody::filler(*bytes),
        Some(FaultKind::Cut) => SimBody::half(answer.body.into_bytes()),
        _ if gzip && answer.body.len() >= COMPRESSED_FROM && accepts_gzip(asked) => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            SimBody::whole(packed(&answer.body))
        }
        _ => SimBody::whole(answer.body.into_bytes()),
    };
    let status = if matches!(fault, Some(FaultKind::Huge(_))) { 200 } else { answer.status };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}

fn write_links(headers: &mut HeaderMap, links: &Links, oddities: &BTreeSet<Oddity>) {
    let this = format!("<{}>; rel=\"self\"", links.this);
    let next = links.next.as_ref().map(|next| format!("<{next}>; rel=\"next\""));
    match next {
        Some(next) if oddities.contains(&Oddity::NextWithoutSelf) => {
            headers.append(LINK, text(next));
        }
        Some(next) if oddities.contains(&Oddity::CommaJoined) => {
            headers.append(LINK, text(format!("{this}, {next}")));
        }
        next => {
            headers.append(LINK, text(this));
            if let Some(next) = next {
                headers.append(LINK, text(next));
            }
        }
    }
}

fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static("unwritable"))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().any(|value| value.to_str().is_ok_and(|value| value.contains("gzip")))
}

thread_local! {
    /// Made once for each thread: its tables are larger than most answers.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::fast(), 15));
}

fn packed(body: &Body) -> Vec<u8> {
    let known = if let Body::Written(text) = body { pack(text) } else { None };
    known.unwrap_or_else(|| compress(body))
}

fn compress(body: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut packed = Vec::with_capacity(body.len() / 4);
        loop {
            let rest = &body[compressor.total_in() as usize..];
            if compressor.compress_vec(rest, &mut packed, FlushCompress::Finish).expect("whatever is written can be packed")
                == Status::StreamEnd
            {
                return packed;
            }
            packed.reserve(packed.capacity());
        }
    })
}

//! Connections and responses.

use std::convert::Infallible;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Incoming;
use hyper::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, DATE, EXPIRES, HOST, HeaderMap, HeaderName, HeaderValue, LINK, PRAGMA, SERVER, SET_COOKIE};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::admit::{self, Outcome, crowded};
use crate::answer::Answer;
use crate::body::{InFlight, SimBody};
use crate::damage::damage;
use crate::errors::Refusal;
use crate::faults::FaultKind;
use crate::hosts::{ECHO, of_admin_console};
use crate::journal::JournalEntry;
use crate::limits::Drawn;
use crate::locks::lock;
use crate::settings::Oddity;
use crate::sim::Shared;
use crate::state::OrgState;

const RATE_LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RATE_RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-okta-request-id");

/// The form of dates in HTTP (RFC 9110, section 5.6.7).
const HTTP_DATE: &[BorrowedFormatItem<'_>] = format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Answers smaller than this are not worth compressing.
const COMPRESSED_FROM: usize = 1_400;

/// Serves one connection, TLS included, until it ends.
pub(crate) async fn serve<S>(shared: Arc<Shared>, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // Whoever does not get through the handshake learns it from TLS.
    let Ok(stream) = shared.acceptor.accept(stream).await else { return };
    let service = service_fn(|request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(respond(&shared, request).await) }
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new());
    builder.http2().timer(TokioTimer::new());
    // Callers leave when they like.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(shared: &Shared, request: Request<Incoming>) -> Response<SimBody> {
    let host = host(&request);
    if host == ECHO {
        return echo(shared, request.uri().path());
    }
    match shared.org(&host) {
        Some(org) => of_org(shared, &org, &request).await,
        None => {
            if let Some(org) = of_admin_console(&host).and_then(|host| shared.org(&host)) {
                record(&org, shared, &request, 404, None, 0, "unknown", Some("the admin console's host was called".to_owned()));
            }
            edge_404()
        }
    }
}

fn host(request: &Request<Incoming>) -> String {
    let named = request.uri().host().or_else(|| request.headers().get(HOST)?.to_str().ok()?.split(':').next());
    named.unwrap_or_default().to_ascii_lowercase()
}

/// A service that tells the address it is called from.
fn echo(shared: &Shared, path: &str) -> Response<SimBody> {
    let mut response = Response::new(SimBody::whole(if path == "/ip" { shared.caller().to_string() } else { String::new() }));
    if path != "/ip" {
        *response.status_mut() = hyper::StatusCode::NOT_FOUND;
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// What Okta's edge says of a host that is no org: neither type nor request id, and a line end after the body.
fn edge_404() -> Response<SimBody> {
    let mut response = Response::new(SimBody::whole("{\"status\":404,\"message\":\"Resource not found\"}\n"));
    *response.status_mut() = hyper::StatusCode::NOT_FOUND;
    response.headers_mut().insert(SERVER, HeaderValue::from_static("Apache"));
    response
}

async fn of_org(shared: &Shared, org: &OrgState, request: &Request<Incoming>) -> Response<SimBody> {
    let (in_flight, count) = InFlight::begin(&org.in_flight);
    let fault = org.faults.strike(request.uri().path());
    match &fault {
        Some(FaultKind::Slow(pause)) => tokio::time::sleep(*pause).await,
        Some(FaultKind::Hang) => {
            record(org, shared, request, 0, None, count, "hung", None);
            std::future::pending::<()>().await;
        }
        _ => {}
    }
    let mut outcome = org.admit(&admit::Request {
        method: request.method(),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        headers: request.headers(),
        caller: shared.caller(),
        in_flight: count,
        astray: fault == Some(FaultKind::ForeignNext),
    });
    if let Some(fault) = &fault {
        replace(&mut outcome, fault);
    }
    let violation = outcome.answer.violation.take();
    record(org, shared, request, outcome.answer.status, Some(&outcome), count, outcome.pattern(), violation);
    response(shared, org, request.headers(), outcome, fault.as_ref()).during(in_flight)
}

/// Faults that take the place of the answer.
fn replace(outcome: &mut Outcome, fault: &FaultKind) {
    match fault {
        FaultKind::RateLimited => {
            outcome.answer = Answer::from(Refusal::too_many());
            outcome.drawn = outcome.drawn.map(|drawn| Drawn { remaining: 0, ..drawn });
        }
        FaultKind::ConcurrencyLimited => {
            outcome.answer = Answer::from(Refusal::too_many());
            outcome.drawn = Some(crowded());
        }
        FaultKind::Status(status) => {
            outcome.answer = match Refusal::of_status(*status) {
                Some(refusal) => refusal.into(),
                None => Answer { status: *status, body: Vec::new(), links: None, violation: None },
            };
        }
        FaultKind::Html(status) => {
            let body = format!("<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Something went wrong</h1></body></html>");
            outcome.answer = Answer { status: *status, body: body.into_bytes(), links: None, violation: None };
            outcome.drawn = None;
        }
        other => {
            let body = std::mem::take(&mut outcome.answer.body);
            outcome.answer.body = damage(body, other);
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "an entry has that many parts, and each is known somewhere else")]
fn record(org: &OrgState, shared: &Shared, request: &Request<Incoming>, status: u16, outcome: Option<&Outcome>, in_flight: u32, pattern: &'static str, violation: Option<String>) {
    let drawn = outcome.and_then(|outcome| outcome.drawn);
    let entry = JournalEntry {
        at: OffsetDateTime::now_utc(),
        method: request.method().to_string(),
        host: org.host.clone(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        status,
        caller: shared.caller(),
        in_flight,
        bucket: outcome.and_then(|outcome| outcome.route).map(|route| route.bucket().name),
        limit: drawn.map(|drawn| drawn.limit),
        remaining: drawn.map(|drawn| drawn.remaining),
        violation,
    };
    lock(&org.journal).write(entry, pattern);
}

fn response(shared: &Shared, org: &OrgState, asked: &HeaderMap, outcome: Outcome, fault: Option<&FaultKind>) -> Response<SimBody> {
    let Outcome { answer, drawn, .. } = outcome;
    let spec = org.spec();
    let now = SystemTime::now();
    let skewed = if spec.skew_seconds < 0 { now - Duration::from_secs(spec.skew_seconds.unsigned_abs()) } else { now + Duration::from_secs(spec.skew_seconds.unsigned_abs()) };
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
    let kind = if matches!(fault, Some(FaultKind::Html(_))) { "text/html;charset=utf-8" } else { "application/json" };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(drawn) = drawn {
        headers.insert(RATE_LIMIT, drawn.limit.into());
        headers.insert(RATE_REMAINING, drawn.remaining.into());
        let reset = (skewed + drawn.reset_in).duration_since(UNIX_EPOCH).unwrap_or_default();
        headers.insert(RATE_RESET, (reset.as_secs() + u64::from(reset.subsec_nanos() > 0)).into());
    }
    if let Some(links) = &answer.links {
        let this = format!("<{}>; rel=\"self\"", links.this);
        let next = links.next.as_ref().map(|next| format!("<{next}>; rel=\"next\""));
        match next {
            Some(next) if spec.oddities.contains(&Oddity::CommaJoined) => {
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
    let body = match fault {
        Some(FaultKind::Huge(bytes)) => SimBody::filler(*bytes),
        Some(FaultKind::Cut) => SimBody::half(answer.body),
        _ if shared.gzip && answer.body.len() >= COMPRESSED_FROM && accepts_gzip(asked) => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            SimBody::whole(compress(&answer.body))
        }
        _ => SimBody::whole(answer.body),
    };
    let status = if matches!(fault, Some(FaultKind::Huge(_))) { 200 } else { answer.status };
    let mut response = Response::new(body);
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}

fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static("unwritable"))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().any(|value| value.to_str().is_ok_and(|value| value.contains("gzip")))
}

fn compress(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 8), Compression::fast());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory takes whatever is written")
}

/// Keeps a request counted as in flight while its answer is sent.
trait During {
    fn during(self, in_flight: InFlight) -> Self;
}

impl During for Response<SimBody> {
    fn during(self, in_flight: InFlight) -> Self {
        self.map(|body| body.during(in_flight))
    }
}

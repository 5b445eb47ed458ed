//! Connections, and who answers what arrives on them.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue, SERVER};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::admit::{self, Outcome};
use crate::body::{InFlight, SimBody};
use crate::damage::replace;
use crate::faults::FaultKind;
use crate::hosts::{ECHO, of_admin_console};
use crate::journal::JournalEntry;
use crate::locks::lock;
use crate::response::response;
use crate::sim::Shared;
use crate::state::OrgState;

/// The longest form that is read, in bytes.
const LONGEST_FORM: usize = 64 * 1024;

/// Serves one connection, TLS included, until it ends.
pub(crate) async fn serve<S>(shared: Arc<Shared>, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // Whoever does not get through the handshake learns it from TLS.
    let Ok(stream) = shared.acceptor.accept(stream).await else { return };
    let org = stream.get_ref().1.server_name().and_then(|name| shared.org(name));
    if let Some(org) = org {
        org.connections.fetch_add(1, Ordering::SeqCst);
    }
    talk(shared, stream, None).await;
}

/// Serves one connection on which there is but one org, its TLS behind it if it has any, until it ends.
pub(crate) async fn speak<S>(shared: Arc<Shared>, stream: S, org: Arc<OrgState>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    org.connections.fetch_add(1, Ordering::SeqCst);
    talk(shared, stream, Some(org)).await;
}

async fn talk<S>(shared: Arc<Shared>, stream: S, only: Option<Arc<OrgState>>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| {
        let (shared, only) = (Arc::clone(&shared), only.clone());
        async move { Ok::<_, Infallible>(respond(&shared, only, request).await) }
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new());
    builder.http2().timer(TokioTimer::new());
    // Callers leave when they like.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(shared: &Shared, only: Option<Arc<OrgState>>, request: Request<Incoming>) -> Response<SimBody> {
    let (request, body) = request.into_parts();
    if let Some(org) = only {
        return of_org(shared, &org, &request, body).await;
    }
    let host = host(&request);
    if host == ECHO {
        return echo(shared, request.uri.path());
    }
    match shared.org(&host) {
        Some(org) => of_org(shared, &org, &request, body).await,
        None => {
            if let Some(org) = of_admin_console(&host).and_then(|host| shared.org(&host)) {
                record(&org, shared, &request, 404, None, 0, "unknown", Some("the admin console's host was called".to_owned()));
            }
            edge_404()
        }
    }
}

fn host(request: &Parts) -> String {
    let named = request.uri.host().or_else(|| request.headers.get(HOST)?.to_str().ok()?.split(':').next());
    named.unwrap_or_default().to_ascii_lowercase()
}

/// A service that tells the address it is called from.
fn echo(shared: &Shared, path: &str) -> Response<SimBody> {
    let mut response = Response::new(SimBody::whole(if path == "/ip" { shared.caller().to_string() } else { String::new() }));
    if path != "/ip" {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// What Okta's edge says of a host that is no org: neither type nor request id, and a line end after the body.
fn edge_404() -> Response<SimBody> {
    let mut response = Response::new(SimBody::whole("{\"status\":404,\"message\":\"Resource not found\"}\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(SERVER, HeaderValue::from_static("Apache"));
    response
}

async fn of_org(shared: &Shared, org: &OrgState, request: &Parts, body: Incoming) -> Response<SimBody> {
    let (in_flight, count) = InFlight::begin(&org.in_flight);
    let fault = org.faults.strike(request.uri.path());
    match &fault {
        Some(FaultKind::Slow(pause)) => tokio::time::sleep(*pause).await,
        Some(FaultKind::Hang) => {
            record(org, shared, request, 0, None, count, "hung", None);
            std::future::pending::<()>().await;
        }
        _ => {}
    }
    // Forms are small; what is longer is none, and is not read.
    let form = Limited::new(body, LONGEST_FORM).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut outcome = org.admit(&admit::Request {
        method: &request.method,
        path: request.uri.path(),
        query: request.uri.query().unwrap_or_default(),
        headers: &request.headers,
        body: &form,
        caller: shared.caller(),
        in_flight: count,
        astray: fault == Some(FaultKind::ForeignNext),
    });
    if let Some(fault) = &fault {
        replace(&mut outcome, fault, &request.headers);
    }
    let violation = outcome.answer.violation.take();
    record(org, shared, request, outcome.answer.status, Some(&outcome), count, outcome.pattern(), violation);
    let response = response(shared.gzip, &org.spec(), &request.headers, outcome, fault.as_ref());
    org.bytes_sent.fetch_add(response.body().size_hint().exact().unwrap_or(0), Ordering::SeqCst);
    response.map(|body| body.during(in_flight))
}

#[expect(clippy::too_many_arguments, reason = "an entry has that many parts, and each is known somewhere else")]
fn record(
    org: &OrgState,
    shared: &Shared,
    request: &Parts,
    status: u16,
    outcome: Option<&Outcome>,
    in_flight: u32,
    pattern: &'static str,
    violation: Option<String>,
) {
    let drawn = outcome.and_then(|outcome| outcome.drawn);
    let entry = JournalEntry {
        at: OffsetDateTime::now_utc(),
        method: request.method.to_string(),
        host: org.host.clone(),
        path: request.uri.path().to_owned(),
        query: request.uri.query().unwrap_or_default().to_owned(),
        status,
        caller: shared.caller(),
        in_flight,
        bucket: outcome.and_then(|outcome| outcome.route).map(|route| route.bucket_in(org.bucket_table())),
        limit: drawn.map(|drawn| drawn.shown.limit),
        remaining: drawn.map(|drawn| drawn.shown.remaining),
        violation,
    };
    let mut journal = lock(&org.journal);
    if let (Some(bucket), Some(drawn)) = (entry.bucket, drawn.filter(|drawn| drawn.shown.limit > 0)) {
        journal.usage.count(bucket, &drawn);
    }
    journal.write(entry, pattern);
}

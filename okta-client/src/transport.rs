//! Sending one request and taking in its answer, bounded.

use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::{Client, Method, Request, RequestBuilder, Response, StatusCode, header::HeaderMap};

use crate::{
    Error,
    egress::{Failure, read_failure},
    error::Outage,
};

/// Longest text of a refusal that is looked at, in bytes; envelopes are far shorter.
const REFUSAL_BYTES: usize = 64 * 1024;

/// Where an OAuth client gets its access tokens, on the org itself.
pub(crate) const TOKEN_PATH: &str = "/oauth2/v1/token";

/// What was sent and received, counted where it happens.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    gets: AtomicU64,
    writes: AtomicU64,
    token_calls: AtomicU64,
    retries: AtomicU64,
    rate_limited: AtomicU64,
    bytes: AtomicU64,
}

/// What a client has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// GETs sent, repeated ones included.
    pub gets: u64,
    /// Requests sent with any other method, but for those counted as token calls.
    pub writes: u64,
    /// Requests for an access token, repeated ones included. They change nothing in the org.
    pub token_calls: u64,
    /// GETs that repeated an earlier one.
    pub retries: u64,
    /// Answers that said: too many.
    pub rate_limited: u64,
    /// Bytes of answers taken in, after decompression.
    pub bytes: u64,
}

impl Tally {
    pub(crate) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Counters {
        let now = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counters {
            gets: now(&self.gets),
            writes: now(&self.writes),
            token_calls: now(&self.token_calls),
            retries: now(&self.retries),
            rate_limited: now(&self.rate_limited),
            bytes: now(&self.bytes),
        }
    }
}

/// An answer whose body has not been read yet.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    response: Response,
}

/// Sends one request; the only place that does so for an org.
pub(crate) async fn send(client: &Client, request: Request, proxied: bool, tally: &Tally) -> Result<Opened, Failure> {
    let count = match *request.method() {
        Method::GET => &tally.gets,
        Method::POST if request.url().path() == TOKEN_PATH => &tally.token_calls,
        _ => &tally.writes,
    };
    count.fetch_add(1, Ordering::Relaxed);
    let mut response = client.execute(request).await.map_err(|error| read_failure(&error, proxied))?;
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        tally.rate_limited.fetch_add(1, Ordering::Relaxed);
    }
    Ok(Opened { status: response.status(), headers: std::mem::take(response.headers_mut()), response })
}

/// A body, or why there is none.
#[derive(Debug)]
pub(crate) enum Body {
    Whole(Vec<u8>),
    TooLarge,
}

impl Opened {
    /// The body of a good answer, at most `limit` bytes; of a refusal, its beginning.
    pub(crate) async fn body(mut self, limit: usize, proxied: bool, tally: &Tally) -> Result<Body, Failure> {
        let good = self.status.is_success();
        let mut body = Vec::new();
        while let Some(chunk) = self.response.chunk().await.map_err(|error| read_failure(&error, proxied))? {
            tally.bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            if good && body.len() + chunk.len() > limit {
                return Ok(Body::TooLarge);
            }
            body.extend_from_slice(&chunk);
            if !good && body.len() > REFUSAL_BYTES {
                break;
            }
        }
        Ok(Body::Whole(body))
    }
}

/// A short text from a place that the operator named.
pub(crate) async fn read_text(request: RequestBuilder, proxied: bool, limit: usize) -> Result<String, Error> {
    let path = "the egress check";
    let failed = |failure| failed(path, failure);
    let mut response = request.send().await.map_err(|error| failed(read_failure(&error, proxied)))?;
    if !response.status().is_success() {
        return Err(Error::Unavailable { path, why: Outage::Status(response.status().as_u16()) });
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(read_failure(&error, proxied)))? {
        if body.len() + chunk.len() > limit {
            return Err(Error::TooLarge { path, limit_bytes: limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// The error for a failure that is not tried again.
pub(crate) fn failed(path: &'static str, failure: Failure) -> Error {
    match failure {
        Failure::Egress { why, detail } => Error::Egress { why, detail: crate::decode::harmless(&detail) },
        Failure::TimedOut => Error::Unavailable { path, why: Outage::TimedOut },
        Failure::CutOff => Error::Unavailable { path, why: Outage::CutOff },
    }
}

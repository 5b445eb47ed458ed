//! A request's body, read in bounded time and space.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
};
use http::{HeaderMap, StatusCode, header};

use crate::problem::{Kind, Problem};

/// How long a body may take to arrive in full.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// Read the whole body. The limit on its size is the router's `DefaultBodyLimit`.
pub(super) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    match tokio::time::timeout(BODY_TIME, Bytes::from_request(request, state)).await {
        Err(_elapsed) => Err(Problem::new(Kind::RequestTimeout)),
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(rejection)) => Err(refusal(&rejection)),
    }
}

fn refusal(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Kind::TooLarge),
        // The sender went away or broke the framing; whether it reads this is its own affair.
        _ => Problem::new(Kind::RequestTimeout).detail("the body ended early"),
    }
}

/// Insist on a content type, whatever its parameters.
pub(super) fn expect_type(headers: &HeaderMap, expected: &'static str) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(Problem::new(Kind::UnsupportedMediaType).detail(format!("send it as {expected}")))
}

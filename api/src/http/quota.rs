//! What is left of a quota, told to the caller.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, request::Parts};

use super::{AddressLimiter, ClientAddr};
use crate::problem::Problem;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What is left of a quota after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The quota's name, such as `key` or `address`.
    pub name: &'static str,
    /// Requests allowed in a window.
    pub limit: u32,
    /// The window's length, in seconds.
    pub window_seconds: u32,
    /// Requests left now.
    pub remaining: u32,
    /// Seconds until all of the limit is there again.
    pub full_in_seconds: u32,
}

impl Quota {
    /// Write it as draft-ietf-httpapi-ratelimit-headers (version 10) describes.
    pub fn write(&self, headers: &mut HeaderMap) {
        let Self { name, limit, window_seconds, remaining, full_in_seconds } = self;
        let value = |text: String| HeaderValue::try_from(text).expect("names and numbers are plain letters");
        headers.insert(RATE_LIMIT_POLICY, value(format!("\"{name}\";q={limit};w={window_seconds}")));
        headers.insert(RATE_LIMIT, value(format!("\"{name}\";r={remaining};t={full_in_seconds}")));
    }
}

/// Where something further in, such as the check of a key, leaves the quota that the answer should tell.
#[derive(Clone, Debug, Default)]
pub struct QuotaSlot(Arc<Mutex<Option<Quota>>>);

impl QuotaSlot {
    /// Tell this quota in the answer.
    pub fn put(&self, quota: Quota) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(quota);
    }

    fn take(&self) -> Option<Quota> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for QuotaSlot {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Problem::internal("no layer tells quotas on this listener"))
    }
}

/// Count the request against its address, and tell the narrowest quota that it met.
pub(super) async fn per_address(State(limiter): State<Option<Arc<AddressLimiter>>>, mut request: Request, next: Next) -> Response {
    let slot = QuotaSlot::default();
    request.extensions_mut().insert(slot.clone());
    let caller = request.extensions().get::<ClientAddr>().copied();

    let mut response = match limiter.zip(caller).map(|(limiter, ClientAddr(address))| limiter.take(address)) {
        Some(Err(problem)) => return problem.into_response(),
        Some(Ok(quota)) => {
            slot.put(quota);
            next.run(request).await
        }
        None => next.run(request).await,
    };
    if let Some(quota) = slot.take()
        && !response.headers().contains_key(&RATE_LIMIT)
    {
        quota.write(response.headers_mut());
    }
    response
}

//! The name of a request.

use axum::{
    extract::{FromRequestParts, Request},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, header, request::Parts};
use uuid::Uuid;

use crate::problem::Problem;

const HEADER: HeaderName = HeaderName::from_static("request-id");

/// The name of one request: the caller's own from the `request-id` header, or a new UUID (version 7).
///
/// A caller's name has 8 to 64 letters, digits, `-`, `_` or `.`, so that it can stand in a log; any other is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// As text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().expect("only plain letters are let in")
    }

    fn given(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
        ((8..=64).contains(&bytes.len()) && plain).then(|| Self(value.clone()))
    }

    fn new() -> Self {
        Self(HeaderValue::try_from(Uuid::now_v7().to_string()).expect("a UUID is plain letters"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Problem::internal("no layer has named the request"))
    }
}

/// Name the request, and write its name into the answer's header and into a problem document.
pub(super) async fn name(mut request: Request, next: Next) -> Response {
    let id = request.headers().get(HEADER).and_then(RequestId::given).unwrap_or_else(RequestId::new);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    // A page that shows a problem to a person stays a page.
    let document = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if let Some(problem) = response.extensions().get::<Problem>().filter(|_| document) {
        let body = problem.body(Some(id.as_str()));
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = body.into();
    }
    response.headers_mut().insert(HEADER, id.0);
    response
}

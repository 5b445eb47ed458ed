//! A refusal on its way out.

use std::{error::Error, sync::Arc, time::Duration};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{Document, FieldError, Kind};

/// A refusal: its kind, what happened this time, and headers that go with it.
///
/// Every handler's error type. The request's id is filled in by the layer that knows it, which also logs the cause.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: Kind,
    detail: Option<String>,
    instance: Option<String>,
    errors: Vec<FieldError>,
    headers: HeaderMap,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A refusal of this kind, with nothing more to say.
    pub fn new(kind: Kind) -> Self {
        Self(Box::new(Parts { kind, detail: None, instance: None, errors: Vec::new(), headers: HeaderMap::new(), cause: None }))
    }

    /// A failure on our side. The cause goes to the log with the request's id, never to the caller.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::Internal).because(cause)
    }

    /// Absent, or another tenant's.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }

    /// We do not know who is asking. Carries the challenge that RFC 9110 §11.6.1 asks for.
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(Kind::Unauthenticated).detail(detail).header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// One field of the body is not acceptable.
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Kind::ValidationFailed).errors([FieldError::at(pointer, detail)])
    }

    /// Say what happened this time. Never a secret, and nothing that the caller sent.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Name the object concerned, as a path on this service.
    #[must_use]
    pub fn instance(mut self, path: impl Into<String>) -> Self {
        self.0.instance = Some(path.into());
        self
    }

    /// Add what was wrong with what was sent.
    #[must_use]
    pub fn errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// Say when to come again, in whole seconds and at least one.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// Send a header with it.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// Write several headers to be sent with it.
    pub fn with_headers(&mut self, write: impl FnOnce(&mut HeaderMap)) {
        write(&mut self.0.headers);
    }

    /// Keep what caused it, for the log alone.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(Arc::from(cause.into()));
        self
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// How many seconds to wait, if it says so.
    pub fn wait_seconds(&self) -> Option<u64> {
        self.0.headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
    }

    /// What was wrong with what was sent, for pages that show it beside the field.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// What caused it, with the causes of that, for the log.
    pub fn cause(&self) -> Option<String> {
        let mut next: Option<&(dyn Error + 'static)> = Some(self.0.cause.as_deref()?);
        let mut told = Vec::new();
        while let Some(error) = next {
            told.push(error.to_string());
            next = error.source();
        }
        Some(told.join(": "))
    }

    /// The document as bytes, with the request's id if it is known. A 500 says only that.
    pub fn body(&self, request_id: Option<&str>) -> Vec<u8> {
        let parts = &*self.0;
        let open = parts.kind != Kind::Internal;
        let document = Document {
            kind: parts.kind.uri(),
            title: parts.kind.title(),
            status: parts.kind.status().as_u16(),
            code: parts.kind.code(),
            detail: parts.detail.as_deref().filter(|_| open),
            instance: parts.instance.as_deref().filter(|_| open),
            request_id,
            errors: if open { &parts.errors } else { &[] },
        };
        serde_json::to_vec(&document).expect("strings and numbers can always be written as JSON")
    }
}

impl IntoResponse for Problem {
    /// The document, with the problem itself as an extension for the layer that adds the request's id.
    fn into_response(self) -> Response {
        let mut headers = self.0.headers.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let mut response = (self.kind().status(), headers, self.body(None)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(problem: &Problem) -> String {
        String::from_utf8(problem.body(Some("req"))).unwrap()
    }

    #[test]
    fn a_500_says_only_its_request_id() {
        let problem = Problem::internal("the database said: password=hunter2")
            .detail("hunter2")
            .instance("/hunter2")
            .errors([FieldError::at("/x", "hunter2")]);
        assert_eq!(
            text(&problem),
            r#"{"type":"/problems/internal","title":"Something went wrong on our side","status":500,"code":"internal","request_id":"req"}"#
        );
        assert_eq!(problem.cause().unwrap(), "the database said: password=hunter2");
    }

    #[test]
    fn a_field_error_points_at_the_field() {
        assert_eq!(
            text(&Problem::field("/share_percent", "must lie between 1 and 90")),
            r#"{"type":"/problems/validation-failed","title":"A field is not acceptable","status":422,"code":"validation-failed","request_id":"req","errors":[{"pointer":"/share_percent","detail":"must lie between 1 and 90"}]}"#
        );
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        let wait =
            |duration| Problem::new(Kind::TooManyRequests).retry_after(duration).into_response().headers()[header::RETRY_AFTER].clone();
        assert_eq!(wait(Duration::from_millis(1200)), "2");
        assert_eq!(wait(Duration::ZERO), "1");
    }
}

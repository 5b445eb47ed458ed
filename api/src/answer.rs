//! An answer that can be kept and given again.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use oktually_core::store::StoredAnswer;
use serde::Serialize;

use crate::etag::etag;

/// A success: status, headers and JSON.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    location: Option<String>,
    revision: Option<i32>,
    body: Vec<u8>,
    /// The body shows a secret: it is given once and kept nowhere.
    secret: bool,
}

impl Answer {
    fn new(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("an answer is made of texts and numbers");
        Self { status, location: None, revision: None, body, secret: false }
    }

    /// What was asked for.
    pub(crate) fn ok(body: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// Something was made, and is at this path.
    pub(crate) fn created(path: String, body: &impl Serialize) -> Self {
        Self { location: Some(path), ..Self::new(StatusCode::CREATED, body) }
    }

    /// Work was queued; this path says how it goes.
    pub(crate) fn accepted(path: String, body: &impl Serialize) -> Self {
        Self { location: Some(path), ..Self::new(StatusCode::ACCEPTED, body) }
    }

    /// It was done, and there is nothing to say.
    pub(crate) fn done() -> Self {
        Self { status: StatusCode::NO_CONTENT, location: None, revision: None, body: Vec::new(), secret: false }
    }

    /// Of this revision of something that people edit.
    #[must_use]
    pub(crate) fn revision(mut self, revision: i32) -> Self {
        self.revision = Some(revision);
        self
    }

    /// It shows a secret.
    #[must_use]
    pub(crate) fn shown_once(mut self) -> Self {
        self.secret = true;
        self
    }

    /// What may be kept of it.
    pub(crate) fn to_be_kept(&self) -> StoredAnswer {
        StoredAnswer {
            status: i16::try_from(self.status.as_u16()).expect("a status has three digits"),
            location: self.location.clone(),
            revision: self.revision,
            body: (!self.secret).then(|| self.body.clone()),
            made: self.location.clone().filter(|_| self.secret),
        }
    }

    /// What was kept, as an answer again. None if it showed a secret.
    pub(crate) fn kept(stored: StoredAnswer) -> Option<Self> {
        let status = u16::try_from(stored.status).ok().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        Some(Self { status, location: stored.location, revision: stored.revision, body: stored.body?, secret: false })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(location) = self.location.and_then(|path| HeaderValue::try_from(path).ok()) {
            headers.insert(header::LOCATION, location);
        }
        if let Some(revision) = self.revision {
            headers.insert(header::ETAG, etag(revision));
        }
        if !self.body.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        (self.status, headers, self.body).into_response()
    }
}

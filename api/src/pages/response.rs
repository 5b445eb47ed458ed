//! A page on its way out.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::Markup;

use crate::http::Csp;

/// A page with its status. It is never stored, names no referrer, and loads nothing but our style sheet.
#[derive(Clone, Debug)]
pub struct HtmlPage {
    status: StatusCode,
    markup: Markup,
    policy: Csp,
}

impl HtmlPage {
    pub(crate) fn new(status: StatusCode, markup: Markup) -> Self {
        Self { status, markup, policy: Csp::strict().styles() }
    }

    pub(super) fn with_form(mut self) -> Self {
        self.policy = self.policy.forms();
        self
    }

    /// The same page with another status, such as that of the problem it shows.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The page's HTML.
    pub fn html(&self) -> &str {
        &self.markup.0
    }
}

impl IntoResponse for HtmlPage {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, self.policy.header()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        (self.status, headers, self.markup.0).into_response()
    }
}

//! Headers of every answer.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// The content security policy of answers that are no pages: nothing may be loaded, and nothing may frame them.
pub const API_CSP: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// A year, which is what browsers' lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// A content security policy for a page, strict unless loosened: it loads nothing, sends nothing, and is framed nowhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Csp {
    styles: bool,
    forms: bool,
}

impl Csp {
    /// Nothing at all.
    pub fn strict() -> Self {
        Self::default()
    }

    /// Style sheets from this service.
    #[must_use]
    pub fn styles(mut self) -> Self {
        self.styles = true;
        self
    }

    /// Forms that send to this service.
    #[must_use]
    pub fn forms(mut self) -> Self {
        self.forms = true;
        self
    }

    /// The header's value.
    pub fn header(self) -> HeaderValue {
        let styles = if self.styles { " style-src 'self';" } else { "" };
        let forms = if self.forms { "'self'" } else { "'none'" };
        let text = format!("default-src 'none';{styles} form-action {forms}; base-uri 'none'; frame-ancestors 'none'");
        HeaderValue::try_from(text).expect("the policy is plain letters")
    }
}

/// Add what every answer carries. What a handler has set stays.
pub(super) async fn on_every_answer(State(https): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    unless_set(headers, header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    unless_set(headers, header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    unless_set(headers, header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    unless_set(headers, header::CONTENT_SECURITY_POLICY, API_CSP);
    unless_set(headers, CORP, HeaderValue::from_static("same-origin"));
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_allows_only_what_was_asked_for() {
        assert_eq!(Csp::strict().header(), "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        assert_eq!(
            Csp::strict().styles().forms().header(),
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
    }
}

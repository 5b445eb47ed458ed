//! The one style sheet, served under a name that changes with its content.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use sha2::{Digest, Sha256};

const TEXT: &str = include_str!("style.css");

static PATH: LazyLock<String> = LazyLock::new(|| {
    let hash: String = Sha256::digest(TEXT).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("/assets/style-{hash}.css")
});

/// Where the style sheet is served: the route to give [`stylesheet`].
pub fn stylesheet_path() -> &'static str {
    &PATH
}

/// The style sheet. It may be kept for ever, because another content has another name.
pub async fn stylesheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, TEXT).into_response()
}

//! Headers that several operations take, as the description shows them. [`crate::once`] and [`crate::etag`] read them.

use utoipa::IntoParams;

/// For requests that may have arrived and are sent again.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct Repeatable {
    /// A text of your choice that is the same when the request is sent again, and another for each other request.
    #[param(rename = "Idempotency-Key", max_length = 255, example = "0198c5f2-a0b0-7c3e-9d2f-4a6b8c0d1e2f")]
    idempotency_key: Option<String>,
}

/// For edits.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct Read {
    /// The `ETag` that was read, or `*`.
    #[param(rename = "If-Match", example = "\"3\"")]
    if_match: String,
}

/// For edits of what moves by itself too.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct MayHaveRead {
    /// The `ETag` that was read, if what changed since must not be touched.
    #[param(rename = "If-Match", example = "\"3\"")]
    if_match: Option<String>,
}

//! What a refusal looks like on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// A problem document, sent as `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document<'a> {
    /// Where this kind of problem is explained. It never changes; relative to this service.
    #[serde(rename = "type")]
    #[schema(example = "/problems/validation-failed")]
    pub kind: &'static str,
    /// What the kind is, in a few words that are the same each time.
    #[schema(example = "A field is not acceptable")]
    pub title: &'static str,
    /// The HTTP status, repeated.
    #[schema(example = 422)]
    pub status: u16,
    /// The kind's name, for programs.
    #[schema(example = "validation-failed")]
    pub code: &'static str,
    /// What happened this time, for people.
    #[schema(example = "the connection is suspended")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<&'a str>,
    /// The object concerned, as a path on this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/v1/connections/con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    pub instance: Option<&'a str>,
    /// The id to quote when asking about this. Also in the `request-id` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0198c5f2-a0b0-7c3e-9d2f-4a6b8c0d1e2f")]
    pub request_id: Option<&'a str>,
    /// Each thing that was wrong with what was sent.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub errors: &'a [FieldError],
}

/// One thing that was wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field in the body, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/share_percent")]
    pub pointer: Option<String>,
    /// The query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "limit")]
    pub parameter: Option<String>,
    /// What is wrong with it, without repeating its value.
    #[schema(example = "must lie between 1 and 90")]
    pub detail: String,
}

impl FieldError {
    /// An error in the body, at a JSON pointer such as `/schedule/every_hours`.
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), parameter: None, detail: detail.into() }
    }

    /// An error in a query parameter.
    pub fn parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(name.into()), detail: detail.into() }
    }
}

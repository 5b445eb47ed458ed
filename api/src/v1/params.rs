//! Parts of the path, and headers, that several operations take, as the description shows them. [`crate::extract::Path`],
//! [`crate::once`] and [`crate::etag`] read them.

use serde::Deserialize;
use utoipa::IntoParams;

macro_rules! ids {
    ($($(#[doc = $about:literal])+ $name:ident $example:literal;)+) => {$(
        $(#[doc = $about])+
        #[derive(IntoParams)]
        #[into_params(parameter_in = Path)]
        #[expect(dead_code, reason = "only described")]
        pub(crate) struct $name {
            $(#[doc = $about])+
            #[param(example = $example)]
            id: String,
        }
    )+};
}

ids! {
    /// The tenant.
    OfTenant "ten_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
    /// The connection.
    OfConnection "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
    /// The intake link.
    OfLink "int_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
    /// The run.
    OfRun "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
    /// The finding.
    OfFinding "fnd_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
    /// The event, by the id that Okta gave it.
    OfEvent "0f1e2d3c-4799-11f1-9b3c-2f1d7a8b6c5e";
    /// The rule over events: the name of one that is built in, or the id of one of your own.
    OfDetection "log.account-locked";
    /// The check.
    OfCheck "token.no-network-zone";
    /// The key.
    OfKey "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
    /// The job.
    OfJob "job_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f";
}

/// The name of something that has no id of ours: an event, or a rule that is built in.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Named(pub(crate) String);

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

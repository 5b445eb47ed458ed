//! Query parameters.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::decode::{Fault, decode};
use crate::problem::{Kind, Problem};

/// The query, decoded strictly: an unknown or ill-formed parameter is an `invalid-query`, so that a mistyped filter does
/// not silently answer with everything. A parameter given several times is a list.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        decode_query(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// Decode what stands behind the question mark.
pub(super) fn decode_query<T: DeserializeOwned>(query: &[u8]) -> Result<T, Problem> {
    decode(serde_html_form::Deserializer::from_bytes(query))
        .map_err(|faults| Problem::new(Kind::InvalidQuery).errors(faults.into_iter().map(Fault::in_query)))
}

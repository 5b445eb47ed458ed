//! Ids in the path.

use axum::extract::{FromRequestParts, path::ErrorKind, rejection::PathRejection};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};

/// The parts of the path that vary, parsed. What cannot be an id of the wanted kind names nothing: `not-found`.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(failed)) => Err(refusal(failed.kind())),
            // Only a route that does not name what its handler asks for ends here.
            Err(rejection) => Err(Problem::internal(rejection)),
        }
    }
}

fn refusal(kind: &ErrorKind) -> Problem {
    match kind {
        // Our ids say what they expect, and not what they were given.
        ErrorKind::DeserializeError { message, .. } | ErrorKind::Message(message) if message.starts_with("expected ") => {
            Problem::not_found().detail(message.clone())
        }
        ErrorKind::WrongNumberOfParameters { .. } | ErrorKind::UnsupportedType { .. } => {
            Problem::internal("a handler asks for other path parameters than its route has")
        }
        _ => Problem::new(Kind::InvalidPath),
    }
}

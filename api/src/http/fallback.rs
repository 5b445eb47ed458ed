//! Answers where no handler gave one.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::problem::{Kind, Problem};

/// No route has this path.
pub(super) async fn unknown_path() -> Problem {
    Problem::new(Kind::UnknownPath)
}

/// The route does not take this method. The router adds `Allow`.
pub(super) async fn method_not_allowed() -> Problem {
    Problem::new(Kind::MethodNotAllowed)
}

/// A handler panicked. What it said was logged by [`super::report_panics`] and may hold anything.
pub(super) fn panicked(_payload: Box<dyn Any + Send>) -> Response {
    Problem::internal("the handler panicked").into_response()
}

//! A JSON body.

use axum::{
    body::Bytes,
    extract::{FromRequest, OptionalFromRequest, Request},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;

use super::{
    body::{expect_type, read},
    decode::{Fault, decode},
};
use crate::problem::{Kind, Problem};

/// A JSON document: asked for as an argument, answered as a value.
///
/// As an argument it is decoded strictly: an unknown field, a field given twice or a value of the wrong form is a
/// `validation-failed` that points at it.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        expect_type(request.headers(), "application/json")?;
        let bytes = read(request, state).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = Problem;

    /// No body at all is none. A body without its content type is refused, like one of another type.
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let typed = expect_type(request.headers(), "application/json");
        let bytes = read(request, state).await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        typed?;
        parse(&bytes).map(|value| Some(Self(value)))
    }
}

fn parse<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Problem> {
    // Syntax first: in a broken document it is no use to say that a field is missing.
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).map_err(|error| broken(&error))?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    decode(&mut deserializer).map_err(|faults| Problem::new(Kind::ValidationFailed).errors(faults.into_iter().map(Fault::in_body)))
}

fn broken(error: &serde_json::Error) -> Problem {
    let problem = Problem::new(Kind::InvalidJson);
    match error.classify() {
        Category::Eof => problem.detail("the document ends early"),
        _ => problem.detail(format!("at line {}, column {}", error.line(), error.column())),
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

//! A form's body, from a page.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::{
    body::{expect_type, read},
    decode::{Fault, decode},
};
use crate::problem::{Kind, Problem};

/// The fields of a submitted HTML form, decoded as strictly as a JSON body.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        expect_type(request.headers(), "application/x-www-form-urlencoded")?;
        let bytes = read(request, state).await?;
        let value = decode(serde_html_form::Deserializer::from_bytes(&bytes))
            .map_err(|faults| Problem::new(Kind::ValidationFailed).errors(faults.into_iter().map(Fault::in_body)))?;
        Ok(Self(value))
    }
}

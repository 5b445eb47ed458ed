//! A key itself, where a token in its place is not enough.

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::bearer::bearer;
use crate::{app::App, keys::Claimed, problem::Problem};

/// A caller who has shown the key itself, not a token that was issued for it.
///
/// So a token ends when it ends, and cannot be exchanged for the next.
pub(crate) struct WithKey<C>(pub(crate) C);

impl<C: FromRequestParts<App, Rejection = Problem>> FromRequestParts<App> for WithKey<C> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = C::from_request_parts(parts, app).await?;
        match Claimed::parse(&bearer(&parts.headers)?) {
            Some(_) => Ok(Self(caller)),
            None => Err(Problem::unauthenticated("a token cannot be exchanged for another: send the key itself")),
        }
    }
}

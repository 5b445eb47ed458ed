//! A short-lived token in place of an operator's key.

use axum::extract::State;

use crate::{
    answer::Answer,
    app::App,
    auth::{Operator, WithKey},
    jwt::Audience,
    problem::Problem,
    v1::Token,
};

/// Exchange an operator's key for a token.
///
/// It lives for ten minutes, is of use on the operators' listener only, and ends at once when the key is revoked. A token is not
/// exchanged for another.
#[utoipa::path(
    post, path = "/operator/v1/token", tag = "operator: tokens",
    security(("operator" = [])),
    responses((status = 200, description = "The token.", body = Token))
)]
pub(crate) async fn issue_operator_token(State(app): State<App>, WithKey(operator): WithKey<Operator>) -> Result<Answer, Problem> {
    let issuer = app.signing.issuer()?;
    let (token, _) = issuer.issue(Audience::Operator, operator.id().uuid(), None, "operator").map_err(Problem::internal)?;
    Ok(Token::answer(&token))
}

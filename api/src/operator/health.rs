//! Whether this process lives, and whether it can serve.

use axum::extract::State;

use crate::{app::App, problem::Problem};

/// Whether this process lives.
///
/// It does if it answers.
#[utoipa::path(
    get, path = "/livez", tag = "operator: health",
    responses((status = 200, description = "It lives.", body = String, content_type = "text/plain", example = "ok"))
)]
pub(crate) async fn read_liveness() -> &'static str {
    "ok"
}

/// Whether this process can serve.
///
/// The database answers and writes, the keyring has every key that sealed something, and there is a key to sign with.
#[utoipa::path(
    get, path = "/readyz", tag = "operator: health",
    responses((status = 200, description = "It can serve.", body = String, content_type = "text/plain", example = "ok"))
)]
pub(crate) async fn read_readiness(State(app): State<App>) -> Result<&'static str, Problem> {
    app.ready().await.map(|()| "ok")
}

//! The pages' routes.

use axum::{Router, middleware::from_fn_with_state, routing::get};

use super::{form, notices, report};
use crate::app::App;

/// The form behind a link, and the report that follows it.
pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/intake/report", get(report::show))
        .route("/intake/{token}", get(form::show).post(form::submit))
        .layer(from_fn_with_state(app.clone(), notices::around))
}

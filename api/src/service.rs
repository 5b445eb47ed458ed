//! What is served on which listener.

use std::future::ready;

use axum::{Router, extract::Path, response::IntoResponse, routing::get};
use utoipa::openapi::OpenApi;

use crate::{
    app::App,
    docs,
    extract::Json,
    http::ip,
    intake, openapi, operator,
    pages::{kind_page, stylesheet, stylesheet_path},
    problem::Problem,
    v1,
};

/// The tenants' listener: the API, its description, the intake pages and `/ip`, with the part of the description that it
/// serves. What stands around it is [`crate::http::Base`]'s affair.
pub fn tenant_router(app: &App) -> (Router, OpenApi) {
    let (routes, described) = v1::router().split_for_parts();
    let whole = openapi::document();
    let reference = docs::reference(&whole);
    let routes = routes
        .merge(intake::router(app))
        .route("/ip", get(ip))
        .route("/openapi.json", get(move || ready(Json(whole.clone()))))
        .route("/docs", get(move || ready(reference.clone())))
        .route("/problems/{code}", get(explain))
        .route(stylesheet_path(), get(stylesheet));
    (routes.with_state(app.clone()), described)
}

/// The operators' listener: their API and health, with the part of the description that it serves.
pub fn operator_router(app: &App) -> (Router, OpenApi) {
    let (routes, described) = operator::router().split_for_parts();
    let routes = routes.route("/problems/{code}", get(explain)).route(stylesheet_path(), get(stylesheet));
    (routes.with_state(app.clone()), described)
}

/// Where a problem's `type` leads.
async fn explain(Path(code): Path<String>) -> Result<impl IntoResponse, Problem> {
    kind_page(&code).ok_or_else(Problem::not_found)
}

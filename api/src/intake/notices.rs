//! Refusals as pages: a visitor's browser is given no JSON.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::header;

use crate::{
    app::App,
    http::{ClientAddr, RequestId},
    pages::Notice,
    problem::{Kind, Problem},
};

/// Counts a visit against its address, and turns a refusal into a page. The problem goes along for the log.
pub(super) async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default();
    let caller = request.extensions().get::<ClientAddr>().copied();
    let response = match caller.map(|ClientAddr(address)| app.limits.intake.take(address)) {
        Some(Err(problem)) => problem.into_response(),
        _ => next.run(request).await,
    };
    match response.extensions().get::<Problem>() {
        Some(problem) => page(problem.clone(), id),
        None => response,
    }
}

fn page(problem: Problem, request_id: String) -> Response {
    let kind = problem.kind();
    let notice = match kind {
        Kind::TooManyRequests => Notice::TooMany { retry_after: Duration::from_secs(problem.wait_seconds().unwrap_or(1)) },
        Kind::NotFound | Kind::InvalidPath | Kind::UnknownPath => Notice::NotFound,
        Kind::Conflict => Notice::Paused,
        Kind::Unavailable | Kind::TookTooLong => Notice::NotReady,
        Kind::ValidationFailed | Kind::UnsupportedMediaType => Notice::Unreadable,
        Kind::Internal => Notice::Failed { request_id },
        kind => Notice::Refused { title: kind.title(), status: kind.status() },
    };
    let mut response = notice.render().into_response();
    if let Some(seconds) = problem.wait_seconds() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response.extensions_mut().insert(problem);
    response
}

//! The log line and the span of a request.

use std::{any::Any, panic::PanicHookInfo, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, error, info, info_span};

use super::RequestId;
use crate::problem::Problem;

/// Run the request in a span of its own and log it once: the route as it was declared, never the path or the query as
/// they were sent, for those may hold a secret.
pub(super) async fn one_line_each(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("(no route)", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.as_str().to_owned());

    let span = info_span!("request", request.id = id, http.method = %method, http.route = route);
    let response = next.run(request).instrument(span.clone()).await;

    let _inside = span.enter();
    let status = response.status().as_u16();
    let ms = started.elapsed().as_millis();
    let cause = response.extensions().get::<Problem>().and_then(Problem::cause);
    match cause {
        Some(cause) if response.status().is_server_error() => {
            error!(http.status = status, ms, "request {id}: {method} {route} answered {status} in {ms} ms: {cause}");
        }
        Some(cause) => info!(http.status = status, ms, "request {id}: {method} {route} answered {status} in {ms} ms: {cause}"),
        None => info!(http.status = status, ms, "request {id}: {method} {route} answered {status} in {ms} ms"),
    }
    response
}

/// From now on panics are logged like everything else: where, and what was said if it is a text from the source. A text
/// put together at run time may hold a value that nobody should read, so it is left out.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let said = literal(panic.payload());
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        error!(code.location = place, "panicked at {place}: {said}");
    }));
}

fn literal(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("(its message was put together at run time and is left out)")
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use axum::{Router, body::Body, routing::get};
    use tower::ServiceExt;
    use tracing_subscriber::fmt::MakeWriter;

    use super::*;
    use crate::{
        http::{Base, TrustedProxies},
        problem::Problem,
    };

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Lines {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    async fn broken() -> Problem {
        Problem::internal("the disk is full")
    }

    #[tokio::test]
    async fn a_request_is_one_line_with_its_route_and_never_its_path_or_query() {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(lines.clone()).finish();
        let _logging = tracing::subscriber::set_default(subscriber);

        let routes = Router::new().route("/intake/{token}", get(|| async {})).route("/broken", get(broken));
        let base = Base {
            https: false,
            trusted: TrustedProxies::default(),
            for_proxies: false,
            addresses: None,
            request_time: std::time::Duration::from_secs(1),
        };
        for path in ["/intake/hunter2?also=hunter2", "/hunter2", "/broken"] {
            let request = Request::get(path).header("request-id", "from-outside-1").body(Body::empty()).unwrap();
            base.around(routes.clone()).oneshot(request).await.unwrap();
        }

        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("request from-outside-1: GET /intake/{token} answered 200 in"), "{text}");
        assert!(text.contains("GET (no route) answered 404 in"), "{text}");
        assert!(text.contains("ERROR") && text.contains(": the disk is full"), "{text}");
    }

    #[test]
    fn a_panic_is_quoted_only_if_it_was_written_so_in_the_source() {
        assert_eq!(literal(&"a fixed text"), "a fixed text");
        assert!(!literal(&format!("hunter{}", 2)).contains("hunter2"));
    }
}

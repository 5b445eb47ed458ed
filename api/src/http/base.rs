//! The layers around a listener's routes.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{AddressLimiter, TrustedProxies, client_addr, fallback, headers, quota, request_id, trace};
use crate::problem::{Kind, Problem};

/// Bytes of a body at most, unless a route says otherwise with its own `DefaultBodyLimit`.
pub const BODY_LIMIT: usize = 64 * 1024;
/// How long a handler may take until its answer begins. A stream that has begun may go on.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);

/// What the layers around a listener's routes need to know.
#[derive(Clone, Debug)]
pub struct Base {
    /// Whether callers come over https, so that browsers may be told to insist on it.
    pub https: bool,
    /// Whose forwarded headers count.
    pub trusted: TrustedProxies,
    /// Whether only the trusted proxies and this machine may ask, because they speak TLS for us.
    pub for_proxies: bool,
    /// How many requests one address may make. None: as many as it likes.
    pub addresses: Option<Arc<AddressLimiter>>,
    /// How long a handler may take until its answer begins.
    pub request_time: Duration,
}

impl Base {
    /// The routes with everything around them. From outside inwards: who calls and the request's id, its log line and
    /// span, the headers of every answer, panics, the way it came, quotas, the time allowed, the size of a body.
    pub fn around(&self, routes: Router) -> Router {
        routes
            .fallback(fallback::unknown_path)
            .method_not_allowed_fallback(fallback::method_not_allowed)
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .layer(from_fn_with_state(self.request_time, within_time))
            .layer(from_fn_with_state(self.addresses.clone(), quota::per_address))
            .layer(from_fn_with_state(self.for_proxies.then(|| self.trusted.clone()), client_addr::only_through_proxies))
            .layer(CatchPanicLayer::custom(fallback::panicked))
            .layer(from_fn_with_state(self.https, headers::on_every_answer))
            .layer(from_fn(trace::one_line_each))
            .layer(from_fn(request_id::name))
            .layer(from_fn_with_state(self.trusted.clone(), client_addr::find))
    }
}

async fn within_time(State(allowed): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(allowed, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => Problem::new(Kind::TookTooLong).retry_after(Duration::from_secs(5)).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        extract::ConnectInfo,
        routing::{get, post},
    };
    use http::{Response, StatusCode, header};
    use http_body_util::BodyExt;
    use serde::Deserialize;
    use serde_json::Value;
    use tower::ServiceExt;

    use super::*;
    use crate::{
        extract::{Json, Path, Query},
        http::{ClientAddr, Policy, ip},
    };

    #[derive(Deserialize)]
    struct Sent {
        name: String,
    }

    fn routes() -> Router {
        Router::new()
            .route("/echo", post(|Json(sent): Json<Sent>| async move { sent.name }))
            .route("/maybe", post(|sent: Option<Json<Sent>>| async move { sent.map_or_else(String::new, |Json(sent)| sent.name) }))
            .route("/things/{id}", get(|Path(id): Path<u32>| async move { id.to_string() }))
            .route("/search", get(|Query(sent): Query<Sent>| async move { sent.name }))
            .route("/panic", get(panics))
            .route("/slow", get(std::future::pending::<()>))
            .route("/broken", get(|| async { Problem::internal("hunter2") }))
            .route("/ip", get(ip))
    }

    async fn panics() -> StatusCode {
        panic!("hunter2")
    }

    fn base() -> Base {
        Base { https: true, trusted: TrustedProxies::default(), for_proxies: false, addresses: None, request_time: Duration::from_secs(30) }
    }

    async fn ask(request: http::request::Builder, body: impl Into<Body>) -> (StatusCode, http::HeaderMap, String) {
        let response: Response<_> = base().around(routes()).oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
    }

    fn post_json(body: &str) -> (http::request::Builder, String) {
        (Request::post("/echo").header("content-type", "application/json; charset=utf-8"), body.to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn every_refusal_is_a_problem_document_that_names_its_request() {
        let json = |body: &str| post_json(body);
        let get = |path: &str| (Request::get(path), String::new());
        let table = [
            (get("/nowhere"), 404, "unknown-path"),
            (get("/echo"), 405, "method-not-allowed"),
            (get("/things/three"), 400, "invalid-path"),
            (get("/search"), 400, "invalid-query"),
            (get("/search?name=a&nmae=b"), 400, "invalid-query"),
            (get("/panic"), 500, "internal"),
            (get("/broken"), 500, "internal"),
            (get("/slow"), 503, "took-too-long"),
            (json("{"), 400, "invalid-json"),
            (json("{} x"), 400, "invalid-json"),
            (json(r#"{"nmae": "a"}"#), 422, "validation-failed"),
            (json(&" ".repeat(70_000)), 413, "too-large"),
            ((Request::post("/echo"), "{}".to_owned()), 415, "unsupported-media-type"),
            ((Request::post("/echo").header("content-type", "text/plain"), "{}".to_owned()), 415, "unsupported-media-type"),
        ];
        for ((request, body), status, code) in table {
            let (answered, headers, text) = ask(request.header("request-id", "from-outside-1"), body).await;
            let document: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{code}: {text}"));
            assert_eq!((answered.as_u16(), document["code"].as_str().unwrap()), (status, code));
            assert_eq!(document["request_id"], "from-outside-1");
            assert_eq!(headers["request-id"], "from-outside-1");
            assert_eq!(headers["content-type"], "application/problem+json");
            assert!(!text.contains("hunter2"));
        }
    }

    #[tokio::test]
    async fn a_body_may_be_left_out_where_it_may_be_but_not_its_type() {
        let (status, _, text) = ask(Request::post("/maybe"), Body::empty()).await;
        assert_eq!((status.as_u16(), text.as_str()), (200, ""));
        assert_eq!(ask(Request::post("/maybe"), r#"{"name": "a"}"#).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(ask(Request::post("/maybe").header("content-type", "application/json"), r#"{"name": "a"}"#).await.2, "a");
    }

    #[tokio::test]
    async fn plain_requests_past_the_proxies_are_refused_and_those_of_this_machine_are_not() {
        let trusted = TrustedProxies::new(["10.0.0.0/8".parse().unwrap()]);
        let behind = Base { trusted, for_proxies: true, ..base() };
        let ask = async |base: &Base, peer: &str| {
            let peer: std::net::SocketAddr = peer.parse().unwrap();
            let request = Request::get("/ip").header("x-forwarded-for", "10.0.0.9").extension(ConnectInfo(peer));
            let response = base.around(routes()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            (response.status().as_u16(), String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
        };
        for peer in ["203.0.113.9:1", "[2001:db8::1]:1", "192.168.0.1:1"] {
            let (status, text) = ask(&behind, peer).await;
            assert!(status == 403 && text.contains("\"https-required\""), "{peer}: {status} {text}");
        }
        for peer in ["10.1.2.3:1", "[::ffff:10.1.2.3]:1", "127.0.0.1:1", "[::1]:1"] {
            assert_eq!(ask(&behind, peer).await.0, 200, "{peer}");
        }
        assert_eq!(ask(&Base { for_proxies: false, ..behind.clone() }, "203.0.113.9:1").await.0, 200);
    }

    #[tokio::test]
    async fn a_wrong_method_is_told_the_right_ones() {
        let (_, headers, _) = ask(Request::delete("/things/3"), Body::empty()).await;
        assert_eq!(headers["allow"], "GET,HEAD");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_to_an_end_is_a_request_timeout() {
        let body = Body::from_stream(futures::stream::pending::<Result<bytes::Bytes, std::io::Error>>());
        let (status, _, text) = ask(Request::post("/echo").header("content-type", "application/json"), body).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT, "{text}");
    }

    #[tokio::test]
    async fn a_request_gets_a_name_unless_it_brings_a_plain_one() {
        for given in ["short", "has spaces in it", "über-all-letters", &"x".repeat(65)] {
            let (_, headers, _) = ask(Request::get("/things/3").header("request-id", given.as_bytes()), Body::empty()).await;
            let name = headers["request-id"].to_str().unwrap();
            assert!(name.parse::<uuid::Uuid>().is_ok(), "{given} became {name}");
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_security_headers() {
        for path in ["/things/3", "/nowhere", "/panic"] {
            let (_, headers, _) = ask(Request::get(path), Body::empty()).await;
            assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; frame-ancestors 'none'");
        }
    }

    #[tokio::test]
    async fn an_address_that_asks_too_often_is_told_when_to_come_again() {
        let policy = Policy { name: "address", limit: 2, window: Duration::from_secs(60) };
        let base = Base { addresses: Some(Arc::new(AddressLimiter::new(policy))), ..base() };
        let routes = base.around(routes());
        let mut answers = Vec::new();
        for _ in 0..3 {
            let mut request = Request::get("/ip").body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 1], 4711))));
            let answer = routes.clone().oneshot(request).await.unwrap();
            answers.push((answer.status().as_u16(), answer.headers()["ratelimit"].to_str().unwrap().to_owned()));
        }
        assert_eq!(answers[0], (200, "\"address\";r=1;t=30".to_owned()));
        assert_eq!(answers[2].0, 429);
    }

    #[tokio::test]
    async fn a_handler_that_wants_an_address_where_there_is_none_is_our_fault() {
        let app = base().around(Router::new().route("/", get(|ClientAddr(_): ClientAddr| async {})));
        let answer = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}

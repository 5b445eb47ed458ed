//! A page of somebody else's, at another origin than the service.

use std::net::SocketAddr;

use axum::{Router, response::Html, routing::get};
use tokio::net::TcpListener;

/// A page whose script changes its title from `off` to `on`.
pub(super) const SCRIPTED: &str = "<!doctype html><title>off</title><script>document.title = 'on'</script>";

/// Serves a page as long as the test lasts; its address comes back.
pub(super) async fn elsewhere(page: String) -> String {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let pages = Router::new().route("/", get(async move || Html(page)));
    tokio::spawn(async move { axum::serve(listener, pages).await });
    url
}

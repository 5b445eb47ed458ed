//! Who is calling, by address.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::request::Parts;

use super::TrustedProxies;
use crate::problem::{Kind, Problem};

/// The caller's address, as our own proxies or the socket tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddr(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddr {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::internal("the listener does not tell its peers' addresses"))
    }
}

/// Find the caller's address once, for everything further in.
pub(super) async fn find(State(trusted): State<TrustedProxies>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let caller = ClientAddr(trusted.caller(peer.ip(), request.headers()));
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

/// Refuses who speaks plain HTTP past the proxies that speak TLS for us; this machine may. None: nobody stands in front.
pub(super) async fn only_through_proxies(State(proxies): State<Option<TrustedProxies>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let past = proxies.zip(peer).is_some_and(|(proxies, peer)| !proxies.contains(peer) && !peer.is_loopback());
    if past { Problem::new(Kind::HttpsRequired).into_response() } else { next.run(request).await }
}

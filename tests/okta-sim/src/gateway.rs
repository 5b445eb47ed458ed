//! The egress gateway (HTTP CONNECT, RFC 9110 section 9.3.6): Okta's names lead to the simulator, all others nowhere.

use std::sync::Arc;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::serve::serve;
use crate::sim::Shared;

/// The head of a request may not be longer.
const LONGEST_HEAD: usize = 8 * 1024;

/// Somebody asked the gateway for a way to a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tunnel {
    /// What was asked for, as `host:port`.
    pub target: String,
    /// Whether it was let through.
    pub admitted: bool,
}

/// Takes connections until the simulator stops.
pub(crate) async fn run(shared: Arc<Shared>, listener: TcpListener, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let mut open = shared.gateway.subscribe();
        if !*open.borrow() {
            continue;
        }
        let (shared, stop) = (Arc::clone(&shared), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = tunnel(shared, stream) => {}
                () = stop.cancelled() => {}
                // A gateway that is switched off takes its tunnels with it.
                _ = open.wait_for(|open| !open) => {}
            }
        });
    }
}

async fn tunnel(shared: Arc<Shared>, mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let Some(head) = head(&mut stream).await else { return };
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let admitted = method == "CONNECT" && target.strip_suffix(":443").is_some_and(|host| shared.serves(&host.to_ascii_lowercase()));
    shared.note(Tunnel { target: target.to_owned(), admitted });
    if !admitted {
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
        return;
    }
    if stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
        serve(shared, stream).await;
    }
}

/// The head of the request; nothing if it is too long, cut off, or if more follows before our answer.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 1_024];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        if bytes.ends_with(b"\r\n\r\n") {
            return String::from_utf8(bytes).ok();
        }
        if bytes.len() > LONGEST_HEAD {
            return None;
        }
    }
}

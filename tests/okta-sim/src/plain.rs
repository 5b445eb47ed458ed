//! A port of loopback for one org alone, for programs that take no gateway: by plain HTTP, or by TLS.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::serve::speak;
use crate::sim::Shared;
use crate::state::OrgState;

/// Opens the port and serves the org there until the simulator stops.
pub(crate) async fn open(
    shared: Arc<Shared>,
    org: Arc<OrgState>,
    port: u16,
    tls: Option<TlsAcceptor>,
    stop: CancellationToken,
) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("opening port {port}"))?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => return,
            };
            let Ok((stream, _)) = accepted else { continue };
            let _ = stream.set_nodelay(true);
            let (shared, org, tls, stop) = (Arc::clone(&shared), Arc::clone(&org), tls.clone(), stop.clone());
            tokio::spawn(async move {
                let spoken = async {
                    match tls {
                        None => speak(shared, stream, org).await,
                        // Whoever does not get through the handshake learns it from TLS.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                speak(shared, stream, org).await;
                            }
                        }
                    }
                };
                tokio::select! {
                    () = spoken => {}
                    () = stop.cancelled() => {}
                }
            });
        }
    });
    Ok(address)
}

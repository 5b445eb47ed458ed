//! Plain HTTP on loopback for one org, for programs that take neither a gateway nor another root.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::serve::speak;
use crate::sim::Shared;
use crate::state::OrgState;

/// Opens the port and serves the org there until the simulator stops.
pub(crate) async fn open(shared: Arc<Shared>, org: Arc<OrgState>, port: u16, stop: CancellationToken) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("opening plain HTTP on port {port}"))?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => return,
            };
            let Ok((stream, _)) = accepted else { continue };
            let _ = stream.set_nodelay(true);
            let (shared, org, stop) = (Arc::clone(&shared), Arc::clone(&org), stop.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = speak(shared, stream, org) => {}
                    () = stop.cancelled() => {}
                }
            });
        }
    });
    Ok(address)
}

//! One Okta client per connection and credential version, so that what it learned of rate limits lives on from job to job.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use okta_client::OktaClient;

use crate::ids::{ConnectionId, TenantId};

/// Clients kept; the one unused longest makes room.
const KEPT: usize = 256;

type Key = (TenantId, ConnectionId, i32, i16);

/// A bounded cache of clients.
#[derive(Default)]
pub struct Clients {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    clients: HashMap<Key, (u64, OktaClient)>,
    uses: u64,
}

impl Clients {
    /// The client of a connection's credential and share, made by `make` if there is none.
    ///
    /// # Errors
    /// What `make` could not do.
    pub fn get<E>(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        version: i32,
        share: i16,
        make: impl FnOnce() -> Result<OktaClient, E>,
    ) -> Result<OktaClient, E> {
        let key = (tenant, connection, version, share);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        if let Some((used, client)) = kept.clients.get_mut(&key) {
            *used = now;
            return Ok(client.clone());
        }
        let client = make()?;
        // A newer credential ends the older one's clients, and with them its secret in memory.
        kept.clients.retain(|known, _| (known.0, known.1) != (tenant, connection) || known.2 >= version);
        if kept.clients.len() >= KEPT
            && let Some(oldest) = kept.clients.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| *key)
        {
            kept.clients.remove(&oldest);
        }
        kept.clients.insert(key, (now, client.clone()));
        Ok(client)
    }

    /// Whether a client is kept, so that its secret need not be opened again.
    pub fn find(&self, tenant: TenantId, connection: ConnectionId, version: i32, share: i16) -> Option<OktaClient> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        kept.clients.get_mut(&(tenant, connection, version, share)).map(|(used, client)| {
            *used = now;
            client.clone()
        })
    }
}

//! One Okta client per connection and credential version, so that what it learned of rate limits lives on from job to job.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use okta_client::OktaClient;

use crate::ids::{ConnectionId, TenantId};

/// Clients kept; the one unused longest makes room.
const KEPT: usize = 256;
/// A client unused for so long is let go, and with it its secret in memory: its connection may be gone.
const UNUSED: Duration = Duration::from_secs(3_600);

type Key = (TenantId, ConnectionId, i32, i16);

/// A bounded cache of clients.
#[derive(Default)]
pub struct Clients {
    kept: Mutex<Kept>,
}

type Kept = HashMap<Key, (Instant, OktaClient)>;

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
        // Held until it is made: two clients of one credential would not know of each other's requests.
        let mut kept = self.lock();
        if let Some(client) = used_now(&mut kept, &key) {
            return Ok(client);
        }
        let client = make()?;
        // A newer credential ends the older one's clients, and with them its secret in memory.
        kept.retain(|known, _| (known.0, known.1) != (tenant, connection) || known.2 >= version);
        if kept.len() >= KEPT
            && let Some(oldest) = kept.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| *key)
        {
            kept.remove(&oldest);
        }
        kept.insert(key, (Instant::now(), client.clone()));
        Ok(client)
    }

    /// Whether a client is kept, so that its secret need not be opened again.
    pub fn find(&self, tenant: TenantId, connection: ConnectionId, version: i32, share: i16) -> Option<OktaClient> {
        used_now(&mut self.lock(), &(tenant, connection, version, share))
    }

    /// Lets go of clients that nothing has used for an hour.
    pub fn forget_unused(&self) {
        self.lock().retain(|_, (used, _)| used.elapsed() < UNUSED);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn used_now(kept: &mut Kept, key: &Key) -> Option<OktaClient> {
    kept.get_mut(key).map(|(used, client)| {
        *used = Instant::now();
        client.clone()
    })
}

//! What jobs work with.

use std::{net::IpAddr, sync::Arc};

use okta_client::Egress;
use tokio_util::sync::CancellationToken;

use super::clients::Clients;
use crate::{detect::OwnRules, secret::Keyring, store::Store};

/// Handed to every job. Nothing in it belongs to a tenant but the clients, which are kept apart by tenant and connection.
pub struct Context {
    /// The database.
    pub store: Store,
    /// The key-encryption keys.
    pub keyring: Arc<Keyring>,
    /// The only way out.
    pub egress: Egress,
    /// The addresses customers are told our traffic comes from.
    pub advertised: Vec<IpAddr>,
    /// Okta clients by connection and credential version.
    pub clients: Clients,
    /// Tenants' own rules, compiled.
    pub own_rules: OwnRules,
    /// Cancelled when the worker should come to a safe point.
    pub stopping: CancellationToken,
}

//! What must not be worked on side by side.

use std::fmt;

use crate::ids::ConnectionId;

/// A turn at the queue: of its jobs, one runs at a time.
///
/// **Lanes are locked before rows, and in this order.** A worker's commit begins by locking its own lane, and only then touches the
/// connection and its runs; whoever locked a connection first and its lane afterwards could wait for a worker that waits for him. Who needs
/// more than its own takes them at the beginning ([`TenantScope::take_lanes`](crate::store::TenantScope::take_lanes)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Trying a connection's credentials: a person waits for it, and it must not wait for a scan.
    Verify(ConnectionId),
    /// Keeping a connection's schedule and credential.
    Schedule(ConnectionId),
    /// Reading a connection's configuration and judging it.
    Config(ConnectionId),
    /// Following a connection's log.
    Log(ConnectionId),
    /// A tenant's data keys.
    Keys,
    /// Deleting what is left of a tenant.
    Erase,
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verify(connection) => write!(f, "verify:{connection}"),
            Self::Schedule(connection) => write!(f, "schedule:{connection}"),
            Self::Config(connection) => write!(f, "config:{connection}"),
            Self::Log(connection) => write!(f, "log:{connection}"),
            Self::Keys => f.write_str("keys"),
            Self::Erase => f.write_str("erase"),
        }
    }
}

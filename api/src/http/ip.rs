//! `GET /ip`: from which address a caller is seen.

use super::ClientAddr;

/// The caller's address as plain text and nothing else. The worker asks this through its gateway, in order to learn
/// whether the addresses we advertise are the ones we come from.
pub async fn ip(ClientAddr(address): ClientAddr) -> String {
    address.to_string()
}

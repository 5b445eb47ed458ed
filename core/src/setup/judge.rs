//! The guide's steps, in its order.

use okta_client::Grants;

use super::{SetupStep, account, client, roles, token};
use crate::snapshot::{OwnIdentity, Snapshot};

/// Judges an org's set-up from a snapshot that holds what concerns our own credential: who it acts for, roles, custom roles, resource sets,
/// tokens, zones and shares; and, of an OAuth client, from its scopes.
pub fn judge(seen: &Snapshot, grants: Option<&Grants>) -> Vec<SetupStep> {
    let first = match &seen.own {
        Some(OwnIdentity::Client { .. }) => vec![client::app(seen), client::scopes(seen, grants)],
        _ => vec![account::dedicated(seen)],
    };
    let common = [
        roles::read_only(seen),
        roles::permissions(seen),
        roles::resource_set(seen),
        roles::no_more_power(seen),
        token::zone(seen),
        token::share(seen),
    ];
    first.into_iter().chain(common).collect()
}

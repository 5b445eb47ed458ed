//! What an OAuth client may read.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::api::Scope;

/// The scopes that Okta grants to a client, and those that it refuses, as far as they were asked for.
///
/// Found with the first access token, and worth keeping: given back to the next client ([`crate::ClientSettings::known_grants`]), they save
/// the search, whose every refusal is an entry in the org's log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grants {
    /// Names of scopes that are granted.
    pub granted: BTreeSet<String>,
    /// Names of scopes that are not.
    pub refused: BTreeSet<String>,
    /// Whether access tokens are bound to a key (DPoP).
    pub bound: bool,
}

impl Grants {
    /// Whether a scope is granted.
    pub fn has(&self, scope: Scope) -> bool {
        self.granted.contains(scope.as_str())
    }

    /// A scope turned out to be missing.
    pub(super) fn lose(&mut self, scope: Scope) {
        self.granted.remove(scope.as_str());
        self.refused.insert(scope.as_str().to_owned());
    }
}

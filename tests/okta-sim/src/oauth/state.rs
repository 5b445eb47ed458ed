//! What an org remembers of its OAuth clients' requests.

use std::time::Duration;

use super::access::Issued;
use super::nonces::Nonces;
use super::replay::Replay;
use crate::locks::lock;
use crate::state::OrgState;

/// What an org remembers of its OAuth clients' requests.
pub(crate) struct OauthState {
    pub(super) assertions: Replay,
    pub(super) proofs: Replay,
    pub(super) nonces: Nonces,
    pub(super) issued: Issued,
}

impl Default for OauthState {
    fn default() -> Self {
        OauthState {
            assertions: Replay::lasting(Duration::from_secs(3_600)),
            proofs: Replay::lasting(Duration::from_secs(300)),
            nonces: Nonces::new(),
            issued: Issued::default(),
        }
    }
}

impl OrgState {
    pub(crate) fn expire_access_tokens(&self) {
        lock(&self.oauth).issued.expire();
    }

    pub(crate) fn spoil_access_tokens(&self) {
        lock(&self.oauth).issued.forget();
    }

    pub(crate) fn access_token_texts(&self) -> Vec<String> {
        lock(&self.oauth).issued.texts()
    }

    pub(crate) fn access_tokens(&self) -> usize {
        lock(&self.oauth).issued.len()
    }

    pub(crate) fn rotate_nonces(&self, days: u64) {
        lock(&self.oauth).nonces.pass(days);
    }
}

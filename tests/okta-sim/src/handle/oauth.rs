//! OAuth clients of a running org, and its tokens.

use std::sync::Arc;

use super::Org;
use crate::oauth::Client;

impl Org {
    /// The OAuth client of that name.
    ///
    /// # Panics
    /// If the org has none.
    #[track_caller]
    pub fn client(&self, name: &str) -> Client {
        self.find_client(name).unwrap_or_else(|| panic!("there is no client {name:?} in {self:?}"))
    }

    pub(crate) fn find_client(&self, name: &str) -> Option<Client> {
        Client::find(Arc::clone(&self.0), name)
    }

    /// All OAuth clients, in the order in which they were made.
    pub fn clients(&self) -> Vec<Client> {
        Client::all(&self.0)
    }

    /// Lets a path, given as its pattern such as `/api/v1/users/{id}`, take no OAuth tokens: they are answered 401
    /// `E0000011` or 403 `E0000005` there. `None` takes that back.
    pub fn set_oauth_refused(&self, pattern: &str, status: Option<u16>) {
        self.0.change(|spec, _| {
            match status {
                Some(status) => spec.without_oauth.insert(pattern.to_owned(), status),
                None => spec.without_oauth.remove(pattern),
            };
        });
    }

    /// Lets all access tokens end now: 401 `invalid_token`, "The token has expired."
    pub fn expire_access_tokens(&self) {
        self.0.expire_access_tokens();
    }

    /// Makes all access tokens worthless: 401 `invalid_token`, "The access token is invalid."
    pub fn spoil_access_tokens(&self) {
        self.0.spoil_access_tokens();
    }

    /// The access tokens that the org remembers, for those who look where else they stand.
    pub fn access_token_texts(&self) -> Vec<String> {
        self.0.access_token_texts()
    }

    /// How many access tokens the org remembers.
    pub fn access_tokens(&self) -> usize {
        self.0.access_tokens()
    }

    /// Lets days pass for the nonces of proofs: one is good for its day and the three that follow.
    pub fn rotate_nonces(&self, days: u64) {
        self.0.rotate_nonces(days);
    }
}

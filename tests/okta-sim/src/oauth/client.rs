//! OAuth clients of an org that read its API: service apps and API service integrations.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use super::jws::Algorithm;
use super::key::SigningKey;
use super::scopes::READ_SCOPES;
use crate::org::tokens::Share;

/// Whether a client proves that it holds a key (RFC 9449).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dpop {
    /// It must, as new service apps must.
    #[default]
    Demanded,
    /// Its token is bound if a proof comes with the request.
    Offered,
    /// Proofs are not looked at, and tokens are plain.
    Ignored,
}

/// What sort of client it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Service,
    Integration,
    Web,
}

/// From where a client may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Anywhere,
    /// The zone with this number.
    Zone(u64),
}

/// A key that is registered with a client.
#[derive(Debug, Clone)]
pub(crate) struct Registered {
    pub(crate) id: String,
    pub(crate) key: Arc<SigningKey>,
    pub(crate) active: bool,
}

/// A client to be made in an org: from the collector's zone, with every scope for reading, and with the roles that
/// the collector's account has.
#[derive(Debug, Clone)]
pub struct ClientSpec {
    pub(crate) name: String,
    pub(crate) sort: Sort,
    pub(crate) keys: Vec<Registered>,
    /// How often its secret was made; nothing if it proves itself by a key.
    pub(crate) secret: Option<u64>,
    /// Its secret's text, where it was chosen.
    pub(crate) secret_text: Option<String>,
    pub(crate) dpop: Dpop,
    pub(crate) scopes: BTreeSet<String>,
    /// Whether scopes that were not granted are left out instead of refused.
    pub(crate) narrows: bool,
    pub(crate) roles: Vec<String>,
    /// Whether it is bound to the collector's custom role and resource set.
    pub(crate) custom_role: bool,
    pub(crate) from: From,
    pub(crate) share: Option<Share>,
    pub(crate) active: bool,
}

impl ClientSpec {
    fn new(name: impl Into<String>, sort: Sort) -> Self {
        ClientSpec {
            name: name.into(),
            sort,
            keys: Vec::new(),
            secret: None,
            secret_text: None,
            dpop: Dpop::Demanded,
            scopes: READ_SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
            narrows: false,
            roles: vec!["READ_ONLY_ADMIN".to_owned()],
            custom_role: true,
            from: From::Zone(crate::org::zones::COLLECTOR),
            share: None,
            active: true,
        }
    }

    /// A service app that proves itself by a key (ES256) and must prove possession.
    pub fn service_app(name: impl Into<String>) -> Self {
        ClientSpec::new(name, Sort::Service).algorithm(Algorithm::Es256)
    }

    /// An API service integration with a client secret; possession is proved if it likes.
    pub fn integration(name: impl Into<String>) -> Self {
        ClientSpec { secret: Some(0), dpop: Dpop::Offered, ..ClientSpec::new(name, Sort::Integration) }
    }

    /// An API service integration with this client secret.
    pub fn integration_with_secret(name: impl Into<String>, secret: impl Into<String>) -> Self {
        ClientSpec { secret_text: Some(secret.into()), ..ClientSpec::integration(name) }
    }

    /// An API service integration that proves itself by a key (ES256).
    pub fn integration_with_key(name: impl Into<String>) -> Self {
        ClientSpec { dpop: Dpop::Offered, ..ClientSpec::new(name, Sort::Integration) }.algorithm(Algorithm::Es256)
    }

    /// An app for people with a client secret: Okta gives it no token for itself.
    pub fn web_app(name: impl Into<String>) -> Self {
        ClientSpec { secret: Some(0), ..ClientSpec::new(name, Sort::Web) }
    }

    /// What it signs with; its key is made anew.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.keys = Vec::new();
        self.add_key(algorithm);
        self
    }

    /// Whether it proves possession.
    #[must_use]
    pub fn dpop(mut self, dpop: Dpop) -> Self {
        self.dpop = dpop;
        self
    }

    /// The scopes that it was granted, instead of all.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Leaves out scopes that were not granted instead of refusing the whole request.
    #[must_use]
    pub fn narrowing(mut self) -> Self {
        self.narrows = true;
        self
    }

    /// The standard roles that it has, instead of Read-Only Administrator; its custom role stays.
    #[must_use]
    pub fn roles<S: Into<String>>(mut self, roles: impl IntoIterator<Item = S>) -> Self {
        self.roles = roles.into_iter().map(Into::into).collect();
        self
    }

    /// Without the custom role that sees API tokens and administrator assignments.
    #[must_use]
    pub fn without_custom_role(mut self) -> Self {
        self.custom_role = false;
        self
    }

    /// May ask from anywhere.
    #[must_use]
    pub fn anywhere(mut self) -> Self {
        self.from = From::Anywhere;
        self
    }

    /// May ask from the customer's offices alone, where the collector is not.
    #[must_use]
    pub fn from_the_offices(mut self) -> Self {
        self.from = From::Zone(crate::org::zones::OFFICES);
        self
    }

    /// Its share of the org's rate limits and of its parallel requests, in percent; 50 unless told otherwise.
    #[must_use]
    pub fn share(mut self, percent: u32, concurrency_percent: u32) -> Self {
        self.share = Some(Share { percent, concurrency_percent });
        self
    }

    pub(crate) fn add_key(&mut self, algorithm: Algorithm) {
        let id = format!("sim-{:016x}", rand::random::<u64>());
        self.keys.push(Registered { id, key: Arc::new(SigningKey::new(algorithm)), active: true });
    }

    /// The number of the zone that it may ask from; nothing if it may from anywhere.
    pub(crate) fn zone(&self) -> Option<u64> {
        match self.from {
            From::Anywhere => None,
            From::Zone(zone) => Some(zone),
        }
    }

    pub(crate) fn rate_share(&self) -> Share {
        self.share.unwrap_or(Share::DEFAULT)
    }
}

//! A client of a running org, seen from a test.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::client::{ClientSpec, Dpop, From};
use super::jws::Algorithm;
use super::key::SigningKey;
use super::token::TOKEN_PATH;
use crate::org::tokens::Share;
use crate::state::OrgState;

/// A client of a running org. Copies are the same client.
#[derive(Clone)]
pub struct Client {
    org: Arc<OrgState>,
    number: usize,
}

impl Client {
    /// The client of that name, if the org has it.
    pub(crate) fn find(org: Arc<OrgState>, name: &str) -> Option<Self> {
        let number = org.spec().clients.iter().position(|client| client.name == name)?;
        Some(Client { org, number })
    }

    pub(crate) fn all(org: &Arc<OrgState>) -> Vec<Self> {
        (0..org.spec().clients.len()).map(|number| Client { org: Arc::clone(org), number }).collect()
    }

    /// What a program needs to ask for tokens as this client, as JSON.
    pub fn credentials(&self) -> Value {
        let spec = self.spec();
        let key = spec.keys.last();
        json!({
            "name": spec.name, "client_id": self.id(), "client_secret": self.org.world().client_secret(self.number),
            "key_id": key.map(|key| key.id.clone()), "private_key": key.map(|key| key.key.private_pem()),
            "scopes": spec.scopes,
        })
    }

    fn spec(&self) -> ClientSpec {
        self.org.spec().clients[self.number].clone()
    }

    fn change(&self, how: impl FnOnce(&mut ClientSpec)) {
        let number = self.number;
        self.org.change(|spec, _| how(&mut Arc::make_mut(&mut spec.clients)[number]));
    }

    /// The client id (`0oa…`).
    pub fn id(&self) -> String {
        self.org.world().client_id(self.number).to_string()
    }

    /// Whether the client proves itself by a secret.
    pub fn has_secret(&self) -> bool {
        self.spec().secret.is_some()
    }

    /// The client secret.
    ///
    /// # Panics
    /// If the client proves itself by a key.
    #[track_caller]
    pub fn secret(&self) -> String {
        self.org.world().client_secret(self.number).unwrap_or_else(|| panic!("{self:?} has no secret"))
    }

    /// The key that was registered last.
    ///
    /// # Panics
    /// If none is registered.
    #[track_caller]
    pub fn key(&self) -> Arc<SigningKey> {
        self.spec().keys.last().map(|key| Arc::clone(&key.key)).unwrap_or_else(|| panic!("{self:?} has no key"))
    }

    /// The id of that key.
    ///
    /// # Panics
    /// If none is registered.
    #[track_caller]
    pub fn key_id(&self) -> String {
        self.spec().keys.last().map(|key| key.id.clone()).unwrap_or_else(|| panic!("{self:?} has no key"))
    }

    /// The private key as PEM (PKCS#8).
    #[track_caller]
    pub fn private_pem(&self) -> String {
        self.key().private_pem()
    }

    /// The private key as a JWK with its id.
    #[track_caller]
    pub fn private_jwk(&self) -> String {
        self.key().private_jwk(Some(&self.key_id())).to_string()
    }

    /// A good assertion for the org's token endpoint, by our clock; each is another.
    #[track_caller]
    pub fn assertion(&self) -> String {
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let endpoint = format!("{}{TOKEN_PATH}", self.org.world().base());
        let claims = json!({
            "iss": self.id(), "sub": self.id(), "aud": endpoint, "iat": now, "exp": now + 300, "jti": format!("{:032x}", rand::random::<u128>()),
        });
        self.key().sign(&json!({"typ": "JWT", "kid": self.key_id()}), &claims)
    }

    /// Registers another key beside the former, and hands that out from now on.
    pub fn add_key(&self, algorithm: Algorithm) {
        self.change(|client| client.add_key(algorithm));
    }

    /// Deactivates all keys, or activates them again.
    pub fn set_keys_active(&self, active: bool) {
        self.change(|client| client.keys.iter_mut().for_each(|key| key.active = active));
    }

    /// Makes another secret, which it gives; the former is worthless.
    ///
    /// # Panics
    /// If the client proves itself by a key.
    #[track_caller]
    pub fn rotate_secret(&self) -> String {
        self.change(|client| (client.secret, client.secret_text) = (client.secret.map(|made| made + 1), None));
        self.secret()
    }

    /// Changes whether the client proves possession.
    pub fn set_dpop(&self, dpop: Dpop) {
        self.change(|client| client.dpop = dpop);
    }

    /// Grants a scope.
    pub fn grant_scope(&self, scope: &str) {
        self.change(|client| {
            client.scopes.insert(scope.to_owned());
        });
    }

    /// Takes a scope away, also from tokens that have it.
    pub fn revoke_scope(&self, scope: &str) {
        self.change(|client| {
            client.scopes.remove(scope);
        });
    }

    /// Changes the standard roles, and whether the custom role is there.
    pub fn set_roles<S: Into<String>>(&self, roles: impl IntoIterator<Item = S>, custom_role: bool) {
        let roles = roles.into_iter().map(Into::into).collect();
        self.change(|client| (client.roles, client.custom_role) = (roles, custom_role));
    }

    /// Lets the client ask from anywhere, or from the collector's zone alone.
    pub fn set_anywhere(&self, anywhere: bool) {
        self.change(|client| client.from = if anywhere { From::Anywhere } else { From::Zone(crate::org::zones::COLLECTOR) });
    }

    /// Changes the share of the org's rate limits and of its parallel requests, in percent.
    pub fn set_share(&self, percent: u32, concurrency_percent: u32) {
        self.change(|client| client.share = Some(Share { percent, concurrency_percent }));
    }

    /// Deactivates the client, and its tokens with it, or takes that back.
    pub fn set_active(&self, active: bool) {
        self.change(|client| client.active = active);
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({} of {})", self.spec().name, self.org.host)
    }
}

//! The keys that sign tokens and cursors: sealed in the database, shared by all API processes.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use hmac::{Hmac, KeyInit, Mac};
use oktually_core::{
    secret::Keyring,
    store::{Store, StoredSigningKey},
};
use secrecy::ExposeSecret;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::StartError;
use crate::{
    cursor::Cursors,
    jwt::{Issuer, SigningKey},
    problem::{Kind, Problem},
};

/// At most so often does a token with an unknown key make us look for new keys.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The keys as they were last read; none while the keyring does not open them.
#[derive(Clone, Default)]
pub(crate) struct Signing {
    keys: Arc<RwLock<Option<Keys>>>,
    looked: Arc<Mutex<Option<Instant>>>,
}

struct Keys {
    issuer: Issuer,
    cursors: Cursors,
    /// For digests of what operators ask.
    requests: Zeroizing<[u8; 32]>,
}

impl Signing {
    /// Who issues and verifies tokens. `unavailable` while there is no key.
    pub(crate) fn issuer(&self) -> Result<Issuer, Problem> {
        self.read(|keys| keys.issuer.clone())
    }

    /// Who issues and reads cursors. `unavailable` while there is no key.
    pub(crate) fn cursors(&self) -> Result<Cursors, Problem> {
        self.read(|keys| keys.cursors.clone())
    }

    /// A keyed digest of what an operator asks. `unavailable` while there is no key.
    pub(crate) fn digest(&self, request: &[u8]) -> Result<[u8; 32], Problem> {
        self.read(|keys| hmac(&keys.requests[..], request))
    }

    fn read<T>(&self, part: impl Fn(&Keys) -> T) -> Result<T, Problem> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.as_ref().map(part).ok_or_else(|| Problem::new(Kind::Unavailable).retry_after(Duration::from_secs(10)))
    }

    /// Whether it is worth looking for keys that another process made meanwhile.
    pub(crate) fn may_look_again(&self) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let due = looked.is_none_or(|last| now.duration_since(last) >= LOOK_EVERY);
        if due {
            *looked = Some(now);
        }
        due
    }

    /// Reads the keys, and makes the first one if there is none.
    pub(crate) async fn load(&self, store: &Store, keyring: &Keyring, name: &str) -> Result<(), StartError> {
        let mut scope = store.signer().await?;
        let mut stored = scope.signing_keys(keyring).await?;
        if stored.is_empty() {
            let made = SigningKey::generate()?;
            scope.add_signing_key(keyring, made.kid(), &made.public_bytes()?, made.pkcs8().as_slice()).await?;
            // Another process may have been first: then its key is the one.
            stored = scope.signing_keys(keyring).await?;
        }
        scope.commit().await?;
        let keys = stored.iter().map(SigningKey::try_from).collect::<Result<Vec<_>, _>>()?;
        let Some(oldest) = keys.last() else { return Ok(()) };
        let cursors = Cursors::new(derived(oldest, b"oktually cursors 1"));
        let requests = Zeroizing::new(derived(oldest, b"oktually operators' requests 1"));
        let keys = Issuer::new(name, keys).map(|issuer| Keys { issuer, cursors, requests });
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }
}

impl TryFrom<&StoredSigningKey> for SigningKey {
    type Error = StartError;

    fn try_from(stored: &StoredSigningKey) -> Result<Self, StartError> {
        Ok(Self::from_pkcs8(&stored.kid, &stored.private)?)
    }
}

/// A key bound to its purpose. It comes from the oldest signing key, so that a newer one breaks no list.
fn derived(key: &SigningKey, purpose: &[u8]) -> [u8; 32] {
    #[expect(clippy::disallowed_methods, reason = "another key is derived from it")]
    hmac(key.seed().expose_secret(), purpose)
}

fn hmac(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

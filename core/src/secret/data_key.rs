//! A tenant's own key.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CannotOpen, Place, sealed};

/// The key under which one tenant's secrets are sealed. Destroying it destroys them.
pub struct DataKey {
    version: i32,
    key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKey(version {})", self.version)
    }
}

impl DataKey {
    /// A random key.
    pub fn generate(version: i32) -> Self {
        Self { version, key: Zeroizing::new(rand::random()) }
    }

    pub(super) fn from_bytes(version: i32, bytes: &[u8]) -> Result<Self, CannotOpen> {
        let key = <[u8; 32]>::try_from(bytes).map_err(|_| CannotOpen)?;
        Ok(Self { version, key: Zeroizing::new(key) })
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.key
    }

    /// Counts the tenant's data keys; stored beside everything that this one sealed.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Nonce and ciphertext of a secret that belongs to `place`.
    #[expect(clippy::disallowed_methods, reason = "sealing is where a secret ends")]
    pub fn seal(&self, place: &Place, secret: &SecretString) -> Vec<u8> {
        sealed::seal(&self.key, secret.expose_secret().as_bytes(), &place.associated_data())
    }

    /// The secret again.
    ///
    /// # Errors
    /// When it was sealed with another key or for another place.
    pub fn open(&self, place: &Place, bytes: &[u8]) -> Result<SecretString, CannotOpen> {
        let plain = sealed::open(&self.key, bytes, &place.associated_data())?;
        let text = std::str::from_utf8(&plain).map_err(|_| CannotOpen)?;
        Ok(SecretString::from(text))
    }

    /// Eight characters that tell two secrets of this tenant apart and tell nothing about them.
    #[expect(clippy::disallowed_methods, reason = "a keyed digest is all that is ever shown of a secret")]
    pub fn fingerprint(&self, secret: &SecretString) -> String {
        let digest = self.digest("fingerprint", secret.expose_secret().as_bytes());
        digest[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A keyed digest (HMAC-SHA256) of `bytes`, different for each `purpose`.
    pub fn digest(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_slice()).expect("HMAC takes keys of any length");
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
}

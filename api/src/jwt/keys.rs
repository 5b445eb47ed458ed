//! Keys that sign tokens.

use std::fmt;

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use rand::Rng;
use secrecy::{ExposeSecret, SecretBox};
use zeroize::Zeroizing;

/// A private key of Ed25519 in PKCS#8 is these bytes and then its seed (RFC 8410 §7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// An Ed25519 key that signs tokens, named by its thumbprint (RFC 7638).
pub struct SigningKey {
    kid: String,
    seed: SecretBox<[u8; 32]>,
    encoding: EncodingKey,
    decoding: DecodingKey,
    public: Jwk,
}

/// A signing key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the signing key cannot be used")]
pub struct SigningKeyError(#[from] jsonwebtoken::errors::Error);

impl SigningKey {
    /// A new key from the system's generator.
    pub fn generate() -> Result<Self, SigningKeyError> {
        Self::from_seed(SecretBox::init_with_mut(|seed: &mut [u8; 32]| rand::rng().fill_bytes(seed)))
    }

    /// The key with this seed, as it was sealed.
    pub fn from_seed(seed: SecretBox<[u8; 32]>) -> Result<Self, SigningKeyError> {
        let mut der = Zeroizing::new([0_u8; 48]);
        der[..16].copy_from_slice(&PKCS8);
        #[expect(clippy::disallowed_methods, reason = "the key is made ready to sign")]
        der[16..].copy_from_slice(seed.expose_secret());

        let encoding = EncodingKey::from_ed_der(&*der);
        let mut public = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA)?;
        let kid = public.thumbprint(ThumbprintHash::SHA256)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { kid, seed, encoding, decoding: DecodingKey::from_jwk(&public)?, public })
    }

    /// The seed, to be sealed and shared between API processes.
    pub fn seed(&self) -> &SecretBox<[u8; 32]> {
        &self.seed
    }

    /// Its name in tokens.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Its public half.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    pub(super) fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }

    pub(super) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

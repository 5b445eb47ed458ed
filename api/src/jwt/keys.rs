//! Keys that sign tokens.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    errors::ErrorKind,
    jwk::{AlgorithmParameters, Jwk, PublicKeyUse},
};
use rand::Rng;
use secrecy::{ExposeSecret, SecretBox};
use uuid::Uuid;
use zeroize::Zeroizing;

/// A private key of Ed25519 in PKCS#8 is these bytes and then its seed (RFC 8410 §7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// An Ed25519 key that signs tokens, named by a UUID.
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
        let seed = SecretBox::init_with_mut(|seed: &mut [u8; 32]| rand::rng().fill_bytes(seed));
        Self::from_seed(&Uuid::now_v7().to_string(), seed)
    }

    /// The key of this name, as it was sealed: PKCS#8 (RFC 8410 §7).
    pub fn from_pkcs8(kid: &str, der: &[u8]) -> Result<Self, SigningKeyError> {
        let seed = der.strip_prefix(&PKCS8).and_then(|seed| <&[u8; 32]>::try_from(seed).ok()).ok_or_else(invalid)?;
        Self::from_seed(kid, SecretBox::init_with_mut(|to: &mut [u8; 32]| to.copy_from_slice(seed)))
    }

    fn from_seed(kid: &str, seed: SecretBox<[u8; 32]>) -> Result<Self, SigningKeyError> {
        let encoding = EncodingKey::from_ed_der(&*pkcs8(&seed));
        let mut public = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA)?;
        public.common.key_id = Some(kid.to_owned());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { kid: kid.to_owned(), seed, encoding, decoding: DecodingKey::from_jwk(&public)?, public })
    }

    /// The key as PKCS#8, to be sealed and shared between API processes.
    pub fn pkcs8(&self) -> Zeroizing<[u8; 48]> {
        pkcs8(&self.seed)
    }

    /// The seed, from which keys for other purposes may be derived.
    pub fn seed(&self) -> &SecretBox<[u8; 32]> {
        &self.seed
    }

    /// The public half as bytes (RFC 8037 §2, `x` decoded).
    pub fn public_bytes(&self) -> Result<Vec<u8>, SigningKeyError> {
        match &self.public.algorithm {
            AlgorithmParameters::OctetKeyPair(pair) => URL_SAFE_NO_PAD.decode(&pair.x).map_err(|_| invalid()),
            _ => Err(invalid()),
        }
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

fn pkcs8(seed: &SecretBox<[u8; 32]>) -> Zeroizing<[u8; 48]> {
    let mut der = Zeroizing::new([0_u8; 48]);
    der[..16].copy_from_slice(&PKCS8);
    #[expect(clippy::disallowed_methods, reason = "the key is made ready to sign or to be sealed")]
    der[16..].copy_from_slice(seed.expose_secret());
    der
}

fn invalid() -> SigningKeyError {
    SigningKeyError(ErrorKind::InvalidEddsaKey.into())
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

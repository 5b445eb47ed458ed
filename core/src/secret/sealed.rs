//! AES-256-GCM with the nonce in front.

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

/// A sealed value did not open: another key, another place, or damage. It is never read as empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open: it was sealed with another key, belongs to another place, or is damaged")]
pub struct CannotOpen;

const NONCE: usize = 12;

/// Seals with a fresh random nonce, which stands in front of the ciphertext (NIST SP 800-38D, section 8.2.2).
pub(super) fn seal(key: &[u8; 32], plain: &[u8], associated_data: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = rand::random();
    let mut bytes = nonce.to_vec();
    let sealed =
        Aes256Gcm::new(key.into()).encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: associated_data }).expect("shorter than 64 GiB");
    bytes.extend(sealed);
    bytes
}

/// The plain value, wiped when dropped.
pub(super) fn open(key: &[u8; 32], sealed: &[u8], associated_data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
    Aes256Gcm::new(key.into())
        .decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad: associated_data })
        .map(Zeroizing::new)
        .map_err(|_| CannotOpen)
}

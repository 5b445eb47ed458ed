//! Short-lived tokens (JWT) that we issue for keys, and the public keys to verify them with.

mod claims;
mod issuer;
mod keys;

pub use claims::{Audience, Claims};
pub use issuer::{Issuer, LIFETIME, NotValid};
pub use keys::{SigningKey, SigningKeyError};

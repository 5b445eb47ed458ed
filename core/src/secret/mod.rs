//! Sealing: a data key for each tenant, wrapped by a key-encryption key; what is sealed is bound to its place.

mod data_key;
mod keyring;
mod place;
mod sealed;

pub use data_key::DataKey;
pub use keyring::{Keyring, KeyringError, generate_keyring};
pub use place::Place;
pub use sealed::CannotOpen;

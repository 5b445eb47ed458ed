//! Sealing: keys that are rotated, lost, mixed up and destroyed.

mod fingerprints;
mod idempotency;
mod keyrings;
mod place;
mod reseal;
mod rotation;
mod safe;
mod shredding;

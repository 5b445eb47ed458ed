//! The System Log: followed without loss, whatever happens meanwhile.

mod attacked;
mod breaks;
mod followed;
pub(crate) mod ground;
mod kept;
mod refused;

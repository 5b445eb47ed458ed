//! The System Log: followed without loss, whatever happens meanwhile.

mod breaks;
mod followed;
mod ground;
mod refused;

//! Attacks: each a story of entries that detections should find.

mod admins;
mod attacked;
mod catalogue;
mod factors;
mod federation;
mod passwords;
mod script;
mod sessions;
mod signals;
mod tokens;

pub use attacked::{AttackEvent, Attacked};
pub(crate) use attacked::{When, attack};
pub use catalogue::Attack;

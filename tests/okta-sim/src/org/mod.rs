//! What an org consists of: computed from its seed and size, never stored.

pub(crate) mod apps;
mod build;
pub(crate) mod clients;
pub(crate) mod factors;
pub(crate) mod global_policies;
pub(crate) mod groups;
pub(crate) mod idps;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod roles;
pub(crate) mod status;
pub(crate) mod tokens;
mod truth;
pub(crate) mod users;
mod world;
pub(crate) mod zones;

pub(crate) use build::{Changes, Extras, build};
pub(crate) use global_policies::{DEFAULT_PASSWORD, EMPLOYEES};
pub use truth::Truth;
pub use world::Engine;
pub(crate) use world::World;

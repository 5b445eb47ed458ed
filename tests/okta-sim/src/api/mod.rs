//! The endpoints: each makes its answer from a call.

pub(crate) mod apps;
pub(crate) mod clients;
pub(crate) mod factors;
pub(crate) mod groups;
pub(crate) mod iam;
pub(crate) mod limits;
pub(crate) mod members;
mod nothing;
pub(crate) mod org;
pub(crate) mod policies;
pub(crate) mod roles;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod zones;

pub(crate) use nothing::nothing;
pub(crate) use org::AUTHENTICATORS;

//! The endpoints: each makes its answer from a call.

mod answers;
mod apps;
mod factors;
mod groups;
mod iam;
mod members;
mod org;
mod policies;
mod roles;
mod tokens;
mod users;
mod zones;

pub(crate) use answers::{answer, policy_type};
pub(crate) use org::AUTHENTICATORS;

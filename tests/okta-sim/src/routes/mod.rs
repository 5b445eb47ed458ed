//! The paths that the simulated API knows: one table of rows, in a file for each area.

mod apps;
mod credentials;
mod find;
mod groups;
mod iam;
mod network;
mod oauth;
mod org;
mod policies;
mod spec;
mod users;

pub(crate) use find::find;
pub(crate) use spec::{Route, RouteSpec, Shape};

//! The paths that the simulated API knows: one table of rows, in a file for each area.

mod apps;
mod credentials;
mod directory;
mod find;
mod groups;
mod iam;
mod network;
mod oauth;
mod operations;
mod org;
mod policies;
mod security;
mod spec;
mod users;

pub(crate) use find::{all, find};
pub(crate) use oauth::UNMETERED;
pub(crate) use spec::{Route, RouteSpec, Shape};

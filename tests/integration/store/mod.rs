//! The store: what the database itself refuses, and what it finds by index.

mod catalogue;
mod grants;
pub(crate) mod ground;
mod listings;
mod passing;
pub(crate) mod plans;
mod refusals;
mod rules;
mod tenants_apart;

pub(crate) use ground::{Ground, sqlstate};

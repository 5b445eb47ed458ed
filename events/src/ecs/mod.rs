//! Events in the Elastic Common Schema, version 8.11.
//!
//! The normal mode puts what the schema has a field for into that field, and the whole event, in snake case, under `okta.*`. Fields that
//! Elastic's own Okta integration has keep its names and places, so that dashboards and rules made for it go on working; what it drops or
//! gets wrong is there and right. The strict mode writes what that integration (package 2.12) writes and nothing else. What a place, a
//! network or a browser is found to be by looking it up elsewhere is in neither.
//!
//! An index should map as `flattened` what Okta gives no form: `okta.target`, `okta.device.device_integrator`, `okta.actor.detail_entry`,
//! `okta.authentication_context.authenticator_context`, `okta.security_context.ip_details`, `.risk` and `.user_behaviors`,
//! `okta.request.ip_chain.ip_details`, and `okta.debug_context.debug_data.flattened`. In the plain mode each name of the debug data is a
//! field, so the index has to bear as many as Okta, and administrators naming behaviours, think of.

mod actor;
pub mod allowed;
mod behaviours;
mod category;
mod category_table;
mod client;
mod copy;
mod debug_data;
mod document;
mod fields;
mod happening;
mod okta;
mod options;
mod related;
mod strict;
mod targets;
mod tree;

pub use document::{write, write_to};
pub use options::{DebugData, Options};

//! What tenants can do: one room for each resource.

mod audit;
mod check_settings;
mod checks;
mod connection;
mod connection_state;
mod connections;
mod credentials;
mod dispositions;
mod egress;
mod finding;
mod finding_history;
mod findings;
mod handed;
mod intake_links;
mod keys;
mod paging;
mod params;
mod router;
mod run;
mod run_checks;
mod run_events;
mod run_plan;
mod runs;
mod tenant;
mod token;
mod verification;

pub(crate) use audit::Act;
pub(crate) use handed::{Checked, Handed};
pub(crate) use intake_links::{MadeLink, NewLink, made as made_link};
pub(crate) use keys::{MadeKey, Shown};
pub(crate) use paging::Paging;
pub(crate) use params::{OfJob, OfTenant, Repeatable};
pub(crate) use router::router;
pub(crate) use tenant::Tenant;
pub(crate) use token::Token;

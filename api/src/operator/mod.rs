//! What operators can do, on a listener of their own.

mod audit;
mod egress;
mod health;
mod intake_links;
mod jobs;
mod keys;
mod queue;
mod router;
mod tenant_keys;
mod tenant_state;
mod tenants;
mod token;

pub(crate) use router::router;

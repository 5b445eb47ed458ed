//! The Okta System Log's events: read leniently, written as ECS and OCSF, watched by rules.
//!
//! It knows no network, no database and no tenant: an event comes in as text, and what comes out is a value. Facts about the events are from
//! Okta's documentation of the System Log API and its catalogue of event types.

pub mod convert;
pub mod detection;
pub mod ecs;
mod event;
mod known;
pub mod ocsf;

pub use event::{Event, Unreadable};
pub use known::{Known, Token};

//! The way out: the one place where a client for outgoing calls is built.

mod address;
mod connect;
mod resolver;
mod settings;
mod trouble;

pub use address::refused_because;
pub use connect::Egress;
pub use settings::{EgressError, EgressSettings};
pub use trouble::EgressTrouble;
pub(crate) use trouble::{Failure, read_failure};

//! Pages for administrators who hand over a secret.

mod form;
mod link;
mod notices;
mod report;
mod router;
mod session;

pub(crate) use router::router;

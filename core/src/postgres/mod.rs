//! The private PostgreSQL of a service that was given no database, and the roles that any cluster needs.

mod access;
mod address;
mod cluster;
mod error;
mod find;
mod folder;
mod launch;
mod place;
mod power;
mod probe;
mod process;
mod roles;
mod runner;
mod scram;
mod server;
mod settings;
mod stop;
#[cfg(test)]
mod tests;

pub use error::PostgresError;
pub use power::too_powerful;
pub use roles::{Login, LoginPasswords, prepare};
pub use server::PrivatePostgres;
pub use settings::PostgresSettings;

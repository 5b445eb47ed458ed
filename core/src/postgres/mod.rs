//! The private PostgreSQL of a service that was given no database, and the roles that any cluster needs.

mod access;
mod address;
mod cluster;
mod error;
mod find;
mod folder;
mod launch;
mod migrated;
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
pub use migrated::is_migrated;
pub use power::unfit;
pub use roles::{Login, LoginPasswords, prepare};
pub use server::PrivatePostgres;
pub use settings::PostgresSettings;

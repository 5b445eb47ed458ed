//! Domain, store, queue and checks of Oktually. It knows the database and has never heard of an HTTP status.

pub mod analysis;
pub mod checks;
pub mod collect;
pub mod detect;
pub mod ids;
pub mod log;
pub mod postgres;
pub mod secret;
pub mod setup;
pub mod snapshot;
pub mod store;
pub mod work;

/// The migrations, forward only.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

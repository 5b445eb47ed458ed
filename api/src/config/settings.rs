//! All settings together.

use clap::Args;

use super::{ConfigError, Database, Egress, Listen, Logs, Storage, WayOut, Worker};

/// The settings of a process. Each can be given as an option or in the environment; secrets only in a file or in the
/// environment, because the command line of a process can be read by others.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings")]
pub struct Config {
    /// Where the data is.
    #[command(flatten)]
    pub database: Database,
    /// Where to listen, and under which name we are known.
    #[command(flatten)]
    pub listen: Listen,
    /// How to reach the outside.
    #[command(flatten)]
    pub egress: Egress,
    /// How the worker works.
    #[command(flatten)]
    pub worker: Worker,
    /// What is logged.
    #[command(flatten)]
    pub logs: Logs,
}

impl Config {
    /// Check what no single setting shows.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.database.check()?;
        self.listen.check()?;
        self.egress.check()
    }

    /// Whether this is a deployment on a given database, in which nothing is made up: keys, addresses and the way out must be set.
    pub fn is_production(&self) -> bool {
        matches!(self.database.storage(), Ok(Storage::Given { .. }))
    }

    /// The way out for a worker. In production it must have been set.
    pub fn way_out(&self) -> Result<Option<WayOut>, ConfigError> {
        match self.egress.way_out()? {
            None if self.is_production() => Err(ConfigError::new(
                "OKTUALLY_EGRESS_PROXY_FILE",
                "or OKTUALLY_EGRESS_SOURCE must be set: the worker does not start without a way out, a gateway or a source address",
            )),
            way => Ok(way),
        }
    }
}

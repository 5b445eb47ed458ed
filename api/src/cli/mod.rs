//! The command line.

mod core_dump;
mod database;
mod detections;
mod events;
mod jobs;
mod keys;
mod logs;
mod migrate;
mod operators;
mod output;
mod postgres;
mod private_keyring;
mod refusal;
mod rotate;
mod run;
mod tenants;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
pub use core_dump::forbid_core_dumps;

use self::refusal::explained;
use crate::config::Config;

/// Reads customers' Okta orgs with a read-only credential and serves what is wrong with them.
///
/// Without a database URL, a private PostgreSQL is started in the data folder and stopped again at the end: `oktually all`
/// is a whole service. With OKTUALLY_DATABASE_URL, run `oktually migrate` once, then any number of `serve` and `work`.
#[derive(Debug, Parser)]
#[command(name = "oktually", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The settings, which all subcommands share.
    #[command(flatten)]
    pub config: Config,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, the intake form and the operators' API.
    Serve,
    /// Do the work: verify credentials, read orgs, run checks.
    Work,
    /// Serve and work in one process.
    All,
    /// Prepare the database's roles and bring its tables up to date. Safe to repeat, and while older programs run.
    Migrate,
    /// Run a command with DATABASE_URL (and psql's variables) set to the database's owner.
    ///
    /// The private server is started for it if it does not run, and stopped afterwards.
    #[command(after_help = "Example: oktually postgres -- psql")]
    Postgres(postgres::Postgres),
    /// Add, list and revoke operators.
    #[command(subcommand)]
    Operators(operators::Operators),
    /// Create, list, suspend, resume and delete tenants.
    #[command(subcommand)]
    Tenants(tenants::Tenants),
    /// Generate, look at and rotate the keys that seal secrets.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Look at the queue; try jobs again or cancel them.
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// Convert events of the System Log from standard input. Needs no database.
    #[command(subcommand)]
    Events(events::Events),
    /// Try rules on events of the System Log from standard input; list the rules. Needs no database.
    #[command(subcommand)]
    Detections(detections::Detections),
    /// Print the OpenAPI description of the API.
    Openapi,
    /// Print all settings as the Markdown table that stands in the README.
    Settings,
}

/// What was begun is not finished, and the same command goes on with it later.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unfinished(String);

/// What came in is not all of the form that it must have.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unusable(String);

/// What a process ends with that failed, as sysexits.h has it: 75, "try again later", when the same command would go on with what it
/// began; 65, "data error", when what came in is not of the form it must have; else 1.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    if error.is::<Unfinished>() {
        ExitCode::from(75)
    } else if error.is::<Unusable>() {
        ExitCode::from(65)
    } else {
        ExitCode::FAILURE
    }
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// What went wrong, for a person to read.
    pub async fn run(self) -> anyhow::Result<()> {
        let config = &self.config;
        match self.command {
            Command::Serve => run::run(config, run::Parts { serve: true, work: false }).await,
            Command::Work => run::run(config, run::Parts { serve: false, work: true }).await,
            Command::All => run::run(config, run::Parts { serve: true, work: true }).await,
            Command::Migrate => migrate::run(config).await,
            Command::Postgres(command) => command.run(config).await,
            Command::Operators(command) => command.run(config).await.map_err(explained),
            Command::Tenants(command) => command.run(config).await.map_err(explained),
            Command::Keys(command) => command.run(config).await.map_err(explained),
            Command::Jobs(command) => command.run(config).await.map_err(explained),
            Command::Events(command) => command.run(),
            Command::Detections(command) => command.run(),
            Command::Openapi => {
                output::line(crate::openapi::json().trim_end());
                Ok(())
            }
            Command::Settings => {
                output::line(crate::config::table().trim_end());
                Ok(())
            }
        }
    }

    /// Starts the log as the settings say.
    ///
    /// # Errors
    /// When the filter cannot be read.
    pub fn start_log(&self) -> anyhow::Result<()> {
        logs::start(&self.config.logs)
    }
}

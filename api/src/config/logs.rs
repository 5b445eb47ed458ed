//! What is logged.

use clap::{Args, ValueEnum};

/// The log, on standard error.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Log")]
pub struct Logs {
    /// Form of the log: lines for people, or JSON for machines.
    #[arg(long, env = "OKTUALLY_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    pub log_format: LogFormat,

    /// What is logged, in the form of Rust's `tracing`: a level, or levels by part, such as `info,oktually_core=debug`.
    #[arg(long, env = "OKTUALLY_LOG", value_name = "FILTER", default_value = "info", global = true)]
    pub log: String,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

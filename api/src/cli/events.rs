//! `oktually events`: what needs no database, from standard input to standard output.

use std::io::{BufWriter, stdin, stdout};

use clap::{Subcommand, ValueEnum};
use oktually_events::{
    convert::{Format, Skipped, convert},
    ecs,
};

use super::{Unusable, output};

#[derive(Debug, Subcommand)]
pub(super) enum Events {
    /// Write events of the System Log in another form, one a line.
    ///
    /// Reads what Okta's API answers, one JSON object a line or all in an array, from standard input, and writes one JSON document a line. What
    /// cannot be read is told with its line, and left out; then the exit code is 65.
    #[command(after_help = "Example: oktually events convert --to ecs < events.ndjson > ecs.ndjson")]
    Convert {
        /// The form.
        #[arg(long, value_enum)]
        to: To,
        /// Of ECS: debug data as one field, or each of its names as a field of its own.
        #[arg(long, value_enum, default_value_t = DebugData::Flattened)]
        debug_data: DebugData,
        /// Of ECS: exactly what Elastic's Okta integration writes, and no more.
        #[arg(long)]
        strict: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum To {
    /// The Elastic Common Schema, 8.11.
    Ecs,
    /// As it came, one a line.
    Raw,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DebugData {
    /// Whole, under one field.
    Flattened,
    /// Each name a field of its own.
    Plain,
}

impl Events {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Convert { to, debug_data, strict } => {
                let debug_data = match debug_data {
                    DebugData::Flattened => ecs::DebugData::Flattened,
                    DebugData::Plain => ecs::DebugData::Plain,
                };
                let format = match to {
                    To::Ecs => Format::Ecs(ecs::Options { debug_data, strict, ..ecs::Options::default() }),
                    To::Raw => Format::Raw,
                };
                let converted = convert(stdin().lock(), BufWriter::new(stdout().lock()), &format, |Skipped { line, reason }| {
                    output::note(&format!("line {line}: {reason}"));
                })?;
                if converted.unreadable > 0 {
                    return Err(Unusable(format!(
                        "{} events were written; {} entries could not be read",
                        converted.written, converted.unreadable
                    ))
                    .into());
                }
                Ok(())
            }
        }
    }
}

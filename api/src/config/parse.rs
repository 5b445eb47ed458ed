//! Reading the settings, strictly.

use std::ffi::OsString;

use clap::{ArgMatches, Command, CommandFactory, FromArgMatches, parser::ValueSource};

use super::{Config, suggest::nearest};

const PREFIX: &str = "OKTUALLY_";

/// A setting that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
#[error("{name} {why}")]
pub struct ConfigError {
    name: String,
    why: String,
}

impl ConfigError {
    /// A setting, by its variable, and why it cannot be used. Never its value, if that is a secret.
    pub fn new(name: impl Into<String>, why: impl Into<String>) -> Self {
        Self { name: name.into(), why: why.into() }
    }
}

/// Read the command line and the environment of this process into `C`, whose settings `settings` finds.
///
/// On `--help` and the like, and on any mistake, this says so and ends the process as clap does.
pub fn parse<C: CommandFactory + FromArgMatches>(settings: impl Fn(&C) -> &Config) -> C {
    parse_from(std::env::args_os(), std::env::vars_os().map(|(name, _)| name), settings).unwrap_or_else(|error| error.exit())
}

/// The same with a given command line, and the names of all variables that are set.
pub fn parse_from<C: CommandFactory + FromArgMatches>(
    arguments: impl IntoIterator<Item = OsString>,
    variables: impl IntoIterator<Item = OsString>,
    settings: impl Fn(&C) -> &Config,
) -> Result<C, clap::Error> {
    let mut command = C::command();
    let refuse = |command: &mut Command, error: ConfigError| command.error(clap::error::ErrorKind::InvalidValue, error);

    let unknown = unknown_variable(&command, variables);
    let matches = command.try_get_matches_from_mut(arguments)?;
    if let Some(error) = unknown.or_else(|| secret_argument(&command, &matches)) {
        return Err(refuse(&mut command, error));
    }
    let parsed = C::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    match settings(&parsed).check() {
        Ok(()) => Ok(parsed),
        Err(error) => Err(refuse(&mut command, error)),
    }
}

/// The first variable with our prefix that is no setting: a typing mistake that must not become a default.
fn unknown_variable(command: &Command, variables: impl IntoIterator<Item = OsString>) -> Option<ConfigError> {
    let known: Vec<_> = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str()).collect();
    let name = variables
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .find(|name| name.starts_with(PREFIX) && !known.contains(&name.as_str()))?;
    let why = match nearest(&name, &known) {
        Some(meant) => format!("is set in the environment and is no setting. Did you mean {meant}?"),
        None => "is set in the environment and is no setting".to_owned(),
    };
    Some(ConfigError::new(name, why))
}

/// The first secret that stands on the command line, where `ps` shows it to everybody.
fn secret_argument(command: &Command, matches: &ArgMatches) -> Option<ConfigError> {
    // An option that is global is seen by every subcommand, whichever side of it was written on.
    let given = |id: &str| {
        let mut level = Some(matches);
        while let Some(matches) = level {
            if matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine) {
                return true;
            }
            level = matches.subcommand().map(|(_, inner)| inner);
        }
        false
    };
    let secret = command.get_arguments().find(|argument| argument.is_hide_env_values_set() && given(argument.get_id().as_str()))?;
    let name = secret.get_env()?.to_str()?;
    Some(ConfigError::new(
        name,
        format!(
            "must not stand on the command line, where others can read it: set the variable, or put it into a file and name that with {name}_FILE"
        ),
    ))
}

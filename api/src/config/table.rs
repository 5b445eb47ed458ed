//! The table of settings in the README.

use std::fmt::Write;

use clap::{Arg, Args, Command};

use super::Config;

/// All settings as a Markdown table, group by group, from their own declaration.
pub fn table() -> String {
    let command = Config::augment_args(Command::new("oktually"));
    let mut table = "| variable | option | default | meaning |\n| --- | --- | --- | --- |\n".to_owned();
    let mut group = "";
    for argument in command.get_arguments().filter(|argument| argument.get_env().is_some()) {
        let heading = argument.get_help_heading().unwrap_or_default();
        if heading != group {
            group = heading;
            // Writing to a string cannot fail.
            let _ = writeln!(table, "| **{heading}** | | | |");
        }
        let _ = writeln!(table, "{}", row(argument));
    }
    table
}

fn row(argument: &Arg) -> String {
    let name = argument.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let option = match argument.get_long() {
        Some(long) if !argument.is_hide_set() => format!("`--{long}`"),
        _ => "–".to_owned(),
    };
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let meaning = help.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    format!("| `{name}` | {option} | {} | {meaning} |", defaults.join(" "))
}

//! What goes to standard output: tables where a person reads, JSON where a program does.

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use serde::Serialize;

/// How a listing is shown.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Format {
    /// Print JSON, for programs.
    #[arg(long)]
    json: bool,
}

impl Format {
    /// Prints rows as a table under `head`, or as a JSON list.
    pub(super) fn list<T: Serialize>(self, head: &[&str], rows: &[T], cells: impl Fn(&T) -> Vec<String>) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string_pretty(rows)?);
            return Ok(());
        }
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_header(head);
        for row in rows {
            table.add_row(cells(row));
        }
        line(&table.to_string());
        Ok(())
    }

    /// Prints one thing: as lines for people, or as JSON.
    pub(super) fn one<T: Serialize>(self, thing: &T, lines: &[(&str, String)]) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string_pretty(thing)?);
            return Ok(());
        }
        let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in lines {
            line(&format!("{name:width$}  {value}"));
        }
        Ok(())
    }
}

/// One line on standard error, beside the answer.
#[expect(clippy::print_stderr, reason = "this is for the person who started the program")]
pub(super) fn note(text: &str) {
    eprintln!("{text}");
}

/// One line on standard output.
#[expect(clippy::print_stdout, reason = "this is the program's answer")]
pub(super) fn line(text: &str) {
    println!("{text}");
}

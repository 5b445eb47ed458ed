//! `oktually detections`: what needs no database.

use std::{fs, io::stdin, path::PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use oktually_events::{
    convert::{Skipped, each},
    detection::{Limits, Replay, RuleError, Rules},
};

use super::{Unusable, output, output::Format};

#[derive(Debug, Subcommand)]
pub(super) enum Detections {
    /// Have rules look at events from standard input, and print what they see, one JSON object a line.
    ///
    /// Reads what Okta's API answers, one JSON object a line or all in an array. The order of the events is of no matter, nor whether some come
    /// twice. Nothing is known of the org, so rules that ask for it (who is an administrator?) stay silent. What cannot be read is told with its
    /// line, and left out; then the exit code is 65.
    #[command(after_help = "Example: oktually detections test --rules my-rules < events.ndjson")]
    Test {
        /// Files or folders of Sigma rules (.yml) instead of those that are built in.
        #[arg(long, value_name = "DIR")]
        rules: Vec<PathBuf>,
    },
    /// List the built-in rules.
    List {
        #[command(flatten)]
        format: Format,
    },
}

impl Detections {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Test { rules } if rules.is_empty() => test(Rules::built_in()),
            Self::Test { rules } => test(&load(rules)?),
            Self::List { format } => {
                let rows: Vec<_> = Rules::built_in()
                    .list()
                    .iter()
                    .map(|rule| serde_json::json!({ "id": rule.id, "severity": rule.level, "title": rule.title, "techniques": rule.techniques }))
                    .collect();
                format.list(&["severity", "rule", "what it sees"], &rows, |row| {
                    ["severity", "id", "title"].map(|key| row[key].as_str().unwrap_or_default().to_owned()).to_vec()
                })
            }
        }
    }
}

fn test(rules: &Rules) -> anyhow::Result<()> {
    let mut replay = Replay::new(rules);
    let told = |Skipped { line, reason }: Skipped| output::note(&format!("line {line}: {reason}"));
    let read = each(stdin().lock(), |event| replay.take(&event), told)?;
    for seen in replay.end() {
        output::line(&serde_json::to_string(&seen)?);
    }
    if read.unreadable > 0 {
        return Err(Unusable(format!("{} events were looked at; {} entries could not be read", read.written, read.unreadable)).into());
    }
    Ok(())
}

/// All rules of files and folders.
fn load(mut paths: Vec<PathBuf>) -> anyhow::Result<Rules> {
    let mut files = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).with_context(|| format!("the folder {} cannot be read", path.display()))?;
            for entry in entries {
                let entry = entry?.path();
                if entry.is_dir() || entry.extension().is_some_and(|kind| kind == "yml" || kind == "yaml") {
                    paths.push(entry);
                }
            }
        } else {
            let text = fs::read_to_string(&path).with_context(|| format!("the file {} cannot be read", path.display()))?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    Rules::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())), Limits::TRUSTED).map_err(|errors: Vec<RuleError>| {
        for error in &errors {
            output::note(&error.to_string());
        }
        Unusable(format!("{} rules are not taken", errors.len())).into()
    })
}

//! What a person sees.

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::{customer::Customer, service::Service};

/// Bytes of an event that are shown.
const ECS_SHOWN: usize = 600;

/// Standard output for people; for programs it stays empty until the last line.
pub(crate) struct Show {
    quiet: bool,
}

/// The progress of one run.
pub(crate) struct Progress(ProgressBar);

impl Show {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// One line for people.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// One line for whoever reads.
    #[expect(clippy::print_stdout, reason = "this is what the demo is for")]
    pub(crate) fn line(&self, text: &str) {
        println!("{text}");
    }

    pub(crate) fn heading(&self, text: &str) {
        self.say(&format!("\n{text}\n{}", "─".repeat(text.chars().count())));
    }

    /// What went wrong, with its causes.
    #[expect(clippy::print_stderr, reason = "this is for the person who started the demo")]
    pub(crate) fn failure(error: &anyhow::Error) {
        eprintln!("demo: {error:#}");
    }

    /// The set-up report, step by step.
    pub(crate) fn setup_report(&self, report: &Value) {
        if self.quiet {
            return;
        }
        let mut table = table(&["set-up", "step", "seen"]);
        for step in report["steps"].as_array().or(report["report"]["steps"].as_array()).into_iter().flatten() {
            let (word, colour) = match step["verdict"].as_str() {
                Some("ok") => ("ok", Color::Green),
                Some("missing") => ("missing", if step["required"] == true { Color::Red } else { Color::Yellow }),
                _ => ("cannot tell", Color::Yellow),
            };
            table.add_row(vec![Cell::new(word).fg(colour), Cell::new(text(&step["title"])), Cell::new(text(&step["seen"]))]);
        }
        self.line(&table.to_string());
    }

    pub(crate) fn progress(&self) -> Progress {
        let bar = if self.quiet { ProgressBar::hidden() } else { ProgressBar::new(1) };
        let style = ProgressStyle::with_template("{bar:32.cyan/blue} {pos}/{len} lists  {msg}").expect("the template is well-formed");
        bar.set_style(style);
        Progress(bar)
    }

    /// Findings by severity, and what could not be evaluated.
    pub(crate) fn findings(&self, findings: &[Value], run: &Value) {
        if self.quiet {
            return;
        }
        if findings.is_empty() {
            self.line("No findings.");
        } else {
            let mut table = table(&["severity", "check or rule", "about", "what was seen"]);
            for finding in findings.iter().filter(|finding| !is_minor(finding)) {
                let severity = text(&finding["severity"]);
                let colour = match severity.as_str() {
                    "critical" => Color::Magenta,
                    "high" => Color::Red,
                    "medium" => Color::Yellow,
                    _ => Color::Grey,
                };
                let subject = text(&finding["subject"]["name"]);
                let subject = if subject.is_empty() { text(&finding["subject"]["id"]) } else { subject };
                table.add_row(vec![
                    Cell::new(severity).fg(colour).add_attribute(Attribute::Bold),
                    Cell::new(text(&finding["check"])),
                    Cell::new(subject),
                    Cell::new(text(&finding["summary"])),
                ]);
            }
            self.line(&table.to_string());
        }
        let missed = run["not_evaluated"].as_i64().unwrap_or(0);
        let requests = run["requests"].as_i64().unwrap_or(0);
        let minor = findings.iter().filter(|finding| is_minor(finding)).count();
        self.line(&format!(
            "{} findings, {minor} of them what rules over events take for worth knowing, not shown; {missed} not evaluated; {requests} requests to Okta, nothing written.",
            findings.len()
        ));
    }

    /// How far the System Log is followed, and its latest event as a SIEM gets it.
    pub(crate) fn log(&self, log: &Value, latest: &Value) {
        self.say(&format!(
            "System Log: {} events since {}, read to its end; the latest is number {}.",
            log["counts"]["events"],
            text(&log["since"]),
            log["position"]
        ));
        if latest.is_object() {
            let line = latest.to_string();
            self.say(&format!("As ECS: {}…", &line[..line.floor_char_boundary(ECS_SHOWN)]));
        }
    }

    /// Where to go on from here.
    pub(crate) fn farewell(&self, service: &Service, customers: &[Customer], seconds: f64) {
        self.heading(&format!("Done in {seconds} s. What to try next"));
        let url = &service.url;
        self.line(&format!("API reference   {url}/docs"));
        self.line(&format!("Operators' API  {}  (key: {})", service.operator_url, service.operator_key));
        self.line(&format!("Service's log   {}", service.log_file().display()));
        for customer in customers {
            self.line(&format!("Key of {:8} {}", customer.name, customer.key));
        }
        if let Some(customer) = customers.first() {
            let key = &customer.key;
            self.line(&format!("\n  curl -H 'Authorization: Bearer {key}' '{url}/v1/findings?severity=critical'"));
            self.line(&format!("  curl -H 'Authorization: Bearer {key}' '{url}/v1/events?text=admin%20console'"));
            self.line(&format!("  curl -H 'Authorization: Bearer {key}' {url}/v1/checks"));
        }
    }
}

impl Progress {
    pub(crate) fn update(&self, done: usize, of: usize, requests: i64, reading: &str) {
        self.0.set_length(of.max(1) as u64);
        self.0.set_position(done as u64);
        self.0.set_message(format!("{requests} requests  {reading}"));
    }

    pub(crate) fn finish(&self) {
        self.0.finish();
    }
}

/// What a rule over events takes for worth knowing and no more.
fn is_minor(finding: &Value) -> bool {
    finding["source"] == "detection" && matches!(finding["severity"].as_str(), Some("info" | "low"))
}

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_header(head);
    if table.width().is_none() {
        table.set_width(140);
    }
    table
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

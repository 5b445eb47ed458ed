//! A table of what was read, and the failures that are tolerated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use okta_client::testing::Recorded;

use crate::{fields::Fields, reading::Endpoint};

/// What was read of one source, by endpoint.
#[derive(Default)]
pub(crate) struct Table {
    rows: BTreeMap<&'static str, Row>,
    failed: BTreeSet<Failure>,
    seen: BTreeSet<String>,
    untyped: BTreeMap<String, usize>,
    fields: BTreeMap<&'static str, Fields>,
}

#[derive(Default)]
struct Row {
    bodies: usize,
    elements: usize,
    failures: usize,
}

/// Endpoint, file or example, and reason.
type Failure = (String, String, String);

impl Table {
    /// Reads all answers by `endpoints`; those of other endpoints are only counted.
    pub(crate) fn of(endpoints: &[Endpoint], answers: &[(String, Recorded)]) -> Self {
        let mut table = Self::default();
        for (source, answer) in answers {
            let path = path(&answer.url);
            table.seen.insert(source.clone());
            // The most exact pattern is the one with the fewest ids.
            let fitting = endpoints.iter().filter(|endpoint| matches(endpoint.pattern, &path));
            let Some(endpoint) = fitting.min_by_key(|endpoint| endpoint.pattern.matches("{id}").count()) else {
                *table.untyped.entry(folded(&path)).or_default() += 1;
                continue;
            };
            let read = (endpoint.read)(answer);
            let row = table.rows.entry(endpoint.pattern).or_default();
            row.bodies += 1;
            row.elements += read.elements;
            row.failures += read.failures.len();
            let failed = read.failures.into_iter().map(|reason| (endpoint.pattern.to_owned(), source.clone(), reason));
            table.failed.extend(failed);
            table.fields.entry(endpoint.model).or_default().add(read.fields);
        }
        table
    }

    /// Elements that were understood.
    pub(crate) fn elements(&self) -> usize {
        self.rows.values().map(|row| row.elements).sum()
    }

    /// The fields that were met, by model.
    pub(crate) fn fields(self) -> BTreeMap<&'static str, Fields> {
        self.fields
    }

    /// Failures that are not in `tolerated`, and entries of it that fail no longer: both lists have to be empty. Entries of sources that
    /// were not there are left alone.
    pub(crate) fn compare(&self, tolerated: &[&str]) -> (Vec<Failure>, Vec<Failure>) {
        let tolerated: BTreeSet<Failure> = tolerated
            .iter()
            .map(|line| {
                let mut parts = line.splitn(3, '\t').map(str::to_owned);
                let mut part = || parts.next().unwrap_or_default();
                (part(), part(), part())
            })
            .collect();
        let new = self.failed.difference(&tolerated).cloned().collect();
        let old = tolerated.difference(&self.failed).filter(|(_, source, _)| self.seen.contains(source)).cloned().collect();
        (new, old)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<72} {:>7} {:>9} {:>9}", "endpoint", "bodies", "elements", "failures")?;
        let mut sum = Row::default();
        for (pattern, row) in &self.rows {
            writeln!(f, "{pattern:<72} {:>7} {:>9} {:>9}", row.bodies, row.elements, row.failures)?;
            sum = Row { bodies: sum.bodies + row.bodies, elements: sum.elements + row.elements, failures: sum.failures + row.failures };
        }
        writeln!(f, "{:<72} {:>7} {:>9} {:>9}", "all", sum.bodies, sum.elements, sum.failures)?;
        writeln!(f, "{} bodies of {} endpoints have no type", self.untyped.values().sum::<usize>(), self.untyped.len())?;
        if f.alternate() {
            for (path, count) in &self.untyped {
                writeln!(f, "    {path} {count}")?;
            }
        }
        Ok(())
    }
}

/// The path of an address.
fn path(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let path = rest.split(['?', '#']).next().and_then(|rest| rest.split_once('/'));
    format!("/{}", path.map_or("", |(_, path)| path))
}

/// Words that stand where ids stand and are none.
const WORDS: [&str; 5] = ["rules", "catalog", "credentials", "questions", "linkedObjects"];

fn matches(pattern: &str, path: &str) -> bool {
    let fits = |(wanted, found): (&str, &str)| wanted == found || (wanted == "{id}" && !found.is_empty() && !WORDS.contains(&found));
    pattern.split('/').count() == path.split('/').count() && pattern.split('/').zip(path.split('/')).all(fits)
}

/// A path with `{id}` for what looks like one: an upper-case letter or a figure among its letters, or braces.
fn folded(path: &str) -> String {
    let is_id = |part: &str| part.starts_with('{') || (part.len() > 10 && part.bytes().any(|byte| byte.is_ascii_digit()));
    path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect::<Vec<_>>().join("/")
}

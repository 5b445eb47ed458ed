//! What was asked of an org, and how it was answered.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::net::IpAddr;

use serde::Serialize;
use time::OffsetDateTime;

use crate::usage::Usage;

/// How many entries are kept; counts are kept for ever.
const KEPT: usize = 100_000;

/// One request. Its `Display`, and what it compares equal to, is `GET acme.okta.com /api/v1/users/me 401`.
#[derive(Debug, Clone, Serialize)]
pub struct JournalEntry {
    /// When it was answered.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The method.
    pub method: String,
    /// The host that was called.
    pub host: String,
    /// The path as it was sent.
    pub path: String,
    /// The query as it was sent.
    pub query: String,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
    /// The address that it seemed to come from.
    pub caller: IpAddr,
    /// Requests of the org in flight when it arrived, itself included.
    pub in_flight: u32,
    /// The rate-limit bucket, if the path has one.
    pub bucket: Option<&'static str>,
    /// The limit that the answer showed.
    pub limit: Option<u32>,
    /// What the answer said to be remaining.
    pub remaining: Option<u32>,
    /// Why it should never have been asked.
    pub violation: Option<String>,
}

impl fmt::Display for JournalEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.method, self.host, self.path, self.status)
    }
}

impl PartialEq<str> for JournalEntry {
    fn eq(&self, line: &str) -> bool {
        self.to_string().as_str() == line
    }
}

impl PartialEq<&str> for JournalEntry {
    fn eq(&self, line: &&str) -> bool {
        self == *line
    }
}

/// How close an org came to one of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Headroom {
    /// The bucket.
    pub bucket: &'static str,
    /// What was left at the tightest moment.
    pub remaining: u32,
    /// Out of this many.
    pub limit: u32,
}

/// Counts since the last clearing, by method, path pattern and status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The method.
    pub method: String,
    /// The path with `{id}` for what varies; paths that Okta does not know are one line.
    pub pattern: &'static str,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
    /// How often.
    pub requests: u64,
}

/// The journal of one org.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    counts: BTreeMap<(String, &'static str, u16), u64>,
    violations: u64,
    most_in_flight: u32,
    lowest: Option<Headroom>,
    pub(crate) usage: Usage,
}

impl Journal {
    pub(crate) fn write(&mut self, entry: JournalEntry, pattern: &'static str) {
        *self.counts.entry((entry.method.clone(), pattern, entry.status)).or_default() += 1;
        self.violations += u64::from(entry.violation.is_some());
        self.most_in_flight = self.most_in_flight.max(entry.in_flight);
        if let (Some(bucket), Some(limit @ 1..), Some(remaining)) = (entry.bucket, entry.limit, entry.remaining) {
            let tighter =
                |lowest: Headroom| u64::from(remaining) * u64::from(lowest.limit) < u64::from(lowest.remaining) * u64::from(limit);
            if self.lowest.is_none_or(tighter) {
                self.lowest = Some(Headroom { bucket, remaining, limit });
            }
        }
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn last(&self, count: usize) -> Vec<JournalEntry> {
        self.entries.iter().skip(self.entries.len().saturating_sub(count)).cloned().collect()
    }

    pub(crate) fn violations(&self) -> Vec<JournalEntry> {
        self.entries.iter().filter(|entry| entry.violation.is_some()).cloned().collect()
    }

    pub(crate) fn len(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(crate) fn counts(&self) -> Vec<Count> {
        self.counts
            .iter()
            .map(|((method, pattern, status), requests)| Count { method: method.clone(), pattern, status: *status, requests: *requests })
            .collect()
    }

    pub(crate) fn violation_count(&self) -> u64 {
        self.violations
    }

    pub(crate) fn most_in_flight(&self) -> u32 {
        self.most_in_flight
    }

    pub(crate) fn lowest(&self) -> Option<Headroom> {
        self.lowest
    }
}

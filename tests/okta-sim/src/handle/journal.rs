//! What was asked of a running org.

use std::sync::atomic::Ordering;

use super::Org;
use crate::journal::{Count, Headroom, JournalEntry};
use crate::locks::lock;
use crate::oauth::TOKEN_PATH;

impl Org {
    /// The last hundred thousand requests, oldest first.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.last_entries(usize::MAX)
    }

    /// The last `count` requests, oldest first.
    pub fn last_entries(&self, count: usize) -> Vec<JournalEntry> {
        lock(&self.0.journal).last(count)
    }

    /// How many requests there were since the journal was cleared.
    pub fn journal_len(&self) -> u64 {
        lock(&self.0.journal).len()
    }

    /// How many requests there were, by method, path pattern and status.
    pub fn counts(&self) -> Vec<Count> {
        lock(&self.0.journal).counts()
    }

    /// Begins the journal anew.
    pub fn clear_journal(&self) {
        self.0.clear_journal();
    }

    /// Requests that should never have been made: writes, unknown parameters, cookies.
    pub fn violations(&self) -> Vec<JournalEntry> {
        lock(&self.0.journal).violations()
    }

    /// How many of these there were.
    pub fn violation_count(&self) -> u64 {
        lock(&self.0.journal).violation_count()
    }

    /// How close the collector came to a rate limit, in the bucket where it came closest.
    pub fn lowest_headroom(&self) -> Option<Headroom> {
        lock(&self.0.journal).lowest()
    }

    /// How many connections were opened since the journal was cleared.
    pub fn connections(&self) -> u64 {
        self.0.connections.load(Ordering::SeqCst)
    }

    /// How many bytes of bodies were sent since the journal was cleared, as they went over the wire.
    pub fn bytes_sent(&self) -> u64 {
        self.0.bytes_sent.load(Ordering::SeqCst)
    }

    /// The most requests that were in flight at once.
    pub fn most_in_flight(&self) -> u32 {
        lock(&self.0.journal).most_in_flight()
    }

    /// How many requests are in flight now.
    pub fn in_flight(&self) -> u32 {
        self.0.in_flight.load(Ordering::SeqCst)
    }

    /// How many requests there were for an access token since the journal was cleared.
    pub fn token_calls(&self) -> u64 {
        let calls = |count: &Count| count.method == "POST" && count.pattern == TOKEN_PATH;
        self.counts().into_iter().filter(calls).map(|count| count.requests).sum()
    }
}

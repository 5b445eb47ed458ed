//! What really happened to an org since it was made, as far as Okta logs it.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;

use super::written::Written;
use crate::locks::lock;
use crate::permissions::Caller;

/// How many entries are kept; beyond, the oldest go.
pub(crate) const KEPT: usize = 10_000;
/// Numbers of these entries begin here, beyond those that follow from the seed.
pub(super) const HAPPENED: u64 = 1 << 50;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Happening {
    /// Identity providers were read, and with them the secrets of our clients there.
    IdpSecretsRead,
    /// The secrets of an application were read.
    AppSecretRead { app: String, name: String },
    /// A user was made.
    Joined(u64),
    /// A user was deactivated.
    Left(u64),
    /// A user was deleted.
    Removed(u64),
    /// A user was given an administrator role.
    Granted(u64, String),
    /// The collector's token was renewed.
    TokenMade,
    /// The collector's token was revoked.
    TokenRevoked,
    /// A good credential was used from this address, which is outside its zone.
    Outside(IpAddr),
    /// What an attack or a test wrote.
    Written(Written),
}

/// One entry: when, who, what.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// When it was stored: milliseconds since 1970 by Okta's clock.
    pub(super) at: i64,
    /// When it was published, by the same.
    pub(super) published: i64,
    pub(super) number: u64,
    pub(super) by: Caller,
    pub(super) what: Happening,
}

/// What is to be told: under which number, when it was published, and what.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(super) number: u64,
    pub(super) published: i64,
    pub(super) written: Written,
    /// Whether it was stored when it was published, as everything was before the org was made.
    pub(super) long_ago: bool,
}

/// The entries of one org, in the order in which they were noted, and how often cursors were refused.
#[derive(Debug, Default)]
pub(crate) struct Happened {
    entries: Mutex<(u64, VecDeque<Entry>)>,
    refusals: AtomicU64,
    attacks: AtomicU64,
}

impl Happened {
    /// Notes what somebody did just now, by a clock that is so many seconds ahead of ours.
    pub(crate) fn note(&self, by: Caller, what: Happening, skew_seconds: i64) {
        // The time is taken where nobody can read: who asks later than this for all that is older sees this entry, and passes over nothing.
        let mut kept = lock(&self.entries);
        let at = now(skew_seconds);
        let (next, entries) = &mut *kept;
        keep(entries, Entry { at, published: at, number: HAPPENED + *next, by, what });
        *next += 1;
    }

    /// How many attacks there were; one more from now on.
    pub(super) fn attacks(&self) -> u64 {
        self.attacks.fetch_add(1, Ordering::SeqCst)
    }

    /// Numbers for entries that are to be planned.
    pub(crate) fn reserve(&self, count: u64) -> u64 {
        let mut kept = lock(&self.entries);
        let first = HAPPENED + kept.0;
        kept.0 += count;
        first
    }

    /// Keeps what was planned: it is stored now, or when it is published if that is later.
    pub(crate) fn plan(&self, planned: Vec<Planned>, skew_seconds: i64) {
        let mut kept = lock(&self.entries);
        let now = now(skew_seconds);
        for Planned { number, published, written, long_ago } in planned {
            let at = if long_ago { published } else { published.max(now) };
            keep(&mut kept.1, Entry { at, published, number, by: Caller::Nobody, what: Happening::Written(written) });
        }
    }

    /// The same, stored now whatever its time says.
    pub(crate) fn plan_now(&self, planned: Vec<Planned>, skew_seconds: i64) {
        let mut kept = lock(&self.entries);
        let at = now(skew_seconds);
        for Planned { number, published, written, .. } in planned {
            keep(&mut kept.1, Entry { at, published, number, by: Caller::Nobody, what: Happening::Written(written) });
        }
    }

    /// Forgets those of these entries that are not stored yet.
    pub(crate) fn call_off(&self, numbers: std::ops::Range<u64>, skew_seconds: i64) {
        let mut kept = lock(&self.entries);
        let now = now(skew_seconds);
        kept.1.retain(|entry| entry.at <= now || !numbers.contains(&entry.number));
    }

    pub(crate) fn clear(&self) {
        lock(&self.entries).1.clear();
        self.attacks.store(0, Ordering::SeqCst);
    }

    /// Makes all cursors worthless that were given so far.
    pub(crate) fn refuse_cursors(&self) {
        self.refusals.fetch_add(1, Ordering::SeqCst);
    }

    /// How often that was done.
    pub(super) fn refusals(&self) -> u64 {
        self.refusals.load(Ordering::SeqCst)
    }

    /// The entries that were stored in a span of time.
    pub(super) fn stored_between(&self, from: i64, to: i64) -> Vec<Entry> {
        lock(&self.entries).1.iter().filter(|entry| (from..to).contains(&entry.at)).cloned().collect()
    }

    /// The entries that were published in a span of time and are stored by `now`.
    pub(super) fn published_between(&self, from: i64, to: i64, now: i64) -> Vec<Entry> {
        let seen = |entry: &&Entry| entry.at <= now && (from..to).contains(&entry.published);
        lock(&self.entries).1.iter().filter(seen).cloned().collect()
    }
}

fn now(skew_seconds: i64) -> i64 {
    (OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64 + skew_seconds * 1_000
}

fn keep(entries: &mut VecDeque<Entry>, entry: Entry) {
    if entries.len() == KEPT {
        entries.pop_front();
    }
    entries.push_back(entry);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_up_to_now_passes_over_nothing_that_is_noted_meanwhile() {
        const NOTED: usize = 2_000;
        let happened = Happened::default();
        let now = || (OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..NOTED).for_each(|number| happened.note(Caller::Nobody, Happening::Joined(number as u64), 0)));
            }
            let (begun, mut edge, mut read) = (now(), 0, 0);
            while read < 4 * NOTED {
                let end = now();
                assert!(end - begun < 60_000, "only {read} were read");
                read += happened.stored_between(edge, end).len();
                edge = end;
            }
        });
    }
}

//! What really happened to an org since it was made, as far as Okta logs it.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Mutex;

use time::OffsetDateTime;

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
}

/// One entry: when, who, what.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Milliseconds since 1970 by Okta's clock.
    pub(super) at: i64,
    pub(super) number: u64,
    pub(super) by: Caller,
    pub(super) what: Happening,
}

/// The entries of one org, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Happened(Mutex<(u64, VecDeque<Entry>)>);

impl Happened {
    /// Notes what somebody did just now, by a clock that is so many seconds ahead of ours.
    pub(crate) fn note(&self, by: Caller, what: Happening, skew_seconds: i64) {
        // The time is taken where nobody can read: who asks later than this for all that is older sees this entry, and passes over nothing.
        let mut kept = lock(&self.0);
        let now = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let (next, entries) = &mut *kept;
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(Entry { at: now as i64 + skew_seconds * 1_000, number: HAPPENED + *next, by, what });
        *next += 1;
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).1.clear();
    }

    /// The entries of a span of time.
    pub(super) fn between(&self, from: i64, to: i64) -> Vec<Entry> {
        lock(&self.0).1.iter().filter(|entry| (from..to).contains(&entry.at)).cloned().collect()
    }
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
                read += happened.between(edge, end).len();
                edge = end;
            }
        });
    }
}

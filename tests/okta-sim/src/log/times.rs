//! When entries are published, when Okta has stored them, and which of them it shows twice.
//!
//! Entries come in fours, as requests of one browser do: the fours follow each other at the org's rate since 2020, and when the
//! rate changes, another era begins. Most are stored within a second. Some are late by one of a few delays, so that the entries
//! of any moment can be found without looking at all that lie between; some come once more, a while after the first time.

use super::eras::{Eras, LATENCY};
use crate::id::draw;

/// By how much entries may be late, in milliseconds, as far as an org's longest delay allows.
const DELAYS: [i64; 6] = [4_000, 25_000, 180_000, 1_200_000, 3_600_000, 10_800_000];
/// How long after they were published entries come once more.
const AGAIN: [i64; 2] = [2_000, 45_000];
/// Shares are counted in parts of this.
const WHOLE: u64 = 1 << 20;

/// A place in one of the two orders: a time in milliseconds, and which entry. Cursors are made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) at: i64,
    /// Twice the entry's number, and one more where it comes for the second time.
    pub(super) entry: u64,
}

impl Place {
    pub(super) fn number(self) -> u64 {
        self.entry / 2
    }

    /// The cursor that leads on from here: `{milliseconds}_{entry}`, and how often cursors were refused before it was given.
    pub(super) fn cursor(self, refusals: u64) -> String {
        if refusals == 0 { format!("{}_{}", self.at, self.entry) } else { format!("{}_{}_{refusals}", self.at, self.entry) }
    }

    /// The place before everything of a time.
    pub(super) fn before(at: i64) -> Place {
        Place { at, entry: 0 }
    }
}

/// Which entries are late and which come twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Delivery {
    /// Percent of the entries that are stored late.
    pub(crate) late_percent: f64,
    /// The longest delay, in milliseconds.
    pub(crate) longest: i64,
    /// Percent of the entries that come twice.
    pub(crate) repeated_percent: f64,
}

impl Default for Delivery {
    fn default() -> Self {
        Delivery { late_percent: 0.5, longest: 180_000, repeated_percent: 0.2 }
    }
}

/// The course of an org's entries.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    seed: u64,
    pub(super) eras: Eras,
    late: u64,
    delays: Vec<i64>,
    repeated: u64,
}

impl Times {
    pub(crate) fn new(seed: u64, eras: Eras, delivery: Delivery) -> Times {
        let mut delays: Vec<i64> = DELAYS.into_iter().filter(|delay| *delay < delivery.longest).collect();
        delays.push(delivery.longest.max(1));
        let share = |percent: f64| (percent.clamp(0.0, 100.0) / 100.0 * WHOLE as f64) as u64;
        Times { seed, eras, late: share(delivery.late_percent), delays, repeated: share(delivery.repeated_percent) }
    }

    pub(super) fn published(&self, number: u64) -> i64 {
        self.eras.published(self.seed, number)
    }

    /// How long an entry takes until it is stored, delays aside.
    fn latency(&self, number: u64) -> i64 {
        (draw(self.seed, 302, number) >> 1) as i64 % self.eras.soon(number)
    }

    /// By how much an entry is late: 0 for most.
    fn delay(&self, number: u64) -> i64 {
        let value = draw(self.seed, 303, number);
        if value % WHOLE < self.late { self.delays[(value / WHOLE) as usize % self.delays.len()] } else { 0 }
    }

    fn stored(&self, number: u64) -> i64 {
        self.published(number) + self.latency(number) + self.delay(number)
    }

    /// After which time an entry comes once more. Those that are late come once.
    fn repeat(&self, number: u64) -> Option<i64> {
        let value = draw(self.seed, 304, number);
        (value % WHOLE < self.repeated && self.delay(number) == 0).then(|| AGAIN[(value / WHOLE) as usize % AGAIN.len()])
    }

    fn again(&self, number: u64) -> Option<i64> {
        self.repeat(number).map(|after| self.published(number) + LATENCY + self.latency(number) + after)
    }

    /// All entries that were stored in a span of time, its beginning included, in that order.
    pub(super) fn stored_between(&self, from: i64, to: i64) -> Vec<Place> {
        let mut places = Vec::new();
        let late = if self.late > 0 { self.delays.as_slice() } else { &[] };
        for delay in [0].iter().chain(late) {
            for number in self.eras.numbers_stored(from - delay, to - delay) {
                let at = self.published(number) + self.latency(number) + delay;
                if (from..to).contains(&at) && self.delay(number) == *delay {
                    places.push(Place { at, entry: number * 2 });
                }
            }
        }
        for after in if self.repeated > 0 { AGAIN.as_slice() } else { &[] } {
            for number in self.eras.numbers_stored(from - after - LATENCY, to - after - LATENCY) {
                if let Some(at) = self.again(number).filter(|at| (from..to).contains(at) && self.repeat(number) == Some(*after)) {
                    places.push(Place { at, entry: number * 2 + 1 });
                }
            }
        }
        places.sort_unstable();
        places
    }

    /// All entries that were published in a span of time and are stored by `now`, in the order of publishing.
    pub(super) fn published_between(&self, from: i64, to: i64, now: i64) -> Vec<Place> {
        let mut places: Vec<Place> = self
            .eras
            .numbers(from, to)
            .flat_map(|number| {
                let at = self.published(number);
                let first = (self.stored(number) <= now).then_some(Place { at, entry: number * 2 });
                let second = self.again(number).filter(|again| *again <= now).map(|_| Place { at, entry: number * 2 + 1 });
                first.into_iter().chain(second)
            })
            .filter(|place| (from..to).contains(&place.at))
            .collect();
        places.sort_unstable();
        places
    }

    /// How long a span is that holds about so many entries at a time.
    pub(super) fn span(&self, at: i64, entries: usize) -> i64 {
        ((entries as i64 + 8).saturating_mul(self.eras.interval_at(at)) / 1_000_000).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: i64 = 1_750_000_000_000;

    fn times(rate: f64, longest: i64) -> Times {
        Times::new(7, Eras::new(rate, 100, &[]), Delivery { late_percent: 2.0, longest, repeated_percent: 1.0 })
    }

    #[test]
    fn both_orders_hold_the_same_entries_and_some_are_late() {
        for (rate, span, longest) in [(1.0, 3_600_000, 180_000), (50_000.0, 200, 10_800_000), (0.05, 86_400_000, 3_600_000)] {
            let (times, to) = (times(rate, longest), FROM + span);
            let published = times.published_between(FROM, to, to + 10 * longest);
            let first: Vec<u64> = published.iter().filter(|place| place.entry % 2 == 0).map(|place| place.number()).collect();
            let expected = rate * span as f64 / 1_000.0;
            assert!((first.len() as f64 / expected - 1.0).abs() < 0.05, "{} at {rate}", first.len());
            // What was published in the span is stored in it, or after one of the delays.
            let mut stored: Vec<u64> = [0]
                .iter()
                .chain(&times.delays)
                .flat_map(|delay| times.stored_between(FROM + delay, to + delay + LATENCY))
                .filter(|place| place.entry % 2 == 0 && (FROM..to).contains(&times.published(place.number())))
                .map(Place::number)
                .collect();
            stored.sort_unstable();
            stored.dedup();
            let mut sorted = first.clone();
            sorted.sort_unstable();
            assert_eq!(stored, sorted, "at {rate}");
            assert!(published.iter().any(|place| place.entry % 2 == 1), "some come twice at {rate}");
            let late = first.iter().filter(|number| times.delay(**number) > 0).count();
            assert!((0.01..0.04).contains(&(late as f64 / first.len() as f64)), "{late} are late at {rate}");
        }
    }

    #[test]
    fn spans_that_follow_each_other_share_nothing_and_miss_nothing() {
        for (rate, step) in [(1.0, 60_000), (50_000.0, 3)] {
            let times = times(rate, 3_600_000);
            let whole = times.stored_between(FROM, FROM + 10 * step);
            let parts: Vec<Place> = (0..10).flat_map(|part| times.stored_between(FROM + part * step, FROM + (part + 1) * step)).collect();
            assert_eq!(whole, parts);
        }
    }
}

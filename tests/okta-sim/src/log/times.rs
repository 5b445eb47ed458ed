//! When entries are published, when Okta has stored them, and which of them it shows twice.
//!
//! Entry `n` is published in the `n`th interval since 2020 and stored a moment later: one in two hundred up to three minutes
//! later, and one in five hundred once more after that.

use crate::id::draw;
use crate::org::World;

/// 2020-01-01, in milliseconds since 1970.
const BEGINNING: i64 = 1_577_836_800_000;
const DAY: i64 = 86_400_000;
/// The longest that an entry takes until it is stored, in milliseconds.
const LATEST: i64 = 180_000;
/// The longest until it comes once more.
const AGAIN: i64 = 60_000;

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

    /// The place before everything of a time.
    pub(super) fn before(at: i64) -> Place {
        Place { at, entry: 0 }
    }
}

/// The course of an org's entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    seed: u64,
    /// Milliseconds from one entry to the next.
    interval: i64,
}

impl Times {
    pub(super) fn of(world: &World) -> Times {
        Times { seed: world.seed, interval: (DAY / world.events_per_day.clamp(1, 86_400_000) as i64).max(1) }
    }

    pub(super) fn published(self, number: u64) -> i64 {
        BEGINNING + number as i64 * self.interval + (draw(self.seed, 301, number) % self.interval as u64) as i64
    }

    fn stored(self, number: u64) -> i64 {
        let value = draw(self.seed, 302, number);
        let latency = if value.is_multiple_of(200) { 1_000 + (value >> 8) as i64 % (LATEST - 1_000) } else { (value >> 8) as i64 % 900 };
        self.published(number) + latency
    }

    fn again(self, number: u64) -> Option<i64> {
        let value = draw(self.seed, 303, number);
        value.is_multiple_of(500).then(|| self.stored(number) + 1 + (value >> 9) as i64 % AGAIN)
    }

    /// Numbers of the entries that may have been published between two times.
    fn numbers(self, from: i64, to: i64) -> std::ops::RangeInclusive<u64> {
        let number = |at: i64| ((at - BEGINNING).max(0) / self.interval) as u64;
        number(from).saturating_sub(1)..=number(to)
    }

    /// All entries that were stored in a span of time, its beginning included, in that order.
    pub(super) fn stored_between(self, from: i64, to: i64) -> Vec<Place> {
        let mut places: Vec<Place> = self
            .numbers(from - LATEST - AGAIN, to)
            .flat_map(|number| {
                let first = Place { at: self.stored(number), entry: number * 2 };
                let second = self.again(number).map(|at| Place { at, entry: number * 2 + 1 });
                std::iter::once(first).chain(second)
            })
            .filter(|place| (from..to).contains(&place.at))
            .collect();
        places.sort_unstable();
        places
    }

    /// All entries that were published in a span of time and are stored by `now`, in the order of publishing.
    pub(super) fn published_between(self, from: i64, to: i64, now: i64) -> Vec<Place> {
        let mut places: Vec<Place> = self
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

    /// How long a span is that holds about so many entries.
    pub(super) fn span(self, entries: usize) -> i64 {
        (entries as i64 + 8) * self.interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: Times = Times { seed: 7, interval: 1_000 };
    const FROM: i64 = 1_750_000_000_000;

    #[test]
    fn both_orders_hold_the_same_entries_and_some_are_late() {
        let to = FROM + 3_600_000;
        let published = TIMES.published_between(FROM, to, to + 10 * LATEST);
        let first: Vec<u64> = published.iter().filter(|place| place.entry % 2 == 0).map(|place| place.number()).collect();
        assert!((3_590..=3_610).contains(&first.len()), "{}", first.len());
        let mut stored: Vec<u64> = TIMES
            .stored_between(FROM, to + LATEST + AGAIN)
            .into_iter()
            .filter(|place| place.entry % 2 == 0 && (FROM..to).contains(&TIMES.published(place.number())))
            .map(Place::number)
            .collect();
        assert_ne!(stored, first, "late ones stand elsewhere");
        stored.sort_unstable();
        assert_eq!(stored, first);
        assert!(published.iter().any(|place| place.entry % 2 == 1), "some come twice");
    }

    #[test]
    fn spans_that_follow_each_other_share_nothing_and_miss_nothing() {
        let whole = TIMES.stored_between(FROM, FROM + 600_000);
        let parts: Vec<Place> = (0..10).flat_map(|part| TIMES.stored_between(FROM + part * 60_000, FROM + (part + 1) * 60_000)).collect();
        assert_eq!(whole, parts);
    }
}

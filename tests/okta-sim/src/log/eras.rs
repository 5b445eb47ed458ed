//! At which rate entries follow each other, and since when.

use crate::id::{draw, mix};

/// 2020-01-01, in milliseconds since 1970.
const BEGINNING: i64 = 1_577_836_800_000;
/// A thousandth to fifty thousand entries in a second.
const RATES: std::ops::RangeInclusive<f64> = 0.001..=50_000.0;
/// Until most entries are stored: less than this, in milliseconds, and less than so many entries take.
pub(super) const LATENCY: i64 = 900;
const SOON: i64 = 400;
/// Entries come in so many at a time.
pub(super) const BURST: u64 = 4;
/// Bursts that belong together follow each other after about so many seconds, if the org has people enough.
const PAUSE_SECONDS: f64 = 900.0;

/// The times with one rate each, oldest first; the last one goes on.
#[derive(Debug, Clone)]
pub(crate) struct Eras(Vec<Era>);

#[derive(Debug, Clone, Copy)]
struct Era {
    /// Milliseconds since 1970.
    from: i64,
    /// The number of its first entry.
    first: u64,
    /// Nanoseconds from one entry to the next.
    interval: i64,
    /// How many stories go on at the same time.
    lanes: u64,
}

/// Where in a story an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Which story: no two have the same, and neighbours are told by different people.
    pub(super) story: u64,
    /// Which of its four bursts.
    pub(super) burst: usize,
    /// Which entry of the burst.
    pub(super) step: usize,
    /// What stories are told apart by across eras.
    pub(super) era: u64,
    /// Whether people have many hours between their stories.
    pub(super) calm: bool,
}

impl Era {
    fn soon(&self) -> i64 {
        (self.interval * SOON / 1_000_000).clamp(1, LATENCY)
    }
}

impl Eras {
    /// An org with so many people and entries in a second, and what the rate was changed to since, by time.
    pub(crate) fn new(rate: f64, people: u64, changes: &[(i64, f64)]) -> Eras {
        let mut eras: Vec<Era> = Vec::with_capacity(1 + changes.len());
        for (from, rate) in std::iter::once(&(BEGINNING, rate)).chain(changes) {
            let rate = if rate.is_nan() { *RATES.start() } else { rate.clamp(*RATES.start(), *RATES.end()) };
            let first = eras.last().map_or(0, |last| {
                let burst = last.interval * BURST as i64;
                let bursts = (from - last.from).max(0) * 1_000_000 / burst + 1;
                last.first + bursts as u64 * BURST
            });
            let lanes = (rate * PAUSE_SECONDS / BURST as f64).clamp(1.0, people.max(1) as f64) as u64;
            eras.push(Era { from: *from, first, interval: (1e9 / rate) as i64, lanes });
        }
        Eras(eras)
    }

    fn of(&self, number: u64) -> &Era {
        self.0.iter().rfind(|era| era.first <= number).unwrap_or(&self.0[0])
    }

    /// Within how many milliseconds an entry is stored, unless it is late: less than this.
    pub(super) fn soon(&self, number: u64) -> i64 {
        self.of(number).soon()
    }

    /// Nanoseconds from one entry to the next at a time.
    pub(super) fn interval_at(&self, at: i64) -> i64 {
        self.0.iter().rfind(|era| era.from <= at).unwrap_or(&self.0[0]).interval
    }

    /// A burst comes somewhere in its span; its entries follow each other within seconds.
    pub(super) fn published(&self, seed: u64, number: u64) -> i64 {
        let era = self.of(number);
        let (burst, step) = ((number - era.first) / BURST, (number % BURST) as i64);
        let span = era.interval * BURST as i64;
        let short = era.interval.min(700_000_000);
        let within = (draw(seed, 301, number / BURST) >> 1) as i64 % span;
        era.from + (burst as i64 * span + within + step * short) / 1_000_000
    }

    /// Numbers of the entries that may have been published between two times.
    pub(super) fn numbers(&self, from: i64, to: i64) -> impl Iterator<Item = u64> + '_ {
        self.numbers_since(move |_| from, to)
    }

    /// Numbers of the entries that may have been published, or stored soon after, between two times.
    pub(super) fn numbers_stored(&self, from: i64, to: i64) -> impl Iterator<Item = u64> + '_ {
        self.numbers_since(move |era| from - era.soon(), to)
    }

    fn numbers_since(&self, from: impl Fn(&Era) -> i64, to: i64) -> impl Iterator<Item = u64> {
        self.0.iter().enumerate().flat_map(move |(place, era)| {
            let from = from(era);
            let end = self.0.get(place + 1).map_or(u64::MAX, |next| next.first);
            let span = era.interval * BURST as i64;
            let burst = |at: i64| (at - era.from).max(0).saturating_mul(1_000_000) / span;
            let first = era.first + (burst(from) - 2).max(0) as u64 * BURST;
            let last = if to <= era.from { era.first } else { era.first + (burst(to) + 1) as u64 * BURST };
            first.min(end)..last.min(end)
        })
    }

    /// Where an entry stands in its story. Stories go on beside each other, and each is at another point.
    pub(super) fn step(&self, number: u64, people: u64) -> Step {
        let era = self.of(number);
        let burst = (number - era.first) / BURST;
        let lane = burst % era.lanes;
        let turn = burst / era.lanes + (mix(lane) & 3);
        Step {
            story: turn / 4 * era.lanes + lane,
            burst: (turn % 4) as usize,
            step: (number % BURST) as usize,
            era: era.first,
            calm: people / era.lanes >= 24,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_rate_that_changes_leaves_what_was_before_as_it_was() {
        let at = BEGINNING + 1_000_000_000;
        let (one, two) = (Eras::new(1.0, 100, &[]), Eras::new(1.0, 100, &[(at, 50.0)]));
        let before: Vec<u64> = one.numbers(at - 600_000, at - 10_000).collect();
        assert_eq!(before, two.numbers(at - 600_000, at - 10_000).collect::<Vec<_>>());
        assert!(before.iter().all(|number| one.published(7, *number) == two.published(7, *number)));
        let within = |eras: &Eras, from: i64, to: i64| {
            eras.numbers(from, to).filter(|number| (from..to).contains(&eras.published(7, *number))).count()
        };
        assert!((2_900..3_100).contains(&within(&two, at + 60_000, at + 120_000)));
        assert!((55..65).contains(&within(&one, at + 60_000, at + 120_000)));
    }

    #[test]
    fn rates_that_are_none_are_the_nearest_that_is_one() {
        for rate in [f64::NAN, f64::NEG_INFINITY, -1.0, 0.0, f64::INFINITY, 1e300] {
            let eras = Eras::new(rate, 0, &[(BEGINNING - 5, rate), (BEGINNING + 5, rate)]);
            assert!((20_000..=1_000_000_000_000).contains(&eras.interval_at(0)), "{rate}");
            assert!(eras.numbers(i64::MIN / 4, BEGINNING + 1_000).all(|number| eras.published(7, number) >= BEGINNING - 5));
        }
    }

    #[test]
    fn every_story_is_whole_and_in_its_order() {
        let eras = Eras::new(2.0, 1_000, &[]);
        let mut stories: BTreeMap<u64, Vec<(usize, usize)>> = BTreeMap::new();
        for number in 40_000_000..40_040_000 {
            let step = eras.step(number, 1_000);
            stories.entry(step.story).or_default().push((step.burst, step.step));
        }
        let whole: Vec<(usize, usize)> = (0..4).flat_map(|burst| (0..4).map(move |step| (burst, step))).collect();
        let complete = stories.values().filter(|steps| **steps == whole).count();
        assert!(complete > 1_500, "{complete} of {}", stories.len());
        assert!(stories.values().all(|steps| steps.len() <= 16 && steps.is_sorted()));
    }
}

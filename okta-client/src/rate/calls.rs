//! What was called on one path, and when, as far back as a window reaches.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use super::shown::Limit;

/// One call that is over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub(super) sent: Instant,
    pub(super) over: Instant,
    /// What its answer showed, if that shows that Okta counted it.
    pub(super) counted: Option<Limit>,
}

/// Where calls were under way when a window was first seen, they end among the next so many.
const STRADDLING: usize = 32;

/// The calls of one path, in the order of their ends, each with how many counted up to it.
#[derive(Debug, Default)]
pub(super) struct Calls {
    made: VecDeque<(Made, u32)>,
    counted: u32,
}

impl Calls {
    /// Adds a call that ended now, and forgets those that ended more than `kept` ago.
    pub(super) fn add(&mut self, made: Made, kept: Duration) {
        while self.made.front().is_some_and(|(first, _)| made.over.duration_since(first.over) > kept) {
            self.made.pop_front();
        }
        self.counted = self.counted.wrapping_add(u32::from(made.counted.is_some()));
        self.made.push_back((made, self.counted));
    }

    /// How many ended after `start`.
    pub(super) fn since(&self, start: Instant) -> u32 {
        (self.made.len() - self.after(start)) as u32
    }

    /// When the first of those ended.
    pub(super) fn first_since(&self, start: Instant) -> Option<Instant> {
        self.made.get(self.after(start)).map(|(made, _)| made.over)
    }

    /// How many Okta must have counted, of those answered until `to`, in a window that was first seen at `from` and surely open at `open`:
    /// they were sent later, or showed it.
    pub(super) fn certain(&self, window: &Limit, from: Instant, open: Instant, to: Instant) -> u32 {
        let (first, end) = (self.made.partition_point(|(made, _)| made.over < from), self.after(to));
        let counted =
            |end: usize| end.checked_sub(1).and_then(|last| self.made.get(last)).map_or(self.forgotten(), |(_, counted)| *counted);
        let elsewhere = |(made, _): &&(Made, u32)| made.sent < open && made.counted.is_some_and(|shown| !shown.is_of(window));
        let straddling = self.made.range(first..end.max(first)).take(STRADDLING).filter(elsewhere).count() as u32;
        counted(end.max(first)).wrapping_sub(counted(first)) - straddling
    }

    /// How many of the counted were forgotten.
    fn forgotten(&self) -> u32 {
        self.made.front().map_or(self.counted, |(first, counted)| counted.wrapping_sub(u32::from(first.counted.is_some())))
    }

    fn after(&self, start: Instant) -> usize {
        self.made.partition_point(|(made, _)| made.over <= start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_counts_from_its_end_and_for_certain_if_it_was_sent_later_or_showed_the_window() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let limit = |reset| Limit { limit: 10, remaining: 5, reset };
        let mut calls = Calls::default();
        for (sent, over, counted) in [
            (0, 1, Some(limit(60))),
            (1, 3, Some(limit(120))),
            (2, 4, None),
            (2, 5, Some(limit(60))),
            (4, 6, Some(limit(60))),
            (7, 9, None),
        ] {
            calls.add(Made { sent: at(sent), over: at(over), counted }, Duration::from_secs(60));
        }
        assert_eq!((calls.since(at(1)), calls.first_since(at(1))), (5, Some(at(3))));
        assert_eq!(calls.certain(&limit(120), at(3), at(3), at(8)), 2, "the one that showed it and the one that was sent later");
        assert_eq!(calls.certain(&limit(120), at(3), at(3), at(5)), 1);
        calls.add(Made { sent: at(66), over: at(67), counted: Some(limit(120)) }, Duration::from_secs(60));
        assert_eq!((calls.since(start), calls.certain(&limit(120), at(3), at(3), at(70))), (2, 1), "what no window reaches is forgotten");
    }
}

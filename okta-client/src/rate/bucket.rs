//! One of Okta's buckets, as far as its headers have shown it.

use std::time::Duration;

use tokio::time::Instant;

use super::shown::Limit;

/// Resets and dates are cut to the second.
pub(super) const SECOND: Duration = Duration::from_secs(1);

/// What one answer showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) limit: Limit,
    /// When the call was sent.
    pub(super) sent: Instant,
    /// When its answer came.
    pub(super) now: Instant,
    /// When the window is surely over, by our clock.
    pub(super) ends: Instant,
}

/// A bucket has one window for the credential and one for the whole org, with limits of their own; the tighter is shown, so that they
/// come and go.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// Those over are kept for as long as a window lasts: they tell when the next one began at the earliest.
    pub(super) windows: Vec<Window>,
    /// Until when it is taken that others draw from it too.
    pub(super) shared_until: Option<Instant>,
}

/// One window of a limit.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pub(super) limit: u32,
    pub(super) reset: i64,
    /// At its lowest, which the answer to a call of `lowest_by` showed at `lowest_at`.
    pub(super) remaining: u32,
    pub(super) lowest_by: &'static str,
    pub(super) lowest_at: Instant,
    /// From then on it was surely open.
    pub(super) open: Instant,
    /// When it was last seen.
    pub(super) last: Instant,
    /// Before this, it had surely not begun.
    pub(super) begins: Instant,
    pub(super) ends: Instant,
    /// What a former holder of the credential may have taken.
    pub(super) before: u32,
    /// Our calls after its earliest beginning that did not count in it.
    pub(super) uncounted: u32,
}

impl Window {
    pub(super) fn is_shown_by(&self, limit: &Limit) -> bool {
        self.limit == limit.limit && self.reset.abs_diff(limit.reset) <= 1
    }
}

impl Bucket {
    pub(super) fn open(&self, now: Instant) -> impl Iterator<Item = &Window> {
        self.windows.iter().filter(move |window| now < window.ends)
    }

    /// Whether others draw from it too.
    pub(super) fn is_shared(&self, now: Instant) -> bool {
        self.shared_until.is_some_and(|until| now < until)
    }

    /// Whether two windows are open that cannot follow each other: the credential's own and the org's, which part only by others' doing.
    pub(super) fn has_two_levels(&self, now: Instant, length: Duration) -> bool {
        let apart = |one: &Window| {
            self.open(now)
                .any(|two| !(follows(one.reset, two.reset, length) || follows(two.reset, one.reset, length) || one.reset == two.reset))
        };
        self.open(now).any(apart)
    }

    pub(super) fn shows(&self, limit: &Limit, now: Instant) -> Option<&Window> {
        self.open(now).find(|window| window.is_shown_by(limit))
    }

    /// When the windows of a limit were last seen.
    pub(super) fn last_seen(&self, limit: u32) -> Option<Instant> {
        self.windows.iter().filter(|window| window.limit == limit).map(|window| window.last).max()
    }

    /// Takes a reading in; when the window began at the earliest, and whether it is new (then it is the last). `length` is how long
    /// windows last.
    pub(super) fn learn(&mut self, path: &'static str, reading: Reading, length: Duration) -> (Instant, bool) {
        let Reading { limit: Limit { limit, remaining, reset }, now, ends, .. } = reading;
        self.windows.retain(|window| now < window.ends + length);
        let known = self.windows.iter().position(|window| window.is_shown_by(&reading.limit));
        let at = known.unwrap_or_else(|| {
            // A window of the same limit that was followed by this one was still open when it was last seen.
            let former = |window: &&Window| window.limit == limit && follows(window.reset, reset, length);
            let former = self.windows.iter().filter(former).map(|window| window.last).max();
            // The reset may be told a second late, the date a second early, and a second was added to be sure.
            let earliest = ends.checked_sub(length + 3 * SECOND).unwrap_or(reading.sent).min(reading.sent);
            let begins = former.map_or(earliest, |former| former.max(earliest));
            let (lowest_by, lowest_at) = (path, now);
            self.windows.push(Window {
                limit,
                reset,
                remaining,
                lowest_by,
                lowest_at,
                open: now,
                last: now,
                begins,
                ends,
                before: 0,
                uncounted: 0,
            });
            self.windows.len() - 1
        });
        let window = &mut self.windows[at];
        window.last = now;
        if reset >= window.reset {
            (window.reset, window.ends) = (reset, ends);
        }
        if remaining < window.remaining {
            (window.remaining, window.lowest_by, window.lowest_at) = (remaining, path, now);
        }
        (window.begins, known.is_none())
    }

    /// What is known of the bucket of those that leave: what they have shown. The others keep the rest.
    pub(super) fn part(&mut self, leaves: impl Fn(&str) -> bool) -> Self {
        let mut part = Self { windows: self.windows.clone(), shared_until: self.shared_until };
        for (here, there) in self.windows.iter_mut().zip(&mut part.windows) {
            let without = if leaves(here.lowest_by) { here } else { there };
            // What others have shown says nothing of what is left.
            without.remaining = without.limit;
        }
        part.windows.iter_mut().chain(&mut self.windows).for_each(|window| window.uncounted = 0);
        part
    }

    /// Takes in what was known of another that turned out to be the same.
    pub(super) fn unite(&mut self, other: Self) {
        self.shared_until = self.shared_until.max(other.shared_until);
        for window in other.windows {
            let limit = Limit { limit: window.limit, remaining: window.remaining, reset: window.reset };
            match self.windows.iter_mut().find(|known| known.is_shown_by(&limit)) {
                Some(known) => {
                    (known.open, known.last) = (known.open.max(window.open), known.last.max(window.last));
                    (known.begins, known.before) = (known.begins.min(window.begins), known.before.max(window.before));
                    known.uncounted = known.uncounted.min(window.uncounted);
                    (known.reset, known.ends) = (known.reset, known.ends).max((window.reset, window.ends));
                    if window.remaining < known.remaining {
                        (known.remaining, known.lowest_by, known.lowest_at) = (window.remaining, window.lowest_by, window.lowest_at);
                    }
                }
                None => self.windows.push(window),
            }
        }
    }
}

/// Whether a window that ends at `reset` can come after one that ends at `former`.
fn follows(former: i64, reset: i64, length: Duration) -> bool {
    (reset - former) as f64 >= length.as_secs_f64() - 1.5
}

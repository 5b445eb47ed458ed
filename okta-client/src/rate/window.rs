//! Rate-limit windows, as Okta's headers show them.

use tokio::time::Instant;

use super::shown::Limit;

/// One window of one of Okta's buckets.
#[derive(Debug, Clone)]
pub(super) struct Window {
    id: u64,
    pub(super) limit: u32,
    /// As last shown, at its lowest.
    pub(super) remaining: u32,
    reset: i64,
    /// Our calls that counted in it.
    pub(super) used: u32,
    /// Our calls on their way that will count in it.
    pub(super) pending: u32,
    /// When it is surely over, by our clock.
    pub(super) ends: Instant,
}

/// The windows that are open. Which paths share a bucket is not known beforehand: **what shows the same limit and the same reset is
/// the same bucket**, for windows are not aligned to the clock.
#[derive(Debug, Default)]
pub(super) struct Windows {
    open: Vec<Window>,
    last_id: u64,
}

impl Windows {
    /// The window, unless it is over.
    pub(super) fn get(&mut self, id: Option<u64>, now: Instant) -> Option<&mut Window> {
        self.open.iter_mut().find(|window| Some(window.id) == id && now < window.ends)
    }

    /// Where a reading belongs: the window the path was in, if Okta's clock (`date`) says that it goes on; another with the same
    /// limit and reset; or a new one, of which `used` calls count as ours already.
    pub(super) fn place(&mut self, current: Option<u64>, shown: Limit, date: f64, ends: Instant, now: Instant, used: u32) -> u64 {
        self.open.retain(|window| now < window.ends);
        let same = |window: &&mut Window| window.limit == shown.limit;
        let goes_on = |window: &&mut Window| Some(window.id) == current && date < window.reset as f64;
        let found = match self.open.iter_mut().filter(same).find(goes_on) {
            Some(window) => Some(window),
            None => self.open.iter_mut().filter(same).find(|window| window.reset.abs_diff(shown.reset) <= 1),
        };
        if let Some(window) = found {
            (window.reset, window.ends) = (shown.reset, ends);
            window.remaining = window.remaining.min(shown.remaining);
            window.used = window.used.saturating_add(1);
            return window.id;
        }
        self.last_id += 1;
        let Limit { limit, remaining, reset } = shown;
        self.open.push(Window { id: self.last_id, limit, remaining, reset, used: used.max(1), pending: 0, ends });
        self.last_id
    }

    /// A call that was to count in a window is over; `counted` if it is not known to have counted elsewhere.
    pub(super) fn settle(&mut self, id: Option<u64>, counted: bool) {
        if let Some(window) = self.open.iter_mut().find(|window| Some(window.id) == id) {
            window.pending = window.pending.saturating_sub(1);
            window.used = window.used.saturating_add(u32::from(counted));
        }
    }
}

/// What is known of one path's rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The path's pattern.
    pub path: &'static str,
    /// Calls in a window of a minute that Okta shows to this credential.
    pub limit: u32,
    /// How many of them this client makes at most.
    pub allowed: u32,
    /// How many of them it may still make in the open window.
    pub left: u32,
}

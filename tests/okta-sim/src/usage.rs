//! What was taken from each bucket in each of its windows, and the least time that it could have taken.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::limits::Drawn;

/// What was taken from a bucket in one of its windows: a principal's, or the whole org's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WindowUse {
    /// The bucket.
    pub bucket: &'static str,
    /// Which of its windows, counted from 0.
    pub window: u64,
    /// Requests that were let through.
    pub taken: u64,
    /// Requests that were refused for the limit.
    pub refused: u64,
    /// The principal's own limit, or the org's.
    pub limit: u32,
}

/// The use of all windows since the journal was cleared. A principal's windows are not those of the org: each opens with a first request.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    own: BTreeMap<(&'static str, u64, u64), WindowUse>,
    org: BTreeMap<(&'static str, u64), WindowUse>,
}

impl Usage {
    pub(crate) fn count(&mut self, bucket: &'static str, drawn: &Drawn) {
        let unused = |window, limit| WindowUse { bucket, window, taken: 0, refused: 0, limit };
        let own = self.own.entry((bucket, drawn.own_window, drawn.principal)).or_insert(unused(drawn.own_window, drawn.own.limit));
        let org = self.org.entry((bucket, drawn.org_window)).or_insert(unused(drawn.org_window, drawn.org.limit));
        for (line, limit) in [(own, drawn.own.limit), (org, drawn.org.limit)] {
            line.taken += u64::from(drawn.allowed);
            line.refused += u64::from(!drawn.allowed);
            line.limit = limit;
        }
    }

    /// The windows of all principals.
    pub(crate) fn windows(&self) -> Vec<WindowUse> {
        self.own.values().copied().collect()
    }

    /// The windows of the org.
    pub(crate) fn org_windows(&self) -> Vec<WindowUse> {
        self.org.values().copied().collect()
    }

    /// The window of each bucket in which the most was taken.
    pub(crate) fn most_taken(&self) -> BTreeMap<&'static str, WindowUse> {
        let mut most: BTreeMap<&'static str, WindowUse> = BTreeMap::new();
        for line in self.own.values() {
            let known = most.entry(line.bucket).or_insert(*line);
            if line.taken > known.taken {
                *known = *line;
            }
        }
        most
    }

    /// The time that the busiest bucket needs at least, if of each limit a percentage is used, and a reserve is always left.
    /// The last window needs no time: what it holds can be asked for at once.
    pub(crate) fn least_time(&self, share_percent: u32, reserve: u32, window: Duration) -> Duration {
        let mut taken: BTreeMap<&'static str, (u64, u32)> = BTreeMap::new();
        for line in self.own.values() {
            let bucket = taken.entry(line.bucket).or_default();
            *bucket = (bucket.0 + line.taken, line.limit);
        }
        let windows = taken.values().map(|(taken, limit)| {
            let (limit, reserve) = (u64::from(*limit), u64::from(reserve));
            let each = (limit * u64::from(share_percent) / 100).min(limit.saturating_sub(reserve)).max(1);
            taken.div_ceil(each).saturating_sub(1)
        });
        window * u32::try_from(windows.max().unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Shown;

    fn drawn(own_window: u64, org_window: u64, limit: u32, allowed: bool) -> Drawn {
        let shown = Shown { limit, remaining: 0, reset_in: Duration::ZERO };
        Drawn { own_window, org_window, allowed, ..Drawn::alike(shown) }
    }

    #[test]
    fn the_busiest_bucket_decides_the_least_time() {
        let mut usage = Usage::default();
        for number in 0..100 {
            usage.count("/users", &drawn(number / 50, 0, 60, true));
        }
        usage.count("/users", &drawn(1, 0, 60, false));
        usage.count("/apps", &drawn(0, 0, 5, true));
        let minute = Duration::from_secs(60);
        assert_eq!(usage.least_time(100, 0, minute), minute, "sixty and forty");
        assert_eq!(usage.least_time(50, 5, minute), minute * 3, "four times thirty, which leave the reserve");
        assert_eq!(usage.least_time(100, 35, minute), minute * 3, "four times what leaves the reserve");
        let most = usage.most_taken();
        assert_eq!((most["/users"].taken, most["/apps"].taken), (50, 1));
    }

    #[test]
    fn a_principal_s_windows_and_the_org_s_are_told_apart() {
        let mut usage = Usage::default();
        for (own, org, allowed) in [(0, 0, true), (0, 1, true), (0, 1, false), (1, 1, true)] {
            usage.count("/users", &drawn(own, org, 60, allowed));
        }
        let taken = |lines: Vec<WindowUse>| -> Vec<(u64, u64)> { lines.iter().map(|line| (line.taken, line.refused)).collect() };
        assert_eq!(taken(usage.windows()), [(2, 1), (1, 0)]);
        assert_eq!(taken(usage.org_windows()), [(1, 0), (2, 1)]);
    }
}

//! What was taken from each bucket in each of its windows, and the least time that it could have taken.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// What one principal took from a bucket in one of its windows.
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
    /// The principal's own limit.
    pub limit: u32,
}

/// The use of all windows since the journal was cleared.
#[derive(Debug, Default)]
pub(crate) struct Usage(BTreeMap<(&'static str, u64, u64), WindowUse>);

impl Usage {
    pub(crate) fn count(&mut self, bucket: &'static str, principal: u64, window: u64, limit: u32, allowed: bool) {
        let line = self.0.entry((bucket, window, principal)).or_insert(WindowUse { bucket, window, taken: 0, refused: 0, limit });
        line.taken += u64::from(allowed);
        line.refused += u64::from(!allowed);
        line.limit = limit;
    }

    pub(crate) fn windows(&self) -> Vec<WindowUse> {
        self.0.values().copied().collect()
    }

    /// The window of each bucket in which the most was taken.
    pub(crate) fn most_taken(&self) -> BTreeMap<&'static str, WindowUse> {
        let mut most: BTreeMap<&'static str, WindowUse> = BTreeMap::new();
        for line in self.0.values() {
            let known = most.entry(line.bucket).or_insert(*line);
            if line.taken > known.taken {
                *known = *line;
            }
        }
        most
    }

    /// The time that the busiest bucket needs at least, if of each limit a percentage is used, but for a reserve.
    /// The last window needs no time: what it holds can be asked for at once.
    pub(crate) fn least_time(&self, share_percent: u32, reserve: u32, window: Duration) -> Duration {
        let mut taken: BTreeMap<&'static str, (u64, u32)> = BTreeMap::new();
        for line in self.0.values() {
            let bucket = taken.entry(line.bucket).or_default();
            *bucket = (bucket.0 + line.taken, line.limit);
        }
        let windows = taken.values().map(|(taken, limit)| {
            let each = (u64::from(*limit) * u64::from(share_percent) / 100).saturating_sub(u64::from(reserve)).max(1);
            taken.div_ceil(each).saturating_sub(1)
        });
        window * u32::try_from(windows.max().unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_bucket_decides_the_least_time() {
        let mut usage = Usage::default();
        for number in 0..100 {
            usage.count("/users", 1, number / 50, 60, true);
        }
        usage.count("/users", 1, 1, 60, false);
        usage.count("/apps", 1, 0, 5, true);
        let minute = Duration::from_secs(60);
        assert_eq!(usage.least_time(100, 0, minute), minute, "sixty and forty");
        assert_eq!(usage.least_time(50, 5, minute), minute * 3, "four times twenty-five");
        let most = usage.most_taken();
        assert_eq!((most["/users"].taken, most["/apps"].taken), (50, 1));
        let refused: Vec<u64> = usage.windows().iter().map(|line| line.refused).collect();
        assert_eq!(refused, [0, 0, 1]);
    }
}

//! The limits of a running org: others who use it, and what was taken.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Org;
use crate::limits::Noise;
use crate::locks::lock;
use crate::usage::WindowUse;

impl Org {
    /// Lets others use the same org, or no longer; the windows begin anew.
    pub fn set_noise(&self, noise: Option<Noise>) {
        self.0.change(|spec, _| spec.limits.noise = noise);
        lock(&self.0.windows).clear();
    }

    /// What was taken and refused, by bucket and by the principals' own windows, since the journal was cleared.
    pub fn windows(&self) -> Vec<WindowUse> {
        lock(&self.0.journal).usage.windows()
    }

    /// The windows of the whole org in which requests were refused for the limit.
    pub fn refusals(&self) -> Vec<WindowUse> {
        lock(&self.0.journal).usage.org_windows().into_iter().filter(|line| line.refused > 0).collect()
    }

    /// The own window of each bucket in which one principal took the most.
    pub fn most_taken(&self) -> BTreeMap<&'static str, WindowUse> {
        lock(&self.0.journal).usage.most_taken()
    }

    /// The least time that the requests of the journal can take, if of each limit that was shown `share_percent` is
    /// used and `reserve` requests are left: the windows that the busiest bucket needs, and `unlimited`, the time that the
    /// same work took without limits.
    pub fn critical_path(&self, share_percent: u32, reserve: u32, unlimited: Duration) -> Duration {
        let window = self.0.spec().limits.window;
        lock(&self.0.journal).usage.least_time(share_percent, reserve, window) + unlimited
    }
}

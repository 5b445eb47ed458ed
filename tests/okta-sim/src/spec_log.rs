//! The log of an org to be simulated: how fast it grows, what is late, what it tells of.

use std::time::Duration;

use crate::log::{Attack, When};
use crate::spec::OrgSpec;

/// No entry is later than a week, in milliseconds.
const MOST_LATE: i64 = 7 * 86_400_000;

impl OrgSpec {
    /// How many entries the System Log gets in a day: ten for each user unless told otherwise.
    #[must_use]
    pub fn events_per_day(self, events: u64) -> Self {
        self.rate(events as f64 / 86_400.0)
    }

    /// How many entries the System Log gets in a second, from a thousandth to 50,000.
    #[must_use]
    pub fn rate(mut self, events_per_second: f64) -> Self {
        self.rate = Some(events_per_second);
        self
    }

    /// How many percent of the entries are stored late, by seconds up to `longest`. Half a percent and three minutes unless told otherwise.
    #[must_use]
    pub fn late_events(mut self, percent: f64, longest: Duration) -> Self {
        self.delivery.late_percent = percent;
        self.delivery.longest = i64::try_from(longest.as_millis()).unwrap_or(i64::MAX).min(MOST_LATE);
        self
    }

    /// How many percent of the entries come once more, in a later page. A fifth of a percent unless told otherwise.
    #[must_use]
    pub fn repeated_events(mut self, percent: f64) -> Self {
        self.delivery.repeated_percent = percent;
        self
    }

    /// Lets the log tell of an attack that was just over when the org was made.
    ///
    /// # Panics
    /// If there is no such attack; [`Attack::ALL`] lists them.
    #[must_use]
    #[track_caller]
    pub fn attack(mut self, id: &str) -> Self {
        self.attacks.push((Attack::find(id).unwrap_or_else(|| panic!("there is no attack {id:?}")), When::Over));
        self
    }

    /// The same, begun so long before the org was made; what lies ahead then comes when its time has come.
    ///
    /// # Panics
    /// If there is no such attack.
    #[must_use]
    #[track_caller]
    pub fn attack_begun(mut self, id: &str, ago: Duration) -> Self {
        self.attacks.push((Attack::find(id).unwrap_or_else(|| panic!("there is no attack {id:?}")), When::Begun(ago)));
        self
    }

    pub(crate) fn events_per_second(&self) -> f64 {
        self.rate.unwrap_or(self.users as f64 * 10.0 / 86_400.0)
    }
}

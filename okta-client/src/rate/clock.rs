//! Okta's clock, on ours: waits must not depend on this machine's time being right.

use std::time::Duration;

use tokio::time::Instant;

/// What Okta's clock shows now, as well as can be known from its answers' `Date` headers, which are cut to the second.
#[derive(Debug, Default)]
pub(super) struct OktaClock {
    anchor: Option<(Instant, f64)>,
}

impl OktaClock {
    /// Takes in the date of an answer that arrived at `now`, `took` after it was asked for.
    ///
    /// The date was true at most `took` ago and lost up to a second: a later reading than expected is nearer the truth, an
    /// earlier one only shows that the answer was slow, unless it lies too far back for that.
    pub(super) fn learn(&mut self, now: Instant, took: Duration, date: i64) {
        let date = date as f64;
        let expected = self.at(now);
        if expected.is_none_or(|expected| date > expected || expected > date + 1.5 + took.as_secs_f64()) {
            self.anchor = Some((now, date));
        }
    }

    /// The time by Okta's clock at `now`, in Unix seconds.
    pub(super) fn at(&self, now: Instant) -> Option<f64> {
        self.anchor.map(|(then, date)| date + now.duration_since(then).as_secs_f64())
    }

    /// How long from `now` until Okta's clock shows `reset`; negative if it is past; `None` if its clock is unknown.
    pub(super) fn until(&self, now: Instant, reset: i64) -> Option<f64> {
        self.at(now).map(|date| reset as f64 - date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_narrow_the_clock_down_and_a_slow_answer_does_not_set_it_back() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let quick = Duration::from_millis(20);
        let mut clock = OktaClock::default();
        assert_eq!(clock.until(start, 100), None);
        clock.learn(at(0), quick, 1000);
        assert_eq!(clock.until(at(0), 1060), Some(60.0));
        clock.learn(at(300), quick, 1001);
        assert!((clock.until(at(300), 1060).unwrap() - 59.0).abs() < 1e-6);
        clock.learn(at(400), Duration::from_secs(3), 998);
        assert!((clock.until(at(400), 1060).unwrap() - 58.9).abs() < 1e-6);
    }

    #[test]
    fn a_clock_that_was_set_back_is_believed() {
        let now = Instant::now();
        let mut clock = OktaClock::default();
        clock.learn(now, Duration::ZERO, 9000);
        clock.learn(now, Duration::ZERO, 1000);
        assert_eq!(clock.until(now, 1010), Some(10.0));
    }
}

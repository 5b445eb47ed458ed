//! Nonces for proofs: one a day, good for that day and the three that follow.

use super::jws::sha256;
use crate::stamp::DAY;

/// How many days a former nonce stays good.
const FORMER_DAYS: u64 = 3;

/// The nonces of one org.
pub(super) struct Nonces {
    seed: u64,
    /// Days that tests let pass.
    passed: u64,
}

impl Nonces {
    pub(super) fn new() -> Self {
        Nonces { seed: rand::random(), passed: 0 }
    }

    pub(super) fn pass(&mut self, days: u64) {
        self.passed += days;
    }

    fn today(&self, now: i64) -> u64 {
        now.div_euclid(DAY).unsigned_abs() + self.passed
    }

    fn of(&self, day: u64) -> String {
        sha256(format!("{}:{day}", self.seed).as_bytes())[..32].to_owned()
    }

    pub(super) fn newest(&self, now: i64) -> String {
        self.of(self.today(now))
    }

    pub(super) fn takes(&self, nonce: &str, now: i64) -> bool {
        let today = self.today(now);
        (today - FORMER_DAYS..=today).any(|day| self.of(day) == nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yesterday_s_nonce_is_still_good_and_that_of_four_days_ago_is_not() {
        let mut nonces = Nonces::new();
        let now = 1_760_000_000;
        let nonce = nonces.newest(now);
        for day in 0..4 {
            assert!(nonces.takes(&nonce, now + day * DAY), "{day}");
        }
        assert!(!nonces.takes(&nonce, now + 4 * DAY));
        nonces.pass(4);
        assert!(!nonces.takes(&nonce, now));
        assert!(!nonces.takes("", now));
    }
}

//! When the same call is made again, and how often.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};

/// Shortest pause before a call is made again.
const SHORTEST: f64 = 0.5;
/// Longest pause.
const LONGEST: f64 = 20.0;

/// The tries of one call.
#[derive(Debug)]
pub(crate) struct Tries {
    most: u32,
    made: u32,
    pause: f64,
    first_request_id: Option<HeaderValue>,
}

impl Tries {
    pub(crate) fn new(most: u32) -> Self {
        Self { most: most.max(1), made: 0, pause: SHORTEST, first_request_id: None }
    }

    /// A try failed that was not written down by its answer.
    pub(crate) fn failed(&mut self) {
        self.made += 1;
    }

    /// A try was made; `headers` are its answer's, if there was one.
    pub(crate) fn made(&mut self, headers: Option<&HeaderMap>) {
        self.made += 1;
        if self.first_request_id.is_none() {
            self.first_request_id = headers.and_then(|headers| headers.get("x-okta-request-id")).cloned();
        }
    }

    /// Whether another may be made.
    pub(crate) fn another(&self) -> bool {
        self.made < self.most
    }

    /// The pause before the next: decorrelated jitter, between the shortest and three times the last. `chance` is between 0 and 1.
    pub(crate) fn pause(&mut self, chance: f64) -> Duration {
        self.pause = (SHORTEST + chance * (self.pause * 3.0 - SHORTEST)).min(LONGEST);
        Duration::from_secs_f64(self.pause)
    }

    /// What a repeated call says of itself, as Okta's SDKs do, so that Okta's support can find the first.
    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if self.made > 0 {
            headers.insert("x-okta-retry-count", HeaderValue::from(self.made));
            if let Some(id) = &self.first_request_id {
                headers.insert("x-okta-retry-for", id.clone());
            }
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_by_chance_and_are_bounded() {
        let mut tries = Tries::new(100);
        for _ in 0..50 {
            let pause = tries.pause(1.0).as_secs_f64();
            assert!((SHORTEST..=LONGEST).contains(&pause), "{pause}");
        }
        assert_eq!(tries.pause(1.0).as_secs_f64(), LONGEST);
        assert_eq!(tries.pause(0.0).as_secs_f64(), SHORTEST);
    }

    #[test]
    fn a_repeated_call_names_the_first() {
        let mut tries = Tries::new(2);
        assert!(tries.headers().is_empty() && tries.another());
        tries.made(Some(&HeaderMap::from_iter([("x-okta-request-id".parse().unwrap(), HeaderValue::from_static("abc"))])));
        assert!(tries.another());
        assert_eq!(tries.headers()["x-okta-retry-for"], "abc");
        assert_eq!(tries.headers()["x-okta-retry-count"], "1");
        tries.made(None);
        assert!(!tries.another());
    }
}

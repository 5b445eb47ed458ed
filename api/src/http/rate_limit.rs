//! How often somebody may ask.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use tracing::warn;

use super::Quota;
use crate::problem::{Kind, Problem};

/// Callers remembered at most by one limiter: a few megabytes.
const MOST_CALLERS: usize = 100_000;

/// A quota: so many requests in a window, in a burst or spread out.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Its name in the headers.
    pub name: &'static str,
    /// Requests allowed in a window; at least one.
    pub limit: u32,
    /// The window.
    pub window: Duration,
}

/// Counts requests by caller, in this process. A caller's bucket holds a window's quota and fills evenly.
#[derive(Debug)]
pub struct RateLimiter<K> {
    policy: Policy,
    /// For each caller, when its bucket will be full again. A full bucket need not be remembered.
    full_at: Mutex<HashMap<K, Instant>>,
}

impl<K: Hash + Eq> RateLimiter<K> {
    /// A limiter under which nobody has asked yet.
    pub fn new(policy: Policy) -> Self {
        Self { policy, full_at: Mutex::default() }
    }

    /// Count one request. When the caller has none left: a `too-many-requests` that says when to come again.
    pub fn take(&self, caller: K) -> Result<Quota, Problem> {
        let now = Instant::now();
        let Policy { limit, window, .. } = self.policy;
        let one = window / limit;
        let mut callers = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MOST_CALLERS && !callers.contains_key(&caller) {
            forget(&mut callers, now);
        }
        let full_at = callers.entry(caller).or_insert(now);
        let missing = full_at.saturating_duration_since(now);
        if missing + one > window {
            let mut refused = Problem::new(Kind::TooManyRequests).retry_after(missing + one - window);
            refused.with_headers(|headers| self.quota(missing).write(headers));
            return Err(refused);
        }
        *full_at = now + missing + one;
        Ok(self.quota(missing + one))
    }

    fn quota(&self, missing: Duration) -> Quota {
        let Policy { name, limit, window } = self.policy;
        let one = window / limit;
        let left = window.saturating_sub(missing).as_nanos() / one.as_nanos().max(1);
        Quota {
            name,
            limit,
            window_seconds: whole_seconds(window),
            remaining: u32::try_from(left).unwrap_or(limit).min(limit),
            full_in_seconds: whole_seconds(missing),
        }
    }
}

/// Make room: first those whose bucket is full again. If that is not enough, somebody has very many addresses, and
/// counting them all anew is better than growing without end.
fn forget<K: Hash + Eq>(callers: &mut HashMap<K, Instant>, now: Instant) {
    callers.retain(|_, full_at| *full_at > now);
    if callers.len() >= MOST_CALLERS {
        warn!(callers = callers.len(), "more than {MOST_CALLERS} callers within one window of a rate limit: counting starts anew");
        callers.clear();
    }
}

fn whole_seconds(duration: Duration) -> u32 {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// Counts requests by address. An IPv6 caller is its /64, because a host has that many addresses to itself.
#[derive(Debug)]
pub struct AddressLimiter(RateLimiter<IpAddr>);

impl AddressLimiter {
    /// A limiter under which nobody has asked yet.
    pub fn new(policy: Policy) -> Self {
        Self(RateLimiter::new(policy))
    }

    /// Count one request from an address.
    pub fn take(&self, address: IpAddr) -> Result<Quota, Problem> {
        self.0.take(match address.to_canonical() {
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    const POLICY: Policy = Policy { name: "test", limit: 3, window: Duration::from_secs(60) };

    #[tokio::test(start_paused = true)]
    async fn a_window_holds_its_limit_and_fills_evenly() {
        let limiter = RateLimiter::new(POLICY);
        let left: Vec<_> = (0..3).map(|_| limiter.take("a").unwrap().remaining).collect();
        assert_eq!(left, [2, 1, 0]);

        let refused = limiter.take("a").unwrap_err().into_response();
        assert_eq!(refused.headers()["retry-after"], "20");
        assert_eq!(refused.headers()["ratelimit"], "\"test\";r=0;t=60");
        assert_eq!(refused.headers()["ratelimit-policy"], "\"test\";q=3;w=60");
        assert_eq!(limiter.take("b").unwrap().remaining, 2, "another caller is not concerned");

        tokio::time::advance(Duration::from_secs(20)).await;
        assert!(limiter.take("a").is_ok());
        assert!(limiter.take("a").is_err());
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(limiter.take("a").unwrap().remaining, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn callers_are_forgotten_when_there_are_too_many() {
        let limiter = RateLimiter::new(POLICY);
        for caller in 0..MOST_CALLERS + 10 {
            limiter.take(caller).unwrap();
        }
        assert!(limiter.full_at.lock().unwrap().len() <= MOST_CALLERS);
    }

    #[test]
    fn a_host_with_many_addresses_is_one_caller() {
        let limiter = AddressLimiter::new(Policy { limit: 1, ..POLICY });
        limiter.take("2001:db8::1".parse().unwrap()).unwrap();
        assert!(limiter.take("2001:db8::2".parse().unwrap()).is_err());
        assert!(limiter.take("2001:db8:0:1::1".parse().unwrap()).is_ok());
        limiter.take("::ffff:192.0.2.1".parse().unwrap()).unwrap();
        assert!(limiter.take("192.0.2.1".parse().unwrap()).is_err());
    }
}

//! The windows of the limits: one of the whole org for each bucket, and in it one of each principal's share.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::org::tokens::Share;
use crate::settings::LimitSettings;

/// A request that would draw from a bucket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) bucket: &'static str,
    pub(crate) principal: u64,
    pub(crate) share: Share,
}

/// One limit, as the headers of an answer show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// How long from now until the window ends.
    pub(crate) reset_in: Duration,
}

/// What a request drew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// The tighter of the two limits: what answers show.
    pub(crate) shown: Shown,
    /// The principal's own limit.
    pub(crate) own: Shown,
    /// The limit of the whole org.
    pub(crate) org: Shown,
    pub(crate) allowed: bool,
    pub(crate) principal: u64,
    /// Which of the principal's windows of the bucket it was.
    pub(crate) own_window: u64,
    /// Which of the org's.
    pub(crate) org_window: u64,
}

impl Drawn {
    /// The same limit on both levels.
    pub(crate) fn alike(shown: Shown) -> Self {
        Drawn { shown, own: shown, org: shown, allowed: false, principal: 0, own_window: 0, org_window: 0 }
    }
}

#[derive(Clone, Copy)]
struct Window {
    opened: Instant,
    used: u32,
    number: u64,
}

/// The windows of one org: each opens with the first request, so that they are not aligned to the clock. Where others
/// use the org too, its windows follow each other without a gap.
#[derive(Default)]
pub(crate) struct Windows {
    orgs: HashMap<&'static str, Window>,
    principals: HashMap<(&'static str, u64), Window>,
}

impl Windows {
    /// Takes one request from a bucket, on both levels; a refused one takes nothing.
    pub(crate) fn take(&mut self, asked: Asked, settings: &LimitSettings, now: Instant) -> Drawn {
        let Asked { bucket, principal, share } = asked;
        let all = f64::from(settings.edition.per_minute(bucket, settings.table)) * settings.multiplier;
        let whole = all.floor().max(1.0) as u32;
        let limit = (all * f64::from(share.percent) / 100.0).floor().max(1.0) as u32;
        let key = bucket.bytes().fold(5, |sum: u64, byte| sum.wrapping_mul(257).wrapping_add(u64::from(byte)));

        let opened = match settings.noise {
            Some(noise) => now.checked_sub(settings.window.mul_f64(noise.phase(key))).unwrap_or(now),
            None => now,
        };
        let org = self.orgs.entry(bucket).or_insert(Window { opened, used: 0, number: 0 });
        renew(org, settings, now);
        let own = self.principals.entry((bucket, principal)).or_insert(Window { opened: now, used: 0, number: 0 });
        if now.duration_since(own.opened) >= settings.window {
            *own = Window { opened: now, used: 0, number: own.number + 1 };
        }
        let part = now.duration_since(org.opened).as_secs_f64() / settings.window.as_secs_f64();
        let others = settings.noise.map_or(0, |noise| noise.taken(whole, key, org.number, part));
        let allowed = own.used < limit && org.used + others < whole;
        if allowed {
            own.used += 1;
            org.used += 1;
        }
        let shown = |window: &Window, limit: u32, used: u32| Shown {
            limit,
            remaining: limit.saturating_sub(used),
            reset_in: (window.opened + settings.window).saturating_duration_since(now),
        };
        let (org_shown, own_shown) = (shown(org, whole, org.used + others), shown(own, limit, own.used));
        let tighter = if org_shown.remaining < own_shown.remaining { org_shown } else { own_shown };
        let (own_window, org_window) = (own.number, org.number);
        Drawn { shown: tighter, own: own_shown, org: org_shown, allowed, principal, own_window, org_window }
    }

    pub(crate) fn clear(&mut self) {
        *self = Windows::default();
    }
}

/// Opens the next window of a bucket if the former is over.
fn renew(org: &mut Window, settings: &LimitSettings, now: Instant) {
    let gone = now.duration_since(org.opened).as_nanos() / settings.window.as_nanos().max(1);
    if gone > 0 {
        let opened = match settings.noise {
            Some(_) => org.opened + settings.window * u32::try_from(gone).unwrap_or(u32::MAX),
            None => now,
        };
        let number = org.number + if settings.noise.is_some() { u64::try_from(gone).unwrap_or(u64::MAX) } else { 1 };
        *org = Window { opened, used: 0, number };
    }
}

/// How many requests a principal may have in flight.
pub(crate) fn parallel(settings: &LimitSettings, share: Share) -> u32 {
    (settings.concurrency * share.concurrency_percent / 100).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{Edition, Noise, NoiseShape};

    fn settings() -> LimitSettings {
        // Eight requests a window.
        let multiplier = 8.0 / 600.0;
        LimitSettings { window: Duration::from_secs(60), multiplier, ..LimitSettings::default() }
    }

    fn asked(principal: u64, percent: u32) -> Asked {
        Asked { bucket: "/api/v1/users", principal, share: Share { percent, concurrency_percent: 50 } }
    }

    #[test]
    fn a_token_gets_its_share_of_a_bucket_and_a_new_window_afterwards() {
        let start = Instant::now();
        let mut windows = Windows::default();
        let remaining: Vec<(u32, bool)> = (0..5)
            .map(|second| {
                let drawn = windows.take(asked(1, 50), &settings(), start + Duration::from_secs(second));
                assert_eq!((drawn.shown.limit, drawn.own_window), (4, 0));
                assert_eq!(drawn.shown.reset_in, Duration::from_secs(60 - second));
                (drawn.shown.remaining, drawn.allowed)
            })
            .collect();
        assert_eq!(remaining, [(3, true), (2, true), (1, true), (0, true), (0, false)]);
        let later = windows.take(asked(1, 50), &settings(), start + Duration::from_secs(60));
        assert_eq!((later.shown.remaining, later.allowed, later.own_window), (3, true, 1));
    }

    #[test]
    fn an_org_s_bucket_empties_beside_a_full_share() {
        let now = Instant::now();
        let mut windows = Windows::default();
        for _ in 0..6 {
            assert!(windows.take(asked(1, 100), &settings(), now).allowed);
        }
        let second = windows.take(asked(2, 50), &settings(), now);
        assert_eq!((second.own.limit, second.own.remaining), (4, 3));
        assert_eq!((second.shown.limit, second.shown.remaining), (8, 1), "the tighter one is shown");
        assert!(windows.take(asked(2, 50), &settings(), now).allowed);
        assert!(!windows.take(asked(2, 50), &settings(), now).allowed);
    }

    #[test]
    fn others_leave_what_they_leave_in_every_window() {
        for (seed, shape) in (0..100).flat_map(|seed| [(seed, NoiseShape::Steady), (seed, NoiseShape::Bursts)]) {
            let noise = Some(Noise { percent: 50, seed, shape });
            let settings = LimitSettings { noise, multiplier: 1.0, ..settings() };
            let (start, mut windows) = (Instant::now() + Duration::from_secs(3_600), Windows::default());
            let mut taken = std::collections::BTreeMap::<u64, u32>::new();
            for tick in 0..1_800_u32 {
                let now = start + Duration::from_millis(100) * tick;
                let drawn = windows.take(asked(1, 100), &settings, now);
                assert!(drawn.shown.remaining <= 600 && drawn.shown.reset_in <= settings.window);
                *taken.entry(drawn.org_window).or_default() += u32::from(drawn.allowed);
            }
            assert!(taken.len() >= 3, "{taken:?}");
            assert!(taken.values().all(|taken| *taken <= 600), "{taken:?}");
            assert!(taken.values().any(|taken| *taken >= 299), "{taken:?}");
        }
    }

    #[test]
    fn half_of_the_orgs_parallel_requests_are_a_tokens_own() {
        assert_eq!(parallel(&settings(), Share::DEFAULT), 37);
        assert_eq!(Edition::Integrator.concurrency(), 35);
    }
}

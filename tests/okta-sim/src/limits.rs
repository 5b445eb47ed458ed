//! Rate limits per bucket and principal, and the ceiling of parallel requests.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::org::tokens::Share;
use crate::settings::LimitSettings;

/// A bucket and what the whole org may take from it in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bucket {
    pub(crate) name: &'static str,
    pub(crate) per_minute: u32,
}

impl Bucket {
    /// A bucket with what Okta last published for workforce orgs.
    pub(crate) fn of(name: &'static str) -> Self {
        let per_minute = match name {
            "/api/v1/users/me" | "/api/v1/users/{id}" => 2_000,
            "/api/v1/users" => 600,
            "/api/v1/groups" | "/api/v1/apps/{id}" => 500,
            "/api/v1/groups/{id}" => 1_000,
            "/api/v1/apps" | "/oauth2/v1/clients" => 100,
            // Half of it, 150, is what one client was seen to have.
            "/oauth2/v1/token" => 300,
            _ => 1_200,
        };
        Bucket { name, per_minute }
    }
}

/// What a request drew: the headers that its answer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drawn {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// How long from now until the window ends.
    pub(crate) reset_in: Duration,
    pub(crate) allowed: bool,
}

struct Window {
    opened: Instant,
    used: u32,
}

/// The windows of one org: each opens with the first request, so that they are not aligned to the clock.
#[derive(Default)]
pub(crate) struct Windows(HashMap<(&'static str, u64), Window>);

impl Windows {
    /// Takes one request of a principal from a bucket; a refused one takes nothing.
    pub(crate) fn take(&mut self, bucket: Bucket, principal: u64, share: Share, settings: LimitSettings, now: Instant) -> Drawn {
        let limit = (f64::from(bucket.per_minute) * settings.multiplier * f64::from(share.percent) / 100.0).floor().max(1.0) as u32;
        let window = self.0.entry((bucket.name, principal)).or_insert(Window { opened: now, used: 0 });
        if now.duration_since(window.opened) >= settings.window {
            *window = Window { opened: now, used: 0 };
        }
        let allowed = window.used < limit;
        if allowed {
            window.used += 1;
        }
        let reset_in = (window.opened + settings.window).saturating_duration_since(now);
        Drawn { limit, remaining: limit.saturating_sub(window.used), reset_in, allowed }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// How many requests a principal may have in flight.
pub(crate) fn parallel(settings: LimitSettings, share: Share) -> u32 {
    (settings.concurrency * share.concurrency_percent / 100).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: Bucket = Bucket { name: "/api/v1/users", per_minute: 8 };
    const SETTINGS: LimitSettings = LimitSettings { on: true, window: Duration::from_secs(60), multiplier: 1.0, concurrency: 75 };

    #[test]
    fn a_token_gets_its_share_of_a_bucket_and_a_new_window_afterwards() {
        let start = Instant::now();
        let mut windows = Windows::default();
        let remaining: Vec<(u32, bool)> = (0..5)
            .map(|second| {
                let drawn = windows.take(USERS, 1, Share::DEFAULT, SETTINGS, start + Duration::from_secs(second));
                assert_eq!(drawn.limit, 4);
                assert_eq!(drawn.reset_in, Duration::from_secs(60 - second));
                (drawn.remaining, drawn.allowed)
            })
            .collect();
        assert_eq!(remaining, [(3, true), (2, true), (1, true), (0, true), (0, false)]);
        let later = windows.take(USERS, 1, Share::DEFAULT, SETTINGS, start + Duration::from_secs(60));
        assert_eq!((later.remaining, later.allowed), (3, true));
    }

    #[test]
    fn principals_do_not_draw_from_each_other() {
        let now = Instant::now();
        let mut windows = Windows::default();
        windows.take(USERS, 1, Share::DEFAULT, SETTINGS, now);
        assert_eq!(windows.take(USERS, 2, Share::DEFAULT, SETTINGS, now).remaining, 3);
    }

    #[test]
    fn half_of_the_orgs_parallel_requests_are_a_tokens_own() {
        assert_eq!(parallel(SETTINGS, Share::DEFAULT), 37);
    }
}

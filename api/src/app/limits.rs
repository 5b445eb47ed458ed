//! How often whom may ask.

use std::time::Duration;

use uuid::Uuid;

use crate::http::{AddressLimiter, Policy, RateLimiter};

const MINUTE: Duration = Duration::from_secs(60);

/// The quotas of one process.
pub(crate) struct Limits {
    /// By API key or operator.
    pub(crate) keys: RateLimiter<Uuid>,
    /// Views and submissions of one intake link.
    pub(crate) links: RateLimiter<Uuid>,
    /// Views of intake pages by address. A page that waits for its report asks every two seconds.
    pub(crate) intake: AddressLimiter,
}

impl Limits {
    pub(crate) fn new(requests_per_key: u32) -> Self {
        Self {
            keys: RateLimiter::new(Policy { name: "key", limit: requests_per_key.max(1), window: MINUTE }),
            links: RateLimiter::new(Policy { name: "link", limit: 60, window: MINUTE }),
            intake: AddressLimiter::new(Policy { name: "intake", limit: 240, window: MINUTE }),
        }
    }
}

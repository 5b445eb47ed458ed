//! API tokens and the shares of the rate limits that they may use.

use crate::stamp::Stamp;

/// From where a token may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Network {
    Anywhere,
    /// Numbers of zones.
    Zones {
        include: Vec<u64>,
        exclude: Vec<u64>,
    },
}

/// One API token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) number: u64,
    pub(crate) name: String,
    /// "Okta API" for tokens that people make; agents carry their own names.
    pub(crate) client: &'static str,
    /// Number of the user it acts as.
    pub(crate) owner: u64,
    pub(crate) network: Network,
    pub(crate) created: Stamp,
    /// Okta tells it only as the expiry, thirty days later.
    pub(crate) last_used: Stamp,
    /// Its entry among the rate limits of principals; without one, Okta's default of 50 % holds.
    pub(crate) share: Option<Share>,
}

/// Percentages of the org's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) percent: u32,
    pub(crate) concurrency_percent: u32,
}

impl Share {
    /// What a principal has when nobody changed it.
    pub(crate) const DEFAULT: Share = Share { percent: 50, concurrency_percent: 50 };
}

/// Days after its last use when an unused token lapses.
pub(crate) const WINDOW_DAYS: i64 = 30;

impl Token {
    /// A token as it should be: made a month ago, used today, from one narrow zone.
    pub(crate) fn sound(number: u64, name: impl Into<String>, owner: u64, zone: u64, now: Stamp) -> Self {
        Token {
            number,
            name: name.into(),
            client: "Okta API",
            owner,
            network: Network::Zones { include: vec![zone], exclude: Vec::new() },
            created: now.days_ago(31),
            last_used: now.seconds_ago(1_800 + (number % 40) as i64 * 600),
            share: Some(Share::DEFAULT),
        }
    }

    pub(crate) fn expires(&self) -> Stamp {
        self.last_used.days_ahead(WINDOW_DAYS)
    }

    pub(crate) fn share(&self) -> Share {
        self.share.unwrap_or(Share::DEFAULT)
    }
}

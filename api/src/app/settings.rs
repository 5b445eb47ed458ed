//! What of the configuration concerns requests.

use std::net::IpAddr;

use time::Duration;

use crate::config::{Config, PublicUrl};

/// What of the configuration concerns requests.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where tenants and browsers reach us: in intake links, and as the issuer of tokens.
    pub public_url: PublicUrl,
    /// The addresses customers are told our traffic comes from.
    pub advertised: Vec<IpAddr>,
    /// Requests a minute that one key may make.
    pub requests_per_key: u32,
    /// How long a new intake link can be used.
    pub link_lifetime: Duration,
    /// Percent of the shown rate limit that a new connection uses.
    pub share_percent: i16,
    /// Minutes between the scheduled runs of a new connection; none: no schedule.
    pub scan_every_minutes: Option<i32>,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        let hours = i32::try_from(config.worker.default_schedule_hours).unwrap_or_default();
        Self {
            public_url: config.listen.public_url(),
            advertised: config.egress.egress_addresses.clone(),
            requests_per_key: config.listen.requests_per_key.get(),
            link_lifetime: Duration::hours(config.listen.intake_link_hours.into()),
            share_percent: config.worker.default_share_percent.into(),
            scan_every_minutes: (hours > 0).then_some(hours * 60),
        }
    }
}

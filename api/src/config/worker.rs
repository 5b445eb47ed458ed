//! How the worker works.

use std::{num::NonZeroU16, time::Duration};

use clap::Args;

/// The worker, and what new connections start with.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Worker")]
pub struct Worker {
    /// Jobs that one worker runs at a time.
    #[arg(long, env = "OKTUALLY_WORKER_SLOTS", value_name = "N", default_value = "8", global = true)]
    pub worker_slots: NonZeroU16,

    /// Seconds for which a worker holds a lane without a sign of life, from 10 to 600. A killed worker's work goes on after that.
    #[arg(long, env = "OKTUALLY_LEASE_SECONDS", value_name = "SECONDS", default_value = "60",
          value_parser = clap::value_parser!(u32).range(10..=600), global = true)]
    pub lease_seconds: u32,

    /// Seconds between looks at the queue, from 1 to 60. New work is usually noticed at once; this is the net below.
    #[arg(long, env = "OKTUALLY_POLL_SECONDS", value_name = "SECONDS", default_value = "5",
          value_parser = clap::value_parser!(u32).range(1..=60), global = true)]
    pub poll_seconds: u32,

    /// Percentage of the rate limit shown to our token that a new connection uses, from 1 to 90.
    #[arg(long, env = "OKTUALLY_DEFAULT_SHARE_PERCENT", value_name = "PERCENT", default_value = "50",
          value_parser = clap::value_parser!(u8).range(1..=90), global = true)]
    pub default_share_percent: u8,

    /// Hours between the scheduled runs of a new connection, from 1 to 720. Zero: no schedule.
    #[arg(long, env = "OKTUALLY_DEFAULT_SCHEDULE_HOURS", value_name = "HOURS", default_value = "24",
          value_parser = clap::value_parser!(u32).range(0..=720), global = true)]
    pub default_schedule_hours: u32,
}

impl Worker {
    /// For how long a lane is held without a sign of life.
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds.into())
    }

    /// Between looks at the queue.
    pub fn poll(&self) -> Duration {
        Duration::from_secs(self.poll_seconds.into())
    }
}

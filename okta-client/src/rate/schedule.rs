//! Whose turn it is to call. No clock and no chance inside: both are given.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::{
    ceiling::Ceiling,
    clock::OktaClock,
    shown::Shown,
    window::{Allowance, Windows},
};
use crate::error::Wait;

/// Added to a reset, which is cut to the second.
const MARGIN: f64 = 1.0;
/// Resets further ahead than this are not believed: windows last a minute.
const FARTHEST: f64 = 300.0;
/// Between calls where no limit is shown.
const PACE: Duration = Duration::from_millis(600);
/// Within this time after the start, a window's use may be a former holder's of the same token.
const WINDOW: Duration = Duration::from_secs(60);

/// How much of what Okta allows is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) share_percent: u8,
    pub(crate) reserve: u32,
    pub(crate) max_in_flight: usize,
}

impl Policy {
    /// Calls per window: the share, but never the reserve, and never none.
    fn allowed(&self, limit: u32) -> u32 {
        let share = u64::from(limit) * u64::from(self.share_percent.clamp(1, 90)) / 100;
        u32::try_from(share).unwrap_or(u32::MAX).min(limit.saturating_sub(self.reserve)).max(1)
    }
}

/// Whether a call may be made.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Now.
    Go(Ticket),
    /// Not before this time.
    At(Instant, Wait),
    /// When another call has been answered.
    Busy,
}

/// A call that was let go; given back with [`Schedule::release`].
#[derive(Debug)]
pub(super) struct Ticket {
    path: &'static str,
    window: Option<u64>,
    answered: bool,
}

#[derive(Debug, Default)]
struct Path {
    window: Option<u64>,
    limit: Option<u32>,
    unanswered: u32,
    sent: Option<Instant>,
    hold: Option<(Instant, Wait)>,
    strikes: u32,
}

/// All that is known of one credential's rate limits.
#[derive(Debug)]
pub(super) struct Schedule {
    policy: Policy,
    started: Instant,
    clock: OktaClock,
    ceiling: Ceiling,
    in_flight: usize,
    paths: HashMap<&'static str, Path>,
    windows: Windows,
}

impl Schedule {
    pub(super) fn new(policy: Policy, now: Instant) -> Self {
        let ceiling = Ceiling::new(policy.max_in_flight);
        Self {
            policy,
            started: now,
            clock: OktaClock::default(),
            ceiling,
            in_flight: 0,
            paths: HashMap::new(),
            windows: Windows::default(),
        }
    }

    /// May `path` be called at `now`?
    pub(super) fn ask(&mut self, path: &'static str, now: Instant) -> Verdict {
        let known = self.paths.entry(path).or_default();
        if let Some((until, why)) = known.hold
            && now < until
        {
            return Verdict::At(until, why);
        }
        let window = self.windows.get(known.window, now);
        match (known.limit, window) {
            // A new holder sends one call and learns before it goes parallel.
            (None, _) if known.unanswered > 0 => return Verdict::Busy,
            (None, _) => {
                if let Some(next) = known.sent.map(|sent| sent + PACE).filter(|next| now < *next) {
                    return Verdict::At(next, Wait::RateLimit);
                }
            }
            (Some(_), Some(window)) => {
                let floor = self.policy.reserve.min(window.limit.saturating_sub(1));
                if window.used + window.pending >= self.policy.allowed(window.limit)
                    || window.remaining <= floor.saturating_add(window.pending)
                {
                    return Verdict::At(window.ends, Wait::RateLimit);
                }
            }
            (Some(limit), None) if known.unanswered >= self.policy.allowed(limit) => return Verdict::Busy,
            (Some(_), None) => {}
        }
        if self.in_flight >= self.ceiling.now() {
            return Verdict::Busy;
        }
        self.in_flight += 1;
        known.unanswered += 1;
        known.sent = Some(now);
        let window = match self.windows.get(known.window, now) {
            Some(window) => {
                window.pending += 1;
                known.window
            }
            None => None,
        };
        Verdict::Go(Ticket { path, window, answered: false })
    }

    /// Takes in an answer's headers. `took` is the time since it was sent, `refused` that it was a 429, `chance` between 0 and 1.
    pub(super) fn answered(&mut self, ticket: &mut Ticket, now: Instant, took: Duration, shown: Shown, refused: bool, chance: f64) {
        if let Some(date) = shown.date {
            self.clock.learn(now, took, date);
        }
        let path = self.paths.entry(ticket.path).or_default();
        path.unanswered = path.unanswered.saturating_sub(1);
        ticket.answered = true;
        let usable = shown.limit.filter(|limit| limit.limit > 0);
        let until = usable.and_then(|limit| self.clock.until(now, limit.reset));
        if let (Some(mut limit), Some(until)) = (usable, until.filter(|until| (-MARGIN..=FARTHEST).contains(until))) {
            if refused {
                limit.remaining = 0;
            }
            let first = path.limit.is_none() && now.duration_since(self.started) < WINDOW;
            let used = if first { limit.limit.saturating_sub(limit.remaining) } else { 1 };
            let ends = now + Duration::from_secs_f64((until + MARGIN).max(0.0));
            let date = shown.date.map_or(f64::MAX, |date| date as f64).min(self.clock.at(now).unwrap_or(f64::MAX));
            path.window = Some(self.windows.place(path.window, limit, date, ends, now, used));
            path.limit = Some(limit.limit);
            self.windows.settle(ticket.window, false);
        } else {
            path.limit = usable.map(|limit| limit.limit).or(path.limit);
            self.windows.settle(ticket.window, true);
        }
        if !refused {
            path.strikes = 0;
            self.ceiling.answered();
            return;
        }
        let pause = |seconds: f64| now + Duration::from_secs_f64(seconds);
        if shown.limit.is_some_and(|limit| limit.limit == 0) {
            // A refusal for concurrency: its reset means nothing (Okta's documentation of concurrent rate limits).
            self.ceiling.refused(self.in_flight);
            path.hold = Some((pause(0.5 + 4.5 * chance), Wait::Concurrency));
        } else if self.windows.get(path.window, now).is_none_or(|window| window.remaining > 0) {
            path.strikes += 1;
            path.hold = Some((pause(2f64.powi(path.strikes.min(6) as i32).min(60.0) * (0.5 + chance / 2.0)), Wait::RateLimit));
        } else if let Some(window) = self.windows.get(path.window, now) {
            path.hold = Some((window.ends + Duration::from_secs_f64(chance / 2.0), Wait::RateLimit));
        }
    }

    /// The call is over, answered or not.
    pub(super) fn release(&mut self, ticket: Ticket) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !ticket.answered {
            if let Some(path) = self.paths.get_mut(ticket.path) {
                path.unanswered = path.unanswered.saturating_sub(1);
            }
            // It may have reached Okta.
            self.windows.settle(ticket.window, true);
        }
    }

    /// What is known of each path, sorted.
    pub(super) fn allowances(&mut self, now: Instant) -> Vec<Allowance> {
        let mut all: Vec<_> = Vec::new();
        for (path, known) in &self.paths {
            let Some(limit) = known.limit else { continue };
            let allowed = self.policy.allowed(limit);
            let left = self.windows.get(known.window, now).map_or(allowed, |window| {
                allowed.saturating_sub(window.used + window.pending).min(window.remaining.saturating_sub(self.policy.reserve))
            });
            all.push(Allowance { path, limit, allowed, left });
        }
        all.sort_by_key(|allowance| allowance.path);
        all
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;

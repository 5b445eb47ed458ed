//! Whose turn it is to call. No clock and no chance inside: both are given.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::{
    bucket::Reading,
    buckets::{Buckets, Room},
    calls::Made,
    ceiling::Ceiling,
    clock::OktaClock,
    shown::Shown,
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
    pub(super) fn allowed(&self, limit: u32) -> u32 {
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
    sent: Instant,
    answered: bool,
}

#[derive(Debug, Default)]
struct Path {
    sent: Option<Instant>,
    hold: Option<(Instant, Wait)>,
    strikes: u32,
}

/// What is known of one path's rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The path's pattern.
    pub path: &'static str,
    /// Calls in a window of a minute that Okta shows to this credential.
    pub limit: u32,
    /// How many of them this client makes at most.
    pub allowed: u32,
    /// How many of them it may still make in the open window.
    pub left: u32,
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
    buckets: Buckets,
}

impl Schedule {
    pub(super) fn new(policy: Policy, now: Instant) -> Self {
        Self {
            policy,
            started: now,
            clock: OktaClock::default(),
            ceiling: Ceiling::new(policy.max_in_flight),
            in_flight: 0,
            paths: HashMap::new(),
            buckets: Buckets::default(),
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
        let pace = known.sent.filter(|_| self.buckets.limit(path).is_none()).map(|sent| sent + PACE);
        match self.buckets.room(path, &self.policy, now) {
            Room::Full(until) => return Verdict::At(until, Wait::RateLimit),
            Room::Busy => return Verdict::Busy,
            Room::Left(_) => {}
        }
        if let Some(next) = pace.filter(|next| now < *next) {
            return Verdict::At(next, Wait::RateLimit);
        }
        if self.in_flight >= self.ceiling.now() {
            return Verdict::Busy;
        }
        self.in_flight += 1;
        known.sent = Some(now);
        self.buckets.sent(path);
        Verdict::Go(Ticket { path, sent: now, answered: false })
    }

    /// Takes in an answer's headers. `took` is the time since it was sent, `refused` that it was a 429, `chance` between 0 and 1.
    pub(super) fn answered(&mut self, ticket: &mut Ticket, now: Instant, took: Duration, shown: Shown, refused: bool, chance: f64) {
        if let Some(date) = shown.date {
            self.clock.learn(now, took, date);
        }
        let Ticket { path, sent, .. } = *ticket;
        ticket.answered = true;
        let usable = shown.limit.filter(|limit| limit.limit > 0);
        let until = usable.and_then(|limit| self.clock.until(now, limit.reset)).filter(|until| (-MARGIN..=FARTHEST).contains(until));
        let ends = until.map(|until| now + Duration::from_secs_f64((until + MARGIN).max(0.0)));
        match (usable, ends) {
            (Some(mut limit), Some(ends)) => {
                limit.remaining = if refused { 0 } else { limit.remaining };
                let first = now.duration_since(self.started) < WINDOW;
                self.buckets.learn(path, Reading { limit, sent, now, ends }, refused, first);
            }
            (Some(limit), None) => self.buckets.limited(path, limit.limit),
            (None, _) => {}
        }
        self.buckets.over(path, Made { sent, over: now, counted: usable.filter(|_| !refused) });
        if refused {
            self.refused(path, now, shown, ends, chance);
        } else {
            self.paths.entry(path).or_default().strikes = 0;
            self.ceiling.answered();
        }
    }

    fn refused(&mut self, path: &'static str, now: Instant, shown: Shown, ends: Option<Instant>, chance: f64) {
        let pause = |seconds: f64| now + Duration::from_secs_f64(seconds);
        let crowded = shown.limit.is_some_and(|limit| limit.limit == 0);
        let known = self.paths.entry(path).or_default();
        let hold = match ends {
            // A refusal for concurrency: its reset means nothing (Okta's documentation of concurrent rate limits).
            _ if crowded => (pause(0.5 + 4.5 * chance), Wait::Concurrency),
            Some(ends) => (ends + Duration::from_secs_f64(chance / 2.0), Wait::RateLimit),
            None => {
                known.strikes += 1;
                (pause(2f64.powi(known.strikes.min(6) as i32).min(60.0) * (0.5 + chance / 2.0)), Wait::RateLimit)
            }
        };
        known.hold = Some(hold);
        if crowded {
            self.ceiling.refused(self.in_flight);
        } else if ends.is_none() {
            // All that draw from the same would be refused too.
            for other in self.buckets.with(path) {
                self.paths.entry(other).or_default().hold = Some(hold);
            }
        }
    }

    /// The call was not made after all.
    pub(super) fn unsent(&mut self, ticket: Ticket) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.buckets.unsent(ticket.path);
    }

    /// The call is over, answered or not.
    pub(super) fn release(&mut self, ticket: Ticket, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !ticket.answered {
            // It may have reached Okta.
            self.buckets.over(ticket.path, Made { sent: ticket.sent, over: now, counted: None });
        }
    }

    /// What is known of each path, sorted.
    pub(super) fn allowances(&mut self, now: Instant) -> Vec<Allowance> {
        let known = self.paths.keys().filter_map(|path| Some((*path, self.buckets.limit(path)?)));
        let mut all: Vec<_> = known
            .map(|(path, limit)| {
                let allowed = self.policy.allowed(limit);
                let left = match self.buckets.room(path, &self.policy, now) {
                    Room::Left(left) => left.min(allowed),
                    Room::Full(_) | Room::Busy => 0,
                };
                Allowance { path, limit, allowed, left }
            })
            .collect();
        all.sort_by_key(|allowance| allowance.path);
        all
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;

//! Waiting for one's turn.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;
use tokio::{sync::Notify, time::Instant};

use super::{
    Allowance, Policy, Shown,
    clock::OktaClock,
    schedule::{Schedule, Ticket, Verdict},
};
use crate::error::{Error, Wait};

/// The turns of all calls with one credential.
#[derive(Debug)]
pub(crate) struct Turns {
    schedule: Mutex<Schedule>,
    /// Learned from Okta's dates alone.
    clock: Mutex<OktaClock>,
    changed: Notify,
    longest_wait: Duration,
}

/// One call's turn; over when dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    turns: &'a Turns,
    ticket: Option<Ticket>,
    taken: Instant,
}

impl Turns {
    pub(crate) fn new(policy: Policy, longest_wait: Duration) -> Self {
        let schedule = Mutex::new(Schedule::new(policy, Instant::now()));
        Self { schedule, clock: Mutex::default(), changed: Notify::new(), longest_wait }
    }

    /// Waits for the turn of `path`; an error with the time, at once, if that is further away than is waited for quietly.
    pub(crate) async fn next(&self, path: &'static str) -> Result<Turn<'_>, Error> {
        let asked = Instant::now();
        loop {
            let changed = self.changed.notified();
            let verdict = self.schedule().ask(path, Instant::now());
            match verdict {
                Verdict::Go(ticket) => return Ok(Turn { turns: self, ticket: Some(ticket), taken: Instant::now() }),
                Verdict::At(until, why) if until > asked + self.longest_wait => return Err(wait_until(path, until, why)),
                // An answer to another call can show that the two do not draw from the same bucket: asked again then.
                Verdict::At(until, _) => drop(tokio::time::timeout_at(until, changed).await),
                Verdict::Busy => changed.await,
            }
        }
    }

    /// The error for a call that has been refused too often to be tried again now.
    pub(crate) fn give_up(&self, path: &'static str) -> Error {
        let verdict = self.schedule().ask(path, Instant::now());
        match verdict {
            Verdict::At(until, why) => wait_until(path, until, why),
            Verdict::Go(ticket) => {
                self.schedule().unsent(ticket);
                self.changed.notify_waiters();
                wait_until(path, Instant::now(), Wait::RateLimit)
            }
            Verdict::Busy => wait_until(path, Instant::now(), Wait::Concurrency),
        }
    }

    pub(crate) fn allowances(&self) -> Vec<Allowance> {
        self.schedule().allowances(Instant::now())
    }

    /// The time by Okta's clock, in Unix seconds, not later than it is there; ours while Okta has not shown its own.
    pub(crate) fn okta_seconds(&self) -> i64 {
        let okta = self.clock().at(Instant::now()).map(|seconds| seconds as i64);
        okta.unwrap_or_else(|| OffsetDateTime::now_utc().unix_timestamp())
    }

    /// How far Okta's clock is ahead of ours, to about a second; `None` before its first answer.
    pub(crate) fn skew(&self) -> Option<time::Duration> {
        let okta = self.clock().at(Instant::now())?;
        let ours = OffsetDateTime::now_utc().unix_timestamp_nanos() as f64 / 1e9;
        Some(time::Duration::seconds_f64(okta - ours))
    }

    fn clock(&self) -> MutexGuard<'_, OktaClock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn release(&self, ticket: Ticket) {
        self.schedule().release(ticket, Instant::now());
        self.changed.notify_waiters();
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Takes in the headers of the answer; `refused` if it was a 429.
    pub(crate) fn answered(&mut self, shown: Shown, refused: bool) {
        let now = Instant::now();
        if let Some(date) = shown.date {
            self.turns.clock().learn(now, now.duration_since(self.taken), date);
        }
        // Without a date, what is known of Okta's clock has to do, or ours.
        let date = shown.date.or_else(|| Some(self.turns.okta_seconds()));
        let shown = Shown { date, ..shown };
        if let Some(ticket) = &mut self.ticket {
            self.turns.schedule().answered(ticket, now, now.duration_since(self.taken), shown, refused, rand::random());
        }
        self.turns.changed.notify_waiters();
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.turns.release(ticket);
        }
    }
}

/// `until` by this machine's clock.
fn wait_until(path: &'static str, until: Instant, why: Wait) -> Error {
    let at = OffsetDateTime::now_utc() + until.saturating_duration_since(Instant::now());
    Error::WaitUntil { path, at, why }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rate::shown::Limit;

    fn turns() -> Arc<Turns> {
        Arc::new(Turns::new(Policy { share_percent: 50, reserve: 0, max_in_flight: 1 }, Duration::from_secs(30)))
    }

    fn shown(reset: i64) -> Shown {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        Shown { limit: Some(Limit { limit: 2, remaining: 1, reset: now + reset }), date: Some(now) }
    }

    #[tokio::test]
    async fn a_short_wait_is_quiet_and_a_long_one_is_an_error_with_its_time() {
        let turns = turns();
        turns.next("/a").await.unwrap().answered(shown(1), false);
        let before = Instant::now();
        turns.next("/a").await.unwrap().answered(shown(59), false);
        assert!((1.9..20.0).contains(&before.elapsed().as_secs_f64()), "{:?}", before.elapsed());
        let error = turns.next("/a").await.unwrap_err();
        let ahead = error.retry_at().unwrap() - OffsetDateTime::now_utc();
        assert!((20..=61).contains(&ahead.whole_seconds()), "{ahead}");
        assert_eq!(error.code(), "wait_until");
    }

    #[tokio::test]
    async fn a_call_that_is_cancelled_wakes_the_next() {
        let turns = turns();
        let first = turns.next("/a").await.unwrap();
        let waiting = tokio::spawn({
            let turns = turns.clone();
            async move { turns.next("/b").await.map(drop) }
        });
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(!waiting.is_finished());
        drop(first);
        waiting.await.unwrap().unwrap();
    }
}

//! Follow the System Log of one org: page by page to its end, then again in a minute, for ever.

use std::time::Instant;

use okta_client::{
    Cursor, Error, OktaClient, Page,
    api::logs::{self, Event as Entry},
};
use oktually_events::{Event, detection::Rules};
use time::{Duration, OffsetDateTime};
use tracing::{info, warn};

use super::{Context, JobError, collect_org::client, compare_log, org_behind};
use crate::{
    detect::{self, Tuned},
    ids::ConnectionId,
    log::{EventRow, Packer},
    store::{Connection, ConnectionState, JobEnd, Lease, LogBreakKind, LogCounts, LogPosition, PageTaken, TenantScope},
};

/// Asked again so long after its end was reached.
const IDLE: Duration = Duration::seconds(60);
/// So long a turn lasts while there is more: other lanes of the tenant wait for it.
const TURN: std::time::Duration = std::time::Duration::from_secs(30);
/// Okta keeps events for so long (Okta's documentation of the System Log API).
const KEPT: Duration = Duration::days(90);
/// Read again where a position was refused: events may be stored some time after they happened.
const OVERLAP: Duration = Duration::hours(1);
/// An event that comes later than this after it happened is counted as late.
const LATE: Duration = Duration::minutes(5);
/// Asked again so long after Okta refused to show the log.
const REFUSED: Duration = Duration::hours(6);
/// After a silence of this length it is asked again which org answers, before a position of the former one is used.
const SILENCE: Duration = Duration::hours(1);
/// What correlations keep of events is forgotten so long after them: twice the longest window, since a late event reaches back by one.
const MARKS: Duration = Duration::days(14);
/// Events older than kept are deleted in steps of so many.
const FORGOTTEN_AT_ONCE: i64 = 5_000;

pub(super) async fn run(id: ConnectionId, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    let connection = scope.connection(id).await?;
    if connection.state != ConnectionState::Active || connection.credential_version.is_none() || !connection.log_enabled {
        // Whoever changes that has the connection looked after, and with it its log.
        scope.end_job(lease, &JobEnd::Done).await?;
        return Ok(scope.commit().await?);
    }
    let (client, version) = client(ctx, &mut scope, lease, &connection).await?;
    let position = scope.log_position(id).await?;
    let kept = Duration::days(scope.log_days().await?.into());
    scope.commit().await?;

    let mut follow = Follow { ctx, lease, connection, client: client.counting_anew(), version, kept, counted: 0, at_end: false };
    if position.as_ref().is_none_or(|position| follow.must_ask_who_answers(position)) {
        org_behind(&follow.client, &follow.connection).await?;
    }
    let position = follow.take_up(position).await?;
    follow.at_end = position.caught_up_at.is_some_and(|at| at + 3 * IDLE > OffsetDateTime::now_utc());
    match follow.read(position).await {
        Err(JobError::Fail { problem: "log_refused", detail }) => follow.stand_still("log_refused", &detail).await,
        other => other,
    }
}

/// A log being followed.
pub(super) struct Follow<'a> {
    pub(super) ctx: &'a Context,
    pub(super) lease: &'a Lease,
    pub(super) connection: Connection,
    pub(super) client: OktaClient,
    version: i32,
    /// For how long this tenant keeps events.
    kept: Duration,
    /// Requests that the client had made when they were last counted.
    counted: u64,
    /// The end of the log was reached a moment ago: what comes now should be new.
    at_end: bool,
}

impl Follow<'_> {
    /// With another credential or after a silence, somebody else may answer at the address.
    fn must_ask_who_answers(&self, position: &LogPosition) -> bool {
        position.org_id != self.connection.org_id
            || position.credential_version.is_some_and(|used| used != self.version)
            || position.last_page_at.is_some_and(|at| at + SILENCE < OffsetDateTime::now_utc())
    }

    /// Where to read on: from the position; from the beginning, if there is none; from the earliest that Okta still has, if it was left for too
    /// long, and then what lies between is lost.
    async fn take_up(&self, position: Option<LogPosition>) -> Result<LogPosition, JobError> {
        let (id, now) = (self.connection.id, OffsetDateTime::now_utc());
        let org = self.connection.org_id.as_deref();
        let mut scope = self.scope().await?;
        match position {
            None => {
                let since = now - Duration::days(self.connection.log_lookback_days.into());
                scope.begin_log(id, since, org).await?;
                info!(connection.id = %id, "the log of {id} is followed from {since}");
            }
            Some(position) if position.last_page_at.is_some_and(|at| at + KEPT < now) => {
                let (from, until) = (position.last_page_at.unwrap_or(position.since), now - KEPT);
                scope.begin_log(id, until, org).await?;
                scope.note_log_break(id, LogBreakKind::Gap, from, until, "the log was not read for longer than Okta keeps it").await?;
                warn!(connection.id = %id, "the log of {id} has a gap from {from} until {until}");
            }
            Some(position) => return Ok(position),
        }
        let position =
            scope.log_position(id).await?.ok_or(JobError::Fail { problem: "gone", detail: "the log's position is gone".to_owned() })?;
        scope.commit().await?;
        Ok(position)
    }

    /// Reads to the end of the log, or for as long as a turn lasts.
    async fn read(&mut self, position: LogPosition) -> Result<(), JobError> {
        let begun = Instant::now();
        let list = logs::poll(position.since);
        let mut cursor = position.cursor.as_deref().and_then(|text| text.parse::<Cursor>().ok());
        loop {
            if self.ctx.stopping.is_cancelled() {
                return Err(JobError::Stopping);
            }
            let page = match self.client.page(&list, cursor.as_ref()).await {
                Ok(page) => page,
                Err(error) if cursor.is_some() && refuses_position(&error) => {
                    self.begin_anew(&position, &error).await?;
                    return self.end(JobEnd::Again { at: OffsetDateTime::now_utc() }).await;
                }
                Err(error) => return Err(unread(error)),
            };
            // Its next page cannot be told: the end, or nothing would ever be asked but this.
            let goes_on = page.next.is_some() && page.next != cursor;
            let last = !page.full || !goes_on;
            cursor = page.next.clone().or(cursor);
            let scope = self.take_in(&page, cursor.as_ref(), last).await?;
            if last {
                return self.rest(scope, &position).await;
            }
            scope.commit().await?;
            self.at_end = false;
            if begun.elapsed() >= TURN {
                return self.end(JobEnd::Again { at: OffsetDateTime::now_utc() }).await;
            }
        }
    }

    /// Takes a page in: its events, what rules see in them, and the position behind it are one commit, which is the caller's to make.
    async fn take_in(&mut self, page: &Page<Entry>, next: Option<&Cursor>, last: bool) -> Result<TenantScope, JobError> {
        let mut taken = self.take_in_events(&page.items).await?;
        self.watch(&mut taken).await?;
        let late_before = OffsetDateTime::now_utc() - LATE;
        let late = taken.new.iter().filter(|event| event.published().is_some_and(|at| at < late_before)).count();
        let made = self.newly_made();
        let counts = LogCounts {
            events: count(taken.new.len()),
            repeated: count(taken.repeated),
            late: if self.at_end { count(late) } else { 0 },
            unreadable: count(page.unreadable.len() + taken.unreadable),
            recovered: 0,
            requests: made,
        };
        let next = next.map(Cursor::as_str);
        let moved = PageTaken {
            cursor: next,
            org_id: self.connection.org_id.as_deref(),
            credential_version: self.version,
            last_published: taken.new.iter().filter_map(Event::published).filter(|at| *at <= OffsetDateTime::now_utc()).max(),
            caught_up: last,
            counts,
        };
        taken.scope.advance_log(self.connection.id, &moved).await?;
        taken.scope.forgive_attempts(self.lease).await?;
        taken.scope.touch_credential(self.connection.id, self.version).await?;
        Ok(taken.scope)
    }

    /// Takes events in that are not there yet, and has rules look at them.
    pub(super) async fn take_in_events(&self, entries: &[Entry]) -> Result<Taken, JobError> {
        let now = OffsetDateTime::now_utc();
        let oldest = now - self.kept;
        let mut packer = Packer::new();
        let (mut events, mut rows, mut packed, mut unreadable) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for entry in entries {
            match Event::parse(entry.raw.get()) {
                // Nobody would keep it for longer than a moment.
                Ok(event) if event.published().is_some_and(|at| at < oldest) => {}
                Ok(event) => {
                    rows.push(EventRow::of(&event, now));
                    packed.push(packer.pack(entry.raw.get()));
                    events.push(event);
                }
                Err(_) => unreadable += 1,
            }
        }
        let store = &self.ctx.store;
        store.prepare_days(rows.iter().map(|row| row.published)).await?;
        let mut scope = self.scope().await?;
        let before = scope.take_numbers(self.connection.id, count(rows.len())).await?;
        let new = scope.take_in_events(self.connection.id, before, &rows, &packed).await.inspect_err(|_| store.forget_days())?;
        let mut seen = std::collections::HashSet::new();
        let all = events.len();
        events.retain(|event| new.contains(event.uuid()) && seen.insert(event.uuid().to_owned()));
        Ok(Taken { scope, repeated: all - events.len(), new: events, unreadable })
    }

    /// What rules see in new events belongs to the same commit.
    pub(super) async fn watch(&self, taken: &mut Taken) -> Result<(), JobError> {
        let id = self.connection.id;
        if taken.new.is_empty() {
            return Ok(());
        }
        let known = taken.scope.org_knowledge(id).await?;
        let tuned = Tuned::of(taken.scope.detection_settings().await?);
        let own = self.ctx.own_rules.of(self.lease.tenant, &taken.scope.own_rules().await?);
        Ok(detect::watch(&mut taken.scope, id, &taken.new, &[Rules::built_in(), &own], &tuned, &known).await?)
    }

    /// The scope of a page's commit. It asks first whether the log is still to be followed, and with this credential.
    pub(super) async fn scope(&self) -> Result<TenantScope, JobError> {
        let mut scope = self.ctx.store.tenant_for(self.lease).await?;
        let connection = scope.connection(self.connection.id).await?;
        if connection.state != ConnectionState::Active || !connection.log_enabled || connection.credential_version != Some(self.version) {
            // Begun again, it sees what has changed.
            return Err(JobError::Again { at: OffsetDateTime::now_utc() });
        }
        Ok(scope)
    }

    /// The end was reached: an older hour is compared if it is time, what is too old is deleted, and the log is asked again in a while.
    async fn rest(&mut self, mut scope: TenantScope, position: &LogPosition) -> Result<(), JobError> {
        let id = self.connection.id;
        scope.forget_events(FORGOTTEN_AT_ONCE).await?;
        scope.forget_hits(id).await?;
        scope.forget_marks(id, MARKS).await?;
        if let Some(hour) = compare_log::due(position, OffsetDateTime::now_utc()) {
            scope.commit().await?;
            compare_log::run(self, hour).await?;
            scope = self.scope().await?;
        }
        // All orgs' pages would else be asked for at the same second.
        let at = OffsetDateTime::now_utc() + IDLE * (0.9 + rand::random::<f64>() * 0.2);
        scope.end_job(self.lease, &JobEnd::Again { at }).await?;
        Ok(scope.commit().await?)
    }

    /// Okta knows the position no more: read again from a little before the last page, and say so.
    async fn begin_anew(&self, position: &LogPosition, error: &Error) -> Result<(), JobError> {
        let (id, now) = (self.connection.id, OffsetDateTime::now_utc());
        // What was read to the end is known until then; else only what the latest event says.
        let good = if self.at_end { position.last_page_at } else { position.last_published };
        let from = (good.unwrap_or(position.since) - OVERLAP).max(now - KEPT);
        let reason = format!("Okta refused the position ({}); events from the range were read again, known ones left out", error.code());
        let mut scope = self.scope().await?;
        scope.begin_log(id, from, self.connection.org_id.as_deref()).await?;
        scope.note_log_break(id, LogBreakKind::Restart, from, now, &reason).await?;
        scope.commit().await?;
        warn!(connection.id = %id, "the log of {id} is read anew from {from}: its position was refused");
        Ok(())
    }

    async fn end(&self, end: JobEnd) -> Result<(), JobError> {
        let mut scope = self.ctx.store.tenant_for(self.lease).await?;
        scope.end_job(self.lease, &end).await?;
        Ok(scope.commit().await?)
    }

    /// Okta does not show the log, though it takes the credential: said where the tenant looks, and tried again after hours.
    async fn stand_still(&self, code: &'static str, detail: &str) -> Result<(), JobError> {
        let mut scope = self.ctx.store.tenant_for(self.lease).await?;
        scope.trouble_log(self.connection.id, code, detail).await?;
        scope.end_job(self.lease, &JobEnd::Again { at: OffsetDateTime::now_utc() + REFUSED }).await?;
        Ok(scope.commit().await?)
    }

    pub(super) fn version(&self) -> i32 {
        self.version
    }

    fn newly_made(&mut self) -> i64 {
        let counters = self.client.counters();
        let made = counters.gets + counters.token_calls;
        let new = made.saturating_sub(self.counted);
        self.counted = made;
        i64::try_from(new).unwrap_or(i64::MAX)
    }
}

/// Events taken in, in a scope that is not committed yet.
pub(super) struct Taken {
    pub(super) scope: TenantScope,
    /// Those that were not there.
    pub(super) new: Vec<Event>,
    repeated: usize,
    unreadable: usize,
}

/// Whether Okta refuses a position, and not the asking: any 400 to a call that was good when it was first made.
fn refuses_position(error: &Error) -> bool {
    matches!(error, Error::CursorExpired { .. } | Error::Refused { status: 400, .. } | Error::LinkRefused { .. })
}

/// What it means that the log cannot be read: a credential that Okta takes elsewhere is not rejected because the log is not shown to it.
fn unread(error: Error) -> JobError {
    match error {
        Error::Forbidden { .. } | Error::NotFound { .. } | Error::FeatureOff { .. } | Error::Refused { .. } => JobError::Fail {
            problem: "log_refused",
            detail: format!(
                "Okta does not show the System Log to this credential: {error}. An API token needs an owner who is at least Read-Only Administrator; a \
                 service app needs the scope okta.logs.read and an administrator role that may view logs."
            ),
        },
        // The position has not moved: the same page is asked for again.
        Error::Unreadable { .. } | Error::TooLarge { .. } => JobError::Retry { why: error.to_string(), at: None },
        other => other.into(),
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

//! The log's events: a page written at once, each event once.

use std::collections::{BTreeSet, HashSet};

use ipnet::IpNet;
use time::{Date, OffsetDateTime, UtcOffset};

use super::{Result, Store, TenantScope};
use crate::{ids::ConnectionId, log::EventRow};

impl Store {
    /// Makes the partitions that rows of these times need. Known days cost nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prepare_days(&self, times: impl IntoIterator<Item = OffsetDateTime>) -> Result<()> {
        let days: BTreeSet<Date> = times.into_iter().filter(|at| *at != crate::log::UNPLACED).map(day).collect();
        let unknown: Vec<Date> = self.days.unknown(days);
        if unknown.is_empty() {
            return Ok(());
        }
        let mut scope = self.queue().await?;
        scope.make_log_days(&unknown).await?;
        scope.commit().await?;
        self.days.learn(unknown);
        Ok(())
    }

    /// Drops the days that are older than anybody keeps. Tells how many partitions went.
    ///
    /// # Errors
    /// When the database fails, or somebody reads them for too long.
    pub async fn drop_log_days(&self) -> Result<i32> {
        let mut scope = self.queue().await?;
        let dropped = scope.drop_log_days().await?;
        scope.commit().await?;
        if dropped > 0 {
            self.forget_days();
        }
        Ok(dropped)
    }

    /// What is known of partitions may be old: they are dropped when nobody keeps events for so long any more.
    pub fn forget_days(&self) {
        self.days.forget();
    }
}

impl TenantScope {
    /// Takes in events whose days are prepared, with their packed texts. Those that are there already stay as they are; gives the ids of the
    /// others. Their numbers follow `before`, as [`TenantScope::take_numbers`] gave it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_in_events(
        &mut self,
        connection: ConnectionId,
        before: i64,
        rows: &[EventRow],
        packed: &[Vec<u8>],
    ) -> Result<HashSet<String>> {
        let columns = Columns::of(rows);
        let new: HashSet<String> = sqlx::query_scalar!(
            r#"-- take_in_events
            insert into events (tenant_id, connection_id, published, uuid, seq, event_type, severity, outcome, actor_id, actor_name, address,
              country, terms, raw)
            select $1, $2, published, uuid, $3 + number, event_type, severity, outcome, actor_id, actor_name, address, country,
              string_to_array(terms, e'\n'), raw
            from unnest($4::timestamptz[], $5::text[], $6::text[], $7::smallint[], $8::text[], $9::text[], $10::text[], $11::inet[], $12::text[],
              $13::text[], $14::bytea[]) with ordinality
              as page (published, uuid, event_type, severity, outcome, actor_id, actor_name, address, country, terms, raw, number)
            on conflict do nothing
            returning uuid"#,
            self.tenant.uuid(),
            connection.uuid(),
            before,
            &columns.published,
            &columns.uuids as &[&str],
            &columns.types as &[&str],
            &columns.severities as &[Option<i16>],
            &columns.outcomes as &[Option<&str>],
            &columns.actors as &[Option<&str>],
            &columns.names as &[Option<&str>],
            &columns.addresses as &[Option<IpNet>],
            &columns.countries as &[Option<&str>],
            &columns.terms,
            packed,
        )
        .fetch_all(&mut *self.tx)
        .await?
        .into_iter()
        .collect();
        self.keep_terms(connection, rows.iter().filter(|row| new.contains(&row.uuid))).await?;
        Ok(new)
    }

    /// Notes in which hours terms occur.
    async fn keep_terms<'a>(&mut self, connection: ConnectionId, rows: impl Iterator<Item = &'a EventRow>) -> Result<()> {
        // In one order, so that two pages that are written at once never wait for each other in a ring.
        let places: BTreeSet<(&str, OffsetDateTime)> =
            rows.flat_map(|row| row.terms.iter().map(|term| (term.as_str(), hour(row.published)))).collect();
        let (terms, hours): (Vec<&str>, Vec<OffsetDateTime>) = places.into_iter().unzip();
        sqlx::query!(
            r#"-- keep_terms
            insert into event_terms (tenant_id, term, hour, connection_id)
            select $1, term, hour, $2 from unnest($3::text[], $4::timestamptz[]) as page (term, hour)
            on conflict do nothing"#,
            self.tenant.uuid(),
            connection.uuid(),
            &terms as &[&str],
            &hours,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Which of these events are there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_events(&mut self, connection: ConnectionId, rows: &[EventRow]) -> Result<HashSet<String>> {
        let (times, uuids): (Vec<OffsetDateTime>, Vec<&str>) = rows.iter().map(|row| (row.published, row.uuid.as_str())).unzip();
        Ok(sqlx::query_scalar!(
            r#"-- known_events
            select events.uuid
            from unnest($2::timestamptz[], $3::text[]) as wanted (published, uuid)
            join events on events.tenant_id = $4 and events.published = wanted.published and events.connection_id = $1 and events.uuid = wanted.uuid"#,
            connection.uuid(),
            &times,
            &uuids as &[&str],
            self.tenant.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?
        .into_iter()
        .collect())
    }

    /// Deletes events that are older than this tenant keeps them, `at_most` of them. Tells whether all are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_events(&mut self, at_most: i64) -> Result<bool> {
        let events = sqlx::query!(
            r#"-- forget_events
            delete from events
            where (tenant_id, published, connection_id, uuid) in (
              select tenant_id, published, connection_id, uuid
              from events
              where tenant_id = $1 and published < now() - make_interval(days => (select log_days from tenants where id = $1))
                and (published >= '2000-01-01' or received_at < now() - make_interval(days => (select log_days from tenants where id = $1)))
              limit $2
            )"#,
            self.tenant.uuid(),
            at_most,
        );
        if events.execute(&mut *self.tx).await?.rows_affected() > 0 {
            return Ok(false);
        }
        let terms = sqlx::query!(
            r#"-- forget_terms
            delete from event_terms
            where (tenant_id, term, hour, connection_id) in (
              select tenant_id, term, hour, connection_id
              from event_terms
              where tenant_id = $1 and hour < now() - make_interval(days => (select log_days from tenants where id = $1)) - interval '1 hour'
                and hour >= '2000-01-01'
              limit $2
            )"#,
            self.tenant.uuid(),
            at_most,
        );
        Ok(terms.execute(&mut *self.tx).await?.rows_affected() == 0)
    }

    /// Deletes events of a connection, `at_most` of them. Tells whether all are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_events(&mut self, connection: Option<ConnectionId>, at_most: i64) -> Result<bool> {
        let connection = connection.map(ConnectionId::uuid);
        let events = sqlx::query!(
            r#"-- erase_events
            delete from events
            where (tenant_id, published, connection_id, uuid) in (
              select tenant_id, published, connection_id, uuid from events where $1::uuid is null or connection_id = $1 limit $2
            )"#,
            connection,
            at_most,
        );
        if events.execute(&mut *self.tx).await?.rows_affected() > 0 {
            return Ok(false);
        }
        let terms = sqlx::query!(
            r#"-- erase_terms
            delete from event_terms
            where (tenant_id, term, hour, connection_id) in (
              select tenant_id, term, hour, connection_id from event_terms where $1::uuid is null or connection_id = $1 limit $2
            )"#,
            connection,
            at_most,
        );
        Ok(terms.execute(&mut *self.tx).await?.rows_affected() == 0)
    }
}

/// The days whose partitions this process knows to be there.
#[derive(Debug, Default)]
pub(super) struct Days(std::sync::Mutex<HashSet<Date>>);

impl Days {
    fn unknown(&self, days: BTreeSet<Date>) -> Vec<Date> {
        let known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        days.into_iter().filter(|day| !known.contains(day)).collect()
    }

    fn learn(&self, days: Vec<Date>) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(days);
    }

    fn forget(&self) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }
}

struct Columns<'a> {
    published: Vec<OffsetDateTime>,
    uuids: Vec<&'a str>,
    types: Vec<&'a str>,
    severities: Vec<Option<i16>>,
    outcomes: Vec<Option<&'a str>>,
    actors: Vec<Option<&'a str>>,
    names: Vec<Option<&'a str>>,
    addresses: Vec<Option<IpNet>>,
    countries: Vec<Option<&'a str>>,
    terms: Vec<String>,
}

impl<'a> Columns<'a> {
    fn of(rows: &'a [EventRow]) -> Self {
        Self {
            published: rows.iter().map(|row| row.published).collect(),
            uuids: rows.iter().map(|row| row.uuid.as_str()).collect(),
            types: rows.iter().map(|row| row.event_type.as_str()).collect(),
            severities: rows.iter().map(|row| row.severity).collect(),
            outcomes: rows.iter().map(|row| row.outcome.as_deref()).collect(),
            actors: rows.iter().map(|row| row.actor_id.as_deref()).collect(),
            names: rows.iter().map(|row| row.actor_name.as_deref()).collect(),
            addresses: rows.iter().map(|row| row.address.map(IpNet::from)).collect(),
            countries: rows.iter().map(|row| row.country.as_deref()).collect(),
            // An array of arrays must be square: each row's terms travel as one text. No term has a line break.
            terms: rows.iter().map(|row| row.terms.join("\n")).collect(),
        }
    }
}

fn day(at: OffsetDateTime) -> Date {
    at.to_offset(UtcOffset::UTC).date()
}

fn hour(at: OffsetDateTime) -> OffsetDateTime {
    let at = at.to_offset(UtcOffset::UTC);
    at.replace_time(time::Time::from_hms(at.hour(), 0, 0).unwrap_or(time::Time::MIDNIGHT))
}

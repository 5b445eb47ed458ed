//! Events searched, read, counted.

use std::net::IpAddr;

use ipnet::IpNet;
use time::{Duration, OffsetDateTime};

use super::{Result, StoreError, TenantScope};
use crate::{ids::ConnectionId, log::unpack};

/// So long one search may take, before its asker is told to ask for less.
const PATIENCE: &str = "set local statement_timeout = '10s'; set local plan_cache_mode = force_custom_plan";
/// Hours of a search for terms that are read in one go; more and more, since the first usually have enough.
const HOURS_AT_ONCE: [usize; 4] = [4, 24, 168, 1_000];

/// Which events.
#[derive(Debug, Clone)]
pub struct EventFilter {
    /// That happened at or after this time…
    pub since: OffsetDateTime,
    /// …and before this.
    pub until: OffsetDateTime,
    /// Of one org.
    pub connection: Option<ConnectionId>,
    /// Of this type, or of all that begin with it.
    pub event_type: Option<TypeFilter>,
    /// Done by the actor of this id, or of this name.
    pub actor: Option<String>,
    /// From an address of this range.
    pub address: Option<(IpAddr, IpAddr)>,
    /// That ended so.
    pub outcome: Option<String>,
    /// From this severity on: 1 DEBUG … 4 ERROR.
    pub severity: Option<i16>,
    /// With all of these terms, as [`crate::log::term`] and [`crate::log::words`] write them.
    pub terms: Vec<String>,
}

/// Types of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeFilter {
    /// This one.
    Exactly(String),
    /// All that begin so.
    Prefix(String),
}

/// A place in a list of events.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventSeek {
    /// When the event happened.
    #[serde(with = "time::serde::rfc3339")]
    pub published: OffsetDateTime,
    /// In which org.
    pub connection: ConnectionId,
    /// Its id.
    pub uuid: String,
}

/// An event as it is kept.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// In which org.
    pub connection: ConnectionId,
    /// When it happened; [`crate::log::UNPLACED`] if that cannot be.
    pub published: OffsetDateTime,
    /// When it came.
    pub received_at: OffsetDateTime,
    /// Its id.
    pub uuid: String,
    /// Its number in its connection.
    pub seq: i64,
    /// All of it, as Okta wrote it.
    pub text: String,
}

impl StoredEvent {
    /// Its place in a list.
    pub fn seek(&self) -> EventSeek {
        EventSeek { published: self.published, connection: self.connection, uuid: self.uuid.clone() }
    }
}

pub(super) struct Row {
    pub(super) connection_id: uuid::Uuid,
    pub(super) published: OffsetDateTime,
    pub(super) received_at: OffsetDateTime,
    pub(super) uuid: String,
    pub(super) seq: i64,
    pub(super) raw: Vec<u8>,
}

impl TryFrom<Row> for StoredEvent {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            connection: row.connection_id.into(),
            published: row.published,
            received_at: row.received_at,
            uuid: row.uuid,
            seq: row.seq,
            text: unpack(&row.raw).ok_or(StoreError::Unreadable("event"))?,
        })
    }
}

type Span = (OffsetDateTime, OffsetDateTime);

impl TenantScope {
    /// Events of a filter, the latest first, behind a place.
    ///
    /// # Errors
    /// `search_too_broad` when it takes too long; when the database fails.
    pub async fn events(&mut self, filter: &EventFilter, after: Option<&EventSeek>, limit: i64) -> Result<Vec<StoredEvent>> {
        self.be_patient().await?;
        let mut found: Vec<StoredEvent> = Vec::new();
        let spans = self.spans(filter, after).await?;
        let mut rest = &spans[..];
        for at_once in HOURS_AT_ONCE.into_iter().chain(std::iter::repeat(HOURS_AT_ONCE[3])) {
            let (now, later) = rest.split_at(at_once.min(rest.len()));
            let wanted = limit - i64::try_from(found.len()).unwrap_or(limit);
            if now.is_empty() || wanted <= 0 {
                break;
            }
            for row in self.events_in(filter, now, after, wanted).await.map_err(too_broad)? {
                found.push(row.try_into()?);
            }
            rest = later;
        }
        Ok(found)
    }

    /// What a search reads: all of its time; or, for terms, the hours in which all of them occur, the latest first.
    async fn spans(&mut self, filter: &EventFilter, after: Option<&EventSeek>) -> Result<Vec<Span>> {
        // The place behind which it goes on is a moment of its own.
        let until = after.map_or(filter.until, |seek| filter.until.min(seek.published + Duration::microseconds(1)));
        if filter.terms.is_empty() {
            return Ok(vec![(filter.since, until)]);
        }
        let hours = sqlx::query_scalar!(
            r#"-- hours_of_terms
            select hour
            from event_terms
            where tenant_id = $1 and term = any($2) and hour > $3 and hour < $4 and ($5::uuid is null or connection_id = $5)
            group by hour
            having count(distinct term) = $6
            order by hour desc"#,
            self.tenant.uuid(),
            &filter.terms,
            filter.since - Duration::HOUR,
            until,
            filter.connection.map(ConnectionId::uuid),
            i64::try_from(filter.terms.len()).unwrap_or(i64::MAX),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(too_broad)?;
        Ok(hours.into_iter().map(|hour| (hour.max(filter.since), (hour + Duration::HOUR).min(until))).collect())
    }

    async fn events_in(
        &mut self,
        filter: &EventFilter,
        spans: &[Span],
        after: Option<&EventSeek>,
        limit: i64,
    ) -> Result<Vec<Row>, sqlx::Error> {
        let (from, until): (Vec<_>, Vec<_>) = spans.iter().copied().unzip();
        let (first_type, last_type) = types(filter.event_type.as_ref());
        sqlx::query_as!(
            Row,
            r#"-- search_events
            select found.connection_id as "connection_id!", found.published as "published!", found.received_at as "received_at!",
              found.uuid as "uuid!", found.seq as "seq!", found.raw as "raw!"
            from unnest($2::timestamptz[], $3::timestamptz[]) as span (from_at, until_at)
            cross join lateral (
              select connection_id, published, received_at, uuid, seq, raw
              from events
              where tenant_id = $1 and published >= span.from_at and published < span.until_at
                and ($4::timestamptz is null or (published, connection_id, uuid) < ($4, $5, $6))
                and ($7::uuid is null or connection_id = $7)
                and ($8::text is null or event_type >= $8) and ($9::text is null or event_type < $9)
                and ($10::text is null or actor_id = $10 or actor_name = lower($10))
                and ($11::inet is null or address between $11 and $12)
                and ($13::text is null or outcome = $13)
                and ($14::smallint is null or severity >= $14)
                and ($15::text[] is null or terms @> $15)
              order by published desc, connection_id desc, uuid desc
              limit $16
            ) found
            order by found.published desc, found.connection_id desc, found.uuid desc
            limit $16"#,
            self.tenant.uuid(),
            &from,
            &until,
            after.map(|seek| seek.published),
            after.map(|seek| seek.connection.uuid()),
            after.map(|seek| seek.uuid.as_str()),
            filter.connection.map(ConnectionId::uuid),
            first_type,
            last_type,
            filter.actor,
            filter.address.map(|(first, _)| IpNet::from(first)) as Option<IpNet>,
            filter.address.map(|(_, last)| IpNet::from(last)) as Option<IpNet>,
            filter.outcome,
            filter.severity,
            (!filter.terms.is_empty()).then_some(&filter.terms[..]) as Option<&[String]>,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await
    }

    /// Events by their ids, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_by_id(&mut self, uuids: &[String]) -> Result<Vec<StoredEvent>> {
        let rows = sqlx::query_as!(
            Row,
            r#"-- events_by_id
            select connection_id, published, received_at, uuid, seq, raw from events where tenant_id = $1 and uuid = any($2)"#,
            self.tenant.uuid(),
            uuids,
        );
        rows.fetch_all(&mut *self.tx).await?.into_iter().map(StoredEvent::try_from).collect()
    }

    pub(super) async fn be_patient(&mut self) -> Result<()> {
        sqlx::raw_sql(PATIENCE).execute(&mut *self.tx).await?;
        Ok(())
    }
}

/// The first of the types that are meant, and the first that is not any more.
pub(super) fn types(filter: Option<&TypeFilter>) -> (Option<String>, Option<String>) {
    match filter {
        None => (None, None),
        // The least text that is greater.
        Some(TypeFilter::Exactly(name)) => (Some(name.clone()), Some(format!("{name}\u{1}"))),
        Some(TypeFilter::Prefix(prefix)) => (Some(prefix.clone()), Some(format!("{prefix}\u{10FFFF}"))),
    }
}

/// A search that was cut off is a matter of its breadth.
pub(super) fn too_broad(error: sqlx::Error) -> StoreError {
    // PostgreSQL, appendix A: 57014, query_canceled.
    let cut_off = error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("57014"));
    if cut_off { StoreError::Conflict("search_too_broad") } else { error.into() }
}

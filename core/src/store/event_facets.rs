//! Events counted by what they have in common, and over time.

use ipnet::IpNet;
use time::OffsetDateTime;

use super::{EventFilter, Result, TenantScope, event_search::too_broad};
use crate::ids::ConnectionId;

/// By what events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// What happened.
    EventType,
    /// Who did it.
    Actor,
    /// From which address.
    Address,
    /// From which country.
    Country,
    /// How it ended.
    Outcome,
}

/// How many events have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value; none where an event has none.
    pub value: Option<String>,
    /// How many.
    pub count: i64,
}

/// How many events fell into a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeCount {
    /// From when on.
    pub at: OffsetDateTime,
    /// How many.
    pub count: i64,
}

impl TenantScope {
    /// The most frequent values of events of a filter, the most frequent first. A filter's terms are left to [`TenantScope::events`].
    ///
    /// # Errors
    /// `search_too_broad` when it takes too long; when the database fails.
    pub async fn event_facet(&mut self, filter: &EventFilter, facet: Facet, limit: i64) -> Result<Vec<FacetCount>> {
        self.be_patient().await?;
        let by = match facet {
            Facet::EventType => 1,
            Facet::Actor => 2,
            Facet::Address => 3,
            Facet::Country => 4,
            Facet::Outcome => 5,
        };
        let (first_type, last_type) = super::event_search::types(filter.event_type.as_ref());
        sqlx::query_as!(
            FacetCount,
            r#"-- event_facet
            select case $13::int when 1 then event_type when 2 then coalesce(actor_name, actor_id) when 3 then host(address) when 4 then country else outcome end
                as value,
              count(*) as "count!"
            from events
            where tenant_id = $1 and published >= $2 and published < $3
              and ($4::uuid is null or connection_id = $4)
              and ($5::text is null or event_type >= $5) and ($6::text is null or event_type < $6)
              and ($7::text is null or actor_id = $7 or actor_name = lower($7))
              and ($8::inet is null or address between $8 and $9)
              and ($10::text is null or outcome = $10)
              and ($11::smallint is null or severity >= $11)
              and ($12::text[] is null or terms @> $12)
            group by 1
            order by 2 desc, 1
            limit $14"#,
            self.tenant.uuid(),
            filter.since,
            filter.until,
            filter.connection.map(ConnectionId::uuid),
            first_type,
            last_type,
            filter.actor,
            filter.address.map(|(first, _)| IpNet::from(first)) as Option<IpNet>,
            filter.address.map(|(_, last)| IpNet::from(last)) as Option<IpNet>,
            filter.outcome,
            filter.severity,
            (!filter.terms.is_empty()).then_some(&filter.terms[..]) as Option<&[String]>,
            by,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(too_broad)
    }

    /// How many events of a filter fell into each span of so many seconds; spans without any are left out.
    ///
    /// # Errors
    /// As [`TenantScope::event_facet`].
    pub async fn events_over_time(&mut self, filter: &EventFilter, seconds: i64) -> Result<Vec<TimeCount>> {
        self.be_patient().await?;
        let (first_type, last_type) = super::event_search::types(filter.event_type.as_ref());
        sqlx::query_as!(
            TimeCount,
            r#"-- events_over_time
            select date_bin(make_interval(secs => $13), published, '2000-01-01 00:00+00') as "at!", count(*) as "count!"
            from events
            where tenant_id = $1 and published >= $2 and published < $3
              and ($4::uuid is null or connection_id = $4)
              and ($5::text is null or event_type >= $5) and ($6::text is null or event_type < $6)
              and ($7::text is null or actor_id = $7 or actor_name = lower($7))
              and ($8::inet is null or address between $8 and $9)
              and ($10::text is null or outcome = $10)
              and ($11::smallint is null or severity >= $11)
              and ($12::text[] is null or terms @> $12)
            group by 1
            order by 1"#,
            self.tenant.uuid(),
            filter.since,
            filter.until,
            filter.connection.map(ConnectionId::uuid),
            first_type,
            last_type,
            filter.actor,
            filter.address.map(|(first, _)| IpNet::from(first)) as Option<IpNet>,
            filter.address.map(|(_, last)| IpNet::from(last)) as Option<IpNet>,
            filter.outcome,
            filter.severity,
            (!filter.terms.is_empty()).then_some(&filter.terms[..]) as Option<&[String]>,
            seconds as f64,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(too_broad)
    }
}

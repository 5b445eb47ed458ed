//! Events counted.

use axum::extract::State;
use oktually_core::store::{Facet, FacetCount, TimeCount};
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;

use super::event_filter::which_events;
use crate::{answer::Answer, app::App, auth::Caller, extract::Query, problem::Problem, text::Within};

/// Values of each facet where nobody says how many.
const VALUES: i64 = 10;
/// Spans of time that events are counted in, in seconds: the least that makes at most a hundred of them is taken.
const SPANS: [i64; 9] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800];
const MOST_SPANS: i64 = 100;

which_events! {
    /// Which events are counted. All that is given must hold.
    CountedEvents {
        /// By what; given several times, by each. Without it: by all.
        #[serde(default)]
        #[param(value_type = Vec<crate::words::Facet>)]
        facet: Vec<Facet>,
        /// Values of each, the most frequent first. Without it: 10.
        #[serde(default)]
        #[param(value_type = Option<u16>, minimum = 1, maximum = 100, example = 10)]
        values: Option<Within<1, 100>>,
    }
}

/// Events counted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counted {
    /// How many there are in all.
    #[schema(example = 1204)]
    total: i64,
    /// By each facet.
    facets: Vec<CountedBy>,
    /// Over time; spans without any are left out.
    over_time: OverTime,
}

/// Events counted by what they have in common.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountedBy {
    /// By what.
    #[schema(value_type = crate::words::Facet)]
    facet: Facet,
    /// The most frequent values.
    values: Vec<ValueCount>,
}

/// How many events have a value.
#[derive(Serialize, ToSchema)]
pub(crate) struct ValueCount {
    /// The value; null where an event has none.
    #[schema(example = "user.session.start")]
    value: Option<String>,
    /// How many.
    #[schema(example = 311)]
    count: i64,
}

/// Events counted over time.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverTime {
    /// Length of a span.
    #[schema(example = 900)]
    seconds: i64,
    /// The spans that have events, the earliest first.
    spans: Vec<SpanCount>,
}

/// How many events fell into a span.
#[derive(Serialize, ToSchema)]
pub(crate) struct SpanCount {
    /// Its beginning.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    at: OffsetDateTime,
    /// How many.
    #[schema(example = 17)]
    count: i64,
}

impl From<FacetCount> for ValueCount {
    fn from(row: FacetCount) -> Self {
        Self { value: row.value, count: row.count }
    }
}

impl From<TimeCount> for SpanCount {
    fn from(row: TimeCount) -> Self {
        Self { at: row.at, count: row.count }
    }
}

/// Count events.
///
/// By type, actor, address, country and outcome, and over time. Where there are more than can be counted in ten seconds, the answer is
/// `took-too-long`: narrow the time.
#[utoipa::path(
    get, path = "/v1/events/facets", tag = "events",
    params(CountedEvents), security(("key" = ["viewer"])),
    responses((status = 200, description = "The counts.", body = Counted))
)]
pub(crate) async fn count_events(State(app): State<App>, caller: Caller, Query(asked): Query<CountedEvents>) -> Result<Answer, Problem> {
    let filter = asked.filter()?;
    let all = [Facet::EventType, Facet::Actor, Facet::Address, Facet::Country, Facet::Outcome];
    let wanted = if asked.facet.is_empty() { &all[..] } else { &asked.facet };
    let seconds = span(filter.until.min(OffsetDateTime::now_utc() + Duration::DAY) - filter.since);
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let mut facets = Vec::new();
    for facet in wanted {
        let values = scope.event_facet(&filter, *facet, asked.values.map_or(VALUES, Within::get)).await?;
        facets.push(CountedBy { facet: *facet, values: values.into_iter().map(ValueCount::from).collect() });
    }
    let spans: Vec<SpanCount> = scope.events_over_time(&filter, seconds).await?.into_iter().map(SpanCount::from).collect();
    let total = spans.iter().map(|span| span.count).sum();
    Ok(Answer::ok(&Counted { total, facets, over_time: OverTime { seconds, spans } }))
}

/// The shortest span of which few enough cover a time.
fn span(time: Duration) -> i64 {
    let enough = |seconds: &&i64| time.whole_seconds() / **seconds < MOST_SPANS;
    SPANS.iter().find(enough).copied().unwrap_or(SPANS[SPANS.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_counted_in_at_most_a_hundred_spans() {
        assert_eq!([Duration::HOUR, Duration::DAY, Duration::days(7), Duration::days(90)].map(span), [60, 900, 10_800, 86_400]);
    }
}

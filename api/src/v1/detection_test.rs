//! Trying a rule on events that are kept.

use std::collections::{HashMap, hash_map::Entry};

use axum::extract::State;
use oktually_core::{
    detect::compile,
    ids::ConnectionId,
    store::{EventFilter, StoredEvent, TenantScope},
};
use oktually_events::{
    Event,
    detection::{Hit, Rules},
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tokio::time::Instant;
use utoipa::ToSchema;

use super::{
    detections::Known,
    own_rules::{NewRule, compiled},
    params::{Named, OfDetection},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Analyst, Caller},
    extract::{Json, Path},
    problem::Problem,
    text::{moment, some},
    words,
};

/// So long a test looks, and then says how far it came.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(8);
/// Events read at once.
const AT_ONCE: i64 = 1_000;
/// Hits that are shown.
const SHOWN: usize = 100;
/// So far back a test looks where nobody says since when.
const LOOKED_BACK: Duration = Duration::DAY;

/// On which events a rule is to be tried.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Trial {
    /// That happened at or after this time. Without it: a day before `until`.
    #[serde(default, deserialize_with = "some_moment")]
    #[schema(example = "2026-01-05T00:00:00Z")]
    since: Option<OffsetDateTime>,
    /// That happened before this time. Without it: until now.
    #[serde(default, deserialize_with = "some_moment")]
    #[schema(example = "2026-01-06T00:00:00Z")]
    until: Option<OffsetDateTime>,
    /// In this org.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = json!(null))]
    connection: Option<ConnectionId>,
}

/// A rule that is not kept, and on which events it is to be tried.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DraftTrial {
    /// The rule.
    rule: NewRule,
    /// The events.
    #[serde(default, deserialize_with = "some")]
    on: Option<Trial>,
}

fn some_moment<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    moment(deserializer).map(Some)
}

/// What a rule saw in events that are kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tried {
    /// Events that it looked at.
    #[schema(example = 1204)]
    looked_at: usize,
    /// Whether those were all. If not, the time was up: the latest were looked at, back to `back_to`.
    #[schema(example = true)]
    complete: bool,
    /// When the earliest of them happened.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T00:00:12Z")]
    back_to: Option<OffsetDateTime>,
    /// How often it hit.
    #[schema(example = 1)]
    hits: usize,
    /// The hits, the latest first; a hundred at most.
    data: Vec<TriedHit>,
}

/// An event that a rule hit.
#[derive(Serialize, ToSchema)]
pub(crate) struct TriedHit {
    /// The event.
    #[schema(example = "0f1e2d3c-4799-11f1-9b3c-2f1d7a8b6c5e")]
    event: String,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    at: Option<OffsetDateTime>,
    /// What kind of thing it is about.
    #[schema(value_type = words::SubjectKind)]
    subject_kind: &'static str,
    /// The thing's id.
    #[schema(example = "00u1a2b3c4d5e6f7g8h9")]
    subject_id: String,
    /// What the rule asked for and found.
    matched: Vec<Matched>,
}

/// A field that a rule asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Matched {
    /// The field.
    #[schema(example = "eventType")]
    field: String,
    /// What stands there.
    #[schema(example = "user.account.lock")]
    value: String,
}

impl From<Hit> for TriedHit {
    fn from(hit: Hit) -> Self {
        Self {
            event: hit.uuid,
            at: hit.at,
            subject_kind: hit.subject.kind.word(),
            subject_id: hit.subject.id,
            matched: hit.matched.into_iter().map(|(field, value)| Matched { field, value }).collect(),
        }
    }
}

/// Test a detection.
///
/// On events that are kept, as if they came now, for eight seconds at most. Nothing follows from it.
#[utoipa::path(
    post, path = "/v1/detections/{id}/test", tag = "detections",
    request_body = Trial, security(("key" = ["analyst"])), params(OfDetection),
    responses((status = 200, description = "What it saw.", body = Tried))
)]
pub(crate) async fn test_detection(
    State(app): State<App>,
    caller: Caller<Analyst>,
    Path(Named(id)): Path<Named>,
    Json(trial): Json<Trial>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    match Known::find(&mut scope, &id).await? {
        Known::BuiltIn(_) => trial.run(scope, Rules::built_in(), Some(&id)).await,
        Known::Own(row, _) => {
            let rules = compile(&row.name, &row.source).map_err(|_| Problem::internal("a tenant's own rule is not taken any more"))?;
            trial.run(scope, &rules, None).await
        }
    }
}

/// Test a draft.
///
/// A rule that is not kept, on events that are; for eight seconds at most. Nothing follows from it.
#[utoipa::path(
    post, path = "/v1/detections/test", tag = "detections",
    request_body = DraftTrial, security(("key" = ["analyst"])),
    responses((status = 200, description = "What it saw.", body = Tried))
)]
pub(crate) async fn test_draft(State(app): State<App>, caller: Caller<Analyst>, Json(draft): Json<DraftTrial>) -> Result<Answer, Problem> {
    let rules = compiled(&draft.rule)?;
    let trial = draft.on.unwrap_or(Trial { since: None, until: None, connection: None });
    trial.run(app.store.tenant(caller.tenant()).await?, &rules, None).await
}

impl Trial {
    /// Has rules, or one of them, look at the events.
    async fn run(&self, mut scope: TenantScope, rules: &Rules, only: Option<&str>) -> Result<Answer, Problem> {
        let until = self.until.unwrap_or_else(|| OffsetDateTime::now_utc() + Duration::DAY);
        let since = self.since.unwrap_or_else(|| self.until.unwrap_or_else(OffsetDateTime::now_utc) - LOOKED_BACK);
        if since >= until {
            return Err(Problem::field("/since", "must be before `until`"));
        }
        let filter = EventFilter {
            since,
            until,
            connection: self.connection,
            event_type: None,
            actor: None,
            address: None,
            outcome: None,
            severity: None,
            terms: Vec::new(),
        };
        let begun = Instant::now();
        let mut tried = Tried { looked_at: 0, complete: true, back_to: None, hits: 0, data: Vec::new() };
        let mut known = HashMap::new();
        let mut after = None;
        loop {
            let rows = scope.events(&filter, after.as_ref(), AT_ONCE).await?;
            for row in &rows {
                let known = match known.entry(row.connection) {
                    Entry::Occupied(entry) => entry.into_mut(),
                    Entry::Vacant(entry) => entry.insert(scope.org_knowledge(row.connection).await?),
                };
                let event = Event::parse(&row.text).map_err(Problem::internal)?;
                tried.looked_at += 1;
                tried.back_to = event.published().or(tried.back_to);
                let hits = rules.look(&event, known).hits;
                for hit in hits.into_iter().filter(|hit| only.is_none_or(|id| hit.rule.id == id)) {
                    tried.hits += 1;
                    if tried.data.len() < SHOWN {
                        tried.data.push(hit.into());
                    }
                }
            }
            if i64::try_from(rows.len()).is_ok_and(|count| count < AT_ONCE) {
                return Ok(Answer::ok(&tried));
            }
            if begun.elapsed() >= PATIENCE {
                tried.complete = false;
                return Ok(Answer::ok(&tried));
            }
            after = rows.last().map(StoredEvent::seek);
        }
    }
}

//! What people say about findings: muted, risk accepted, or taken back.

use axum::extract::State;
use oktually_core::{
    ids::FindingId,
    store::{Disposition, NewDisposition},
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;

use super::{
    finding::{Finding, shown},
    params::{MayHaveRead, OfFinding, Repeatable},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Analyst, Caller},
    etag::MayMatch,
    extract::{Json, Path},
    once::Once,
    problem::Problem,
    text::{Lines, moment},
};

/// For how long something may be said at most.
const LONGEST: Duration = Duration::days(366);

/// Why, and until when.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct Saying {
    /// Why. It stands in the finding's history.
    #[schema(value_type = String, min_length = 1, max_length = 1000, example = "The old build server goes in March")]
    reason: Lines<1000>,
    /// Until when: in the future, and at most a year ahead. Then it counts as if nothing had been said.
    #[serde(deserialize_with = "moment", serialize_with = "time::serde::rfc3339::serialize")]
    #[schema(example = "2026-03-31T00:00:00Z")]
    until: OffsetDateTime,
}

impl Saying {
    fn check(self, disposition: Disposition, now: OffsetDateTime) -> Result<NewDisposition, Problem> {
        if self.until <= now || self.until > now + LONGEST {
            return Err(Problem::field("/until", "must lie in the future, and at most a year ahead"));
        }
        Ok(NewDisposition { disposition, reason: Some(self.reason.into_string()), until: Some(self.until) })
    }
}

/// Why it is taken back.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct TakingBack {
    /// Why. It stands in the finding's history.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000, example = "The build server stays")]
    reason: Option<Lines<1000>>,
}

/// Mute a finding.
///
/// It stays as it is, and is left out of counts until the time is over.
#[utoipa::path(
    post, path = "/v1/findings/{id}/mute", tag = "findings",
    request_body = Saying, security(("key" = ["analyst"])), params(OfFinding, MayHaveRead, Repeatable),
    responses((status = 200, description = "As it is now.", body = Finding))
)]
pub(crate) async fn mute_finding(
    State(app): State<App>,
    caller: Caller<Analyst>,
    once: Once,
    MayMatch(revision): MayMatch,
    Path(id): Path<FindingId>,
    Json(saying): Json<Saying>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &saying).await? {
        return Ok(answer);
    }
    let said = saying.check(Disposition::Muted, OffsetDateTime::now_utc())?;
    let row = scope.dispose(id, revision, &said, &caller.actor()).await?;
    once.commit(scope, shown(row)).await
}

/// Accept a finding's risk.
///
/// It is known and borne until the time is over.
#[utoipa::path(
    post, path = "/v1/findings/{id}/accept", tag = "findings",
    request_body = Saying, security(("key" = ["analyst"])), params(OfFinding, MayHaveRead, Repeatable),
    responses((status = 200, description = "As it is now.", body = Finding))
)]
pub(crate) async fn accept_finding(
    State(app): State<App>,
    caller: Caller<Analyst>,
    once: Once,
    MayMatch(revision): MayMatch,
    Path(id): Path<FindingId>,
    Json(saying): Json<Saying>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &saying).await? {
        return Ok(answer);
    }
    let said = saying.check(Disposition::Accepted, OffsetDateTime::now_utc())?;
    let row = scope.dispose(id, revision, &said, &caller.actor()).await?;
    once.commit(scope, shown(row)).await
}

/// Take back what was said about a finding.
#[utoipa::path(
    post, path = "/v1/findings/{id}/reopen", tag = "findings",
    request_body = Option<TakingBack>, security(("key" = ["analyst"])), params(OfFinding, MayHaveRead, Repeatable),
    responses((status = 200, description = "As it is now.", body = Finding))
)]
pub(crate) async fn reopen_finding(
    State(app): State<App>,
    caller: Caller<Analyst>,
    once: Once,
    MayMatch(revision): MayMatch,
    Path(id): Path<FindingId>,
    taking: Option<Json<TakingBack>>,
) -> Result<Answer, Problem> {
    let taking = taking.map(|Json(taking)| taking);
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &taking).await? {
        return Ok(answer);
    }
    let reason = taking.and_then(|taking| taking.reason).map(Lines::into_string);
    let taken_back = NewDisposition { disposition: Disposition::None, reason, until: None };
    let row = scope.dispose(id, revision, &taken_back, &caller.actor()).await?;
    once.commit(scope, shown(row)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_for_ever_or_for_the_past() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let said = |until: Duration| {
            let saying: Saying = serde_json::from_value(serde_json::json!({"reason": "x", "until": "1970-01-01T00:00:00Z"})).unwrap();
            Saying { until: now + until, ..saying }.check(Disposition::Muted, now).is_ok()
        };
        assert!(said(Duration::SECOND) && said(Duration::days(365)));
        assert!(!said(Duration::ZERO) && !said(Duration::days(367)) && !said(-Duration::DAY));
    }
}

//! Setting a rule over events: on or off, its severity, what it leaves out.

use axum::extract::State;
use oktually_core::{checks::Severity, store::Exception};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    detections::{Detection, Known},
    params::{Named, OfDetection, Read},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    etag::IfMatch,
    extract::{Json, Path},
    problem::Problem,
    text::Line,
    words,
};

/// Exceptions that a rule may have.
const MOST: usize = 100;

/// How a rule is to be set, in place of how it was.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewDetectionSettings {
    /// Whether it hits. What it found stays as it is.
    enabled: bool,
    /// Another severity than its own.
    #[serde(default)]
    #[schema(value_type = Option<words::Severity>)]
    severity: Option<Severity>,
    /// Events that it leaves out; a hundred at most.
    #[serde(default)]
    exceptions: Vec<NewException>,
}

/// Events to be left out.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewException {
    /// A field of the event, its keys joined by dots. A list on the way is entered.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "actor.alternateId")]
    field: Line<200>,
    /// What stands there, in any case.
    #[schema(value_type = String, min_length = 1, max_length = 300, example = "scanner@acme.example")]
    value: Line<300>,
    /// Why they are left out.
    #[schema(value_type = String, min_length = 1, max_length = 500, example = "The vulnerability scanner tries passwords every night")]
    reason: Line<500>,
}

/// Set a detection.
///
/// What comes in from then on heeds it.
#[utoipa::path(
    put, path = "/v1/detections/{id}/settings", tag = "detections",
    request_body = NewDetectionSettings, security(("key" = ["admin"])), params(OfDetection, Read),
    responses((status = 200, description = "As it is set now.", body = Detection))
)]
pub(crate) async fn set_detection(
    State(app): State<App>,
    caller: Caller<Admin>,
    IfMatch(revision): IfMatch,
    Path(Named(id)): Path<Named>,
    Json(new): Json<NewDetectionSettings>,
) -> Result<Answer, Problem> {
    if new.exceptions.len() > MOST {
        return Err(Problem::field("/exceptions", format!("has more than {MOST} entries")));
    }
    let exceptions: Vec<Exception> = new
        .exceptions
        .into_iter()
        .map(|new| Exception { field: new.field.into_string(), value: new.value.into_string(), reason: new.reason.into_string() })
        .collect();
    let by = caller.actor();
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let known = Known::find(&mut scope, &id).await?;
    let severity = new.severity.map(i16::from);
    let row = scope.set_detection(&id, revision, new.enabled, severity, &exceptions, &by.to_string()).await?;
    scope
        .record(&by, "detection.set", Some(&id), json!({ "enabled": row.enabled, "severity": row.severity, "exceptions": exceptions }))
        .await?;
    scope.commit().await?;
    let revision = row.revision;
    Ok(Answer::ok(&known.shown(Some(row))).revision(revision))
}

//! A tenant's own rules over events.

use axum::extract::State;
use oktually_core::{detect::compile, ids::DetectionId};
use oktually_events::detection::{RuleError, Rules};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    detections::{Detection, Known},
    params::{OfDetection, Repeatable},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    extract::{Json, Path},
    once::Once,
    problem::{FieldError, Kind, Problem},
    text::Line,
};

/// A rule of your own.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct NewRule {
    /// As you call it.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "Payroll from abroad")]
    name: Line<200>,
    /// Sigma's YAML: one rule, at most 32 KiB. Its logsource is `product: okta` or names no product.
    #[schema(
        max_length = 32768,
        example = "title: Payroll from abroad\nlogsource: {product: okta, service: okta}\ndetection:\n  sso:\n    eventType: user.authentication.sso\n    target.displayName: Payroll\n  home:\n    client.geographicalContext.country: Netherlands\n  condition: sso and not home\nlevel: high\n"
    )]
    source: String,
}

impl NewRule {
    /// # Errors
    /// `validation-failed`, with the line of each thing that is wrong.
    fn check(&self) -> Result<(), Problem> {
        if self.source.contains('\0') {
            return Err(Problem::field("/source", "must not contain the character U+0000"));
        }
        compiled(self).map(drop)
    }
}

/// The rule, compiled.
///
/// # Errors
/// As [`NewRule::check`].
pub(super) fn compiled(new: &NewRule) -> Result<Rules, Problem> {
    compile(new.name.as_str(), &new.source).map_err(|errors| {
        let told = |error: RuleError| match error.line {
            Some(line) => FieldError::at("/source", format!("line {line}: {}", error.reason)),
            None => FieldError::at("/source", error.reason),
        };
        Problem::new(Kind::ValidationFailed).errors(errors.into_iter().take(20).map(told))
    })
}

/// Add a rule of your own.
///
/// It looks at events that come in from then on; at earlier ones, test it.
#[utoipa::path(
    post, path = "/v1/detections", tag = "detections",
    request_body = NewRule, params(Repeatable), security(("key" = ["admin"])),
    responses((status = 201, description = "It was added.", body = Detection))
)]
pub(crate) async fn create_detection(
    State(app): State<App>,
    caller: Caller<Admin>,
    once: Once,
    Json(new): Json<NewRule>,
) -> Result<Answer, Problem> {
    new.check()?;
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &new).await? {
        return Ok(answer);
    }
    let by = caller.actor();
    let row = scope.add_own_rule(new.name.as_str(), &new.source, &by.to_string()).await?;
    let id = row.id;
    scope.record(&by, "detection.created", Some(&id.to_string()), json!({ "name": row.name })).await?;
    once.commit(scope, Answer::created(format!("/v1/detections/{id}"), &Known::own(row)?.shown(None))).await
}

/// Replace a rule of your own.
#[utoipa::path(
    put, path = "/v1/detections/{id}", tag = "detections",
    request_body = NewRule, security(("key" = ["admin"])), params(OfDetection),
    responses((status = 200, description = "The rule as it is now.", body = Detection))
)]
pub(crate) async fn replace_detection(
    State(app): State<App>,
    caller: Caller<Admin>,
    Path(id): Path<DetectionId>,
    Json(new): Json<NewRule>,
) -> Result<Answer, Problem> {
    new.check()?;
    let by = caller.actor();
    let mut scope = app.store.tenant(caller.tenant()).await?;
    let row = scope.replace_own_rule(id, None, new.name.as_str(), &new.source).await?;
    scope.record(&by, "detection.replaced", Some(&id.to_string()), json!({ "name": row.name })).await?;
    let setting = scope.detection_settings().await?.into_iter().find(|row| row.rule == id.to_string());
    scope.commit().await?;
    Ok(Answer::ok(&Known::own(row)?.shown(setting)))
}

/// Delete a rule of your own.
///
/// What it found stays.
#[utoipa::path(
    delete, path = "/v1/detections/{id}", tag = "detections",
    security(("key" = ["admin"])), params(OfDetection),
    responses((status = 204, description = "It is gone."))
)]
pub(crate) async fn delete_detection(
    State(app): State<App>,
    caller: Caller<Admin>,
    Path(id): Path<DetectionId>,
) -> Result<Answer, Problem> {
    let by = caller.actor();
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.delete_own_rule(id).await?;
    scope.record(&by, "detection.deleted", Some(&id.to_string()), json!({})).await?;
    scope.commit().await?;
    Ok(Answer::done())
}

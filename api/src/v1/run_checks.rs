//! What each check had to say in a run, also when it found nothing.

use axum::extract::State;
use oktually_core::{ids::RunId, store};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::params::OfRun;
use crate::{app::App, auth::Caller, extract::Path, page::Page, problem::Problem, words};

/// One check in one run.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunCheck {
    /// The check.
    #[schema(example = "token.no-network-zone")]
    check: String,
    /// Subjects with a finding.
    #[schema(example = 2)]
    found: i32,
    /// Subjects that are well.
    #[schema(example = 5)]
    clear: i32,
    /// Subjects to which it does not apply.
    #[schema(example = 0)]
    not_applicable: i32,
    /// Subjects, or the whole check, that could not be judged. What could not be judged did not pass.
    #[schema(example = 1)]
    not_evaluated: i32,
    /// Why not, at most a hundred times. A null subject speaks of all of them.
    #[schema(value_type = Vec<BTreeMap<String, words::Anything>>, example = json!([{"subject": null, "reason": {"kind": "forbidden", "text": "Okta refuses to show API tokens"}}]))]
    reasons: Value,
}

impl From<store::RunCheck> for RunCheck {
    fn from(row: store::RunCheck) -> Self {
        let store::RunCheck { check_id, found, clear, not_applicable, not_evaluated, reasons } = row;
        Self { check: check_id, found, clear, not_applicable, not_evaluated, reasons }
    }
}

/// List what each check had to say in a run.
#[utoipa::path(
    get, path = "/v1/runs/{id}/checks", tag = "runs",
    params(OfRun), security(("key" = ["viewer"])),
    responses((status = 200, description = "All checks of the run, by id. Empty until they have run.", body = Page<RunCheck>))
)]
pub(crate) async fn list_run_checks(State(app): State<App>, caller: Caller, Path(id): Path<RunId>) -> Result<Page<RunCheck>, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.run(id).await?;
    let rows = scope.run_checks(id).await?;
    Ok(Page::whole(rows).map(RunCheck::from))
}

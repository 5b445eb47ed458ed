//! From which addresses our traffic leaves, worker by worker.

use std::net::IpAddr;

use axum::extract::State;
use oktually_core::store::EgressCheck;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{answer::Answer, app::App, auth::Operator, problem::Problem};

/// From which addresses our traffic leaves.
#[derive(Serialize, ToSchema)]
pub(crate) struct EgressStatus {
    /// The addresses that customers are told.
    #[schema(value_type = Vec<String>, example = json!(["192.0.2.10"]))]
    addresses: Vec<IpAddr>,
    /// The last look of each worker, newest first.
    workers: Vec<WorkerLook>,
}

/// The last look of one worker.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkerLook {
    /// The worker.
    #[schema(example = "worker-1/4711")]
    worker: String,
    /// When it looked.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    checked_at: OffsetDateTime,
    /// The address that the other side saw.
    #[schema(example = "192.0.2.10")]
    seen_as: Option<String>,
    /// Whether customers are told that address. If not, the worker does no work.
    matches: bool,
    /// What went wrong.
    #[schema(example = "the gateway does not answer")]
    detail: Option<String>,
}

impl From<EgressCheck> for WorkerLook {
    fn from(row: EgressCheck) -> Self {
        let EgressCheck { worker, checked_at, seen_as, matches, detail } = row;
        Self { worker, checked_at, seen_as, matches, detail }
    }
}

/// Read from which addresses our traffic leaves.
#[utoipa::path(
    get, path = "/operator/v1/egress", tag = "operator: jobs",
    security(("operator" = [])),
    responses((status = 200, description = "The addresses, and what each worker saw.", body = EgressStatus))
)]
pub(crate) async fn read_egress_status(State(app): State<App>, _operator: Operator) -> Result<Answer, Problem> {
    let rows = app.store.operator().await?.egress_checks().await?;
    let workers = rows.into_iter().map(WorkerLook::from).collect();
    Ok(Answer::ok(&EgressStatus { addresses: app.settings.advertised.clone(), workers }))
}

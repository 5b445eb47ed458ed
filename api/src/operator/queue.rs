//! The queue in figures.

use axum::extract::State;
use oktually_core::store::QueueFigures;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answer::Answer, app::App, auth::Operator, problem::Problem};

/// What the queue looks like just now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queue {
    /// Jobs that could run now and wait for a worker.
    #[schema(example = 3)]
    due: i64,
    /// Jobs whose time has not come.
    #[schema(example = 120)]
    waiting: i64,
    /// Lanes being worked on.
    #[schema(example = 8)]
    leased: i64,
    /// Jobs that ended badly in the last day.
    #[schema(example = 0)]
    failed: i64,
    /// Seconds that the oldest due job has waited.
    #[schema(example = 2)]
    oldest_due_seconds: i64,
}

impl From<QueueFigures> for Queue {
    fn from(row: QueueFigures) -> Self {
        let QueueFigures { due, waiting, leased, failed, oldest_due_seconds } = row;
        Self { due, waiting, leased, failed, oldest_due_seconds }
    }
}

/// Read the queue's figures.
#[utoipa::path(
    get, path = "/operator/v1/queue", tag = "operator: jobs",
    security(("operator" = [])),
    responses((status = 200, description = "The figures.", body = Queue))
)]
pub(crate) async fn read_queue(State(app): State<App>, _operator: Operator) -> Result<Answer, Problem> {
    let figures = app.store.operator().await?.queue_figures().await?;
    Ok(Answer::ok(&Queue::from(figures)))
}

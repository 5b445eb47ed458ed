//! What a run would cost.

use oktually_core::collect;
use serde::Serialize;
use utoipa::ToSchema;

/// What a run would cost.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunPlan {
    /// Calls by endpoint; each endpoint has a limit of its own.
    calls: Vec<PlannedCalls>,
    /// All calls together.
    #[schema(example = 240)]
    requests: u64,
    /// Seconds that the tightest limit makes it last at least.
    #[schema(example = 120)]
    seconds: u64,
    /// Whether it rests on an earlier run. Without one, only what every org has is counted.
    from_earlier_run: bool,
}

/// Calls of one endpoint.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlannedCalls {
    /// The endpoint, ids replaced.
    #[schema(example = "/api/v1/users")]
    endpoint: &'static str,
    /// How many calls.
    #[schema(example = 25)]
    calls: u64,
    /// How many of them a minute allows.
    #[schema(example = 300)]
    per_minute: u64,
}

impl From<collect::Plan> for RunPlan {
    fn from(plan: collect::Plan) -> Self {
        let collect::Plan { calls, requests, seconds, from_earlier_run } = plan;
        let calls = calls.into_iter().map(|planned| PlannedCalls {
            endpoint: planned.endpoint,
            calls: planned.calls,
            per_minute: planned.per_minute,
        });
        Self { calls: calls.collect(), requests, seconds, from_earlier_run }
    }
}

//! The addresses that requests to Okta come from.

use std::net::IpAddr;

use axum::extract::State;
use oktually_core::store::EgressCheck;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{answer::Answer, app::App, auth::Caller, problem::Problem};

/// The addresses that requests to Okta come from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Egress {
    /// What to put into a network zone.
    #[schema(value_type = Vec<String>, example = json!(["192.0.2.10"]))]
    addresses: Vec<IpAddr>,
    /// The last look of each of our workers at the address it is seen from. One that is seen from another does no work.
    looks: Vec<Look>,
}

/// One look at the address that a worker is seen from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Look {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    checked_at: OffsetDateTime,
    /// The address.
    #[schema(example = "192.0.2.10")]
    seen_as: Option<String>,
    /// Whether it is one of those above.
    matches: bool,
}

impl From<EgressCheck> for Look {
    fn from(row: EgressCheck) -> Self {
        Self { checked_at: row.checked_at, seen_as: row.seen_as, matches: row.matches }
    }
}

/// Read the addresses that requests to Okta come from.
#[utoipa::path(
    get, path = "/v1/egress", tag = "tenant",
    security(("key" = ["viewer"])),
    responses((status = 200, description = "The addresses.", body = Egress))
)]
pub(crate) async fn read_egress(State(app): State<App>, caller: Caller) -> Result<Answer, Problem> {
    let rows = app.store.tenant(caller.tenant()).await?.egress_checks().await?;
    let looks = rows.into_iter().map(Look::from).collect();
    Ok(Answer::ok(&Egress { addresses: app.settings.advertised.clone(), looks }))
}

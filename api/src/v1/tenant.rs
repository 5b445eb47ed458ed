//! The tenant itself.

use axum::extract::State;
use oktually_core::{
    ids::TenantId,
    store::{self, TenantState},
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{answer::Answer, app::App, auth::Caller, problem::Problem, words};

/// A customer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tenant {
    /// The tenant.
    #[schema(value_type = String, example = "ten_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: TenantId,
    /// As operators call it.
    #[schema(example = "Acme")]
    name: String,
    /// Whether it is served.
    #[schema(value_type = words::TenantState)]
    state: TenantState,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    created_at: OffsetDateTime,
    /// When its state last changed.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    state_changed_at: OffsetDateTime,
}

impl From<store::Tenant> for Tenant {
    fn from(row: store::Tenant) -> Self {
        Self { id: row.id, name: row.name, state: row.state, created_at: row.created_at, state_changed_at: row.state_changed_at }
    }
}

/// Read your tenant.
#[utoipa::path(
    get, path = "/v1/tenant", tag = "tenant",
    security(("key" = ["viewer"])),
    responses((status = 200, description = "The tenant of the key.", body = Tenant))
)]
pub(crate) async fn read_own_tenant(State(app): State<App>, caller: Caller) -> Result<Answer, Problem> {
    let row = app.store.tenant(caller.tenant()).await?.itself().await?;
    Ok(Answer::ok(&Tenant::from(row)))
}

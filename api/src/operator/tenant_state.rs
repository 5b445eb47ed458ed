//! Suspending, resuming and deleting a tenant.

use axum::extract::State;
use oktually_core::{ids::TenantId, store::TenantState};

use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    extract::Path,
    problem::Problem,
    v1::{OfTenant, Tenant},
};

/// Suspend a tenant.
///
/// Its keys open nothing and nothing is collected for it, at once. Nothing is lost.
#[utoipa::path(
    post, path = "/operator/v1/tenants/{id}/suspend", tag = "operator: tenants",
    params(OfTenant), security(("operator" = [])),
    responses((status = 200, description = "It is suspended.", body = Tenant))
)]
pub(crate) async fn suspend_tenant(State(app): State<App>, operator: Operator, Path(id): Path<TenantId>) -> Result<Answer, Problem> {
    let mut scope = app.store.operator().await?;
    scope.suspend_tenant(id, &operator.actor()).await?;
    let row = scope.read_tenant(id).await?;
    scope.commit().await?;
    Ok(Answer::ok(&Tenant::from(row)))
}

/// Resume a tenant.
#[utoipa::path(
    post, path = "/operator/v1/tenants/{id}/resume", tag = "operator: tenants",
    params(OfTenant), security(("operator" = [])),
    responses((status = 200, description = "It is served again.", body = Tenant))
)]
pub(crate) async fn resume_tenant(State(app): State<App>, operator: Operator, Path(id): Path<TenantId>) -> Result<Answer, Problem> {
    let mut scope = app.store.operator().await?;
    scope.resume_tenant(id, &operator.actor()).await?;
    let row = scope.read_tenant(id).await?;
    scope.commit().await?;
    Ok(Answer::ok(&Tenant::from(row)))
}

/// Delete a tenant.
///
/// Its data keys are destroyed at once, so that nothing sealed for it can ever be opened again; its rows go in the
/// background. Asking again while they go does no harm.
#[utoipa::path(
    delete, path = "/operator/v1/tenants/{id}", tag = "operator: tenants",
    params(OfTenant), security(("operator" = [])),
    responses((status = 202, description = "Its keys are destroyed, and its rows are going.", body = Tenant))
)]
pub(crate) async fn delete_tenant(State(app): State<App>, operator: Operator, Path(id): Path<TenantId>) -> Result<Answer, Problem> {
    let mut scope = app.store.operator().await?;
    if scope.read_tenant(id).await?.state != TenantState::Deleting {
        scope.shred_tenant(id, &operator.actor()).await?;
    }
    let row = scope.read_tenant(id).await?;
    scope.commit().await?;
    // A second transaction, since a job belongs to its tenant. Should it fail, asking again makes it good.
    let mut scope = app.store.tenant(id).await?;
    scope.erase_later().await?;
    scope.commit().await?;
    Ok(Answer::accepted(format!("/operator/v1/tenants/{id}"), &Tenant::from(row)))
}

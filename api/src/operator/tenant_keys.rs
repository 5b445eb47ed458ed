//! Keys of one tenant: another owner's API key, and a new data key.

use axum::extract::State;
use oktually_core::{
    ids::TenantId,
    store::{Role, TenantState},
    work::Job,
};
use serde_json::json;

use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    extract::Path,
    once::Once,
    problem::{Kind, Problem},
    v1::{MadeKey, OfTenant, Repeatable, Shown, Tenant},
};

/// For how many days the key lives: long enough to make a better one with it.
const DAYS: i64 = 7;

/// Make an owner's key for a tenant.
///
/// For a tenant that has lost all of its own. It lives for a week, and its secret is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/operator/v1/tenants/{id}/owner-keys", tag = "operator: tenants",
    params(OfTenant, Repeatable), security(("operator" = [])),
    responses((status = 201, description = "The key, with its secret.", body = MadeKey))
)]
pub(crate) async fn create_owner_key(
    State(app): State<App>,
    operator: Operator,
    once: Once,
    Path(id): Path<TenantId>,
) -> Result<Answer, Problem> {
    let by = operator.actor();
    let mut scope = app.store.operator().await?;
    if let Some(answer) = once.answered_to(&operator, &app, &mut scope, &()).await? {
        return Ok(answer);
    }
    served(scope.read_tenant(id).await?.state)?;
    let key = Shown::generate(id, "Made by an operator", Role::Owner, DAYS, &by);
    scope.add_api_key(id, &key.row).await?;
    scope.record(id, &by, "api_key.created", Some(&key.row.id.to_string()), json!({ "role": Role::Owner })).await?;
    let answer = Answer::created(format!("/v1/keys/{}", key.row.id), &key.made()).shown_once();
    once.commit_by(&operator, scope, answer).await
}

/// Reseal a tenant.
///
/// A new data key is made in the background, and everything sealed for the tenant is sealed with it.
#[utoipa::path(
    post, path = "/operator/v1/tenants/{id}/reseal", tag = "operator: keys",
    params(OfTenant), security(("operator" = [])),
    responses((status = 202, description = "It was queued.", body = Tenant))
)]
pub(crate) async fn reseal_tenant(State(app): State<App>, operator: Operator, Path(id): Path<TenantId>) -> Result<Answer, Problem> {
    let row = app.store.operator().await?.read_tenant(id).await?;
    served(row.state)?;
    let mut scope = app.store.tenant(id).await?;
    scope.enqueue(&Job::ResealTenant {}).await?;
    scope.record(&operator.actor(), "tenant.reseal_asked", None, json!({})).await?;
    scope.commit().await?;
    Ok(Answer::accepted(format!("/operator/v1/tenants/{id}"), &Tenant::from(row)))
}

/// A tenant that is going, or gone, gets nothing new.
pub(super) fn served(state: TenantState) -> Result<(), Problem> {
    match state {
        TenantState::Active | TenantState::Suspended => Ok(()),
        TenantState::Deleting | TenantState::Deleted => Err(Problem::new(Kind::Conflict).detail("the tenant is deleted")),
    }
}

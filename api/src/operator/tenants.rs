//! Tenants: made, listed, read.

use axum::extract::State;
use oktually_core::{
    ids::TenantId,
    store::{Role, Seek},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    extract::{Json, Listing, Path},
    once::Once,
    page::Page,
    problem::Problem,
    text::Line,
    v1::{MadeKey, OfTenant, Paging, Repeatable, Shown, Tenant},
};

/// For how many days a tenant's first key lives.
const FIRST_KEY_DAYS: i64 = 90;

/// A tenant to be made.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct NewTenant {
    /// As operators call it.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "Acme")]
    name: Line<200>,
}

/// A tenant that was just made, with its first key.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeTenant {
    /// The tenant.
    tenant: Tenant,
    /// Its first key, an owner's. Its secret is shown this once.
    owner_key: MadeKey,
}

/// Make a tenant.
///
/// It gets a data key of its own, and an owner's API key that is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/operator/v1/tenants", tag = "operator: tenants",
    request_body = NewTenant, params(Repeatable), security(("operator" = [])),
    responses((status = 201, description = "The tenant and its first key.", body = MadeTenant))
)]
pub(crate) async fn create_tenant(
    State(app): State<App>,
    operator: Operator,
    once: Once,
    Json(new): Json<NewTenant>,
) -> Result<Answer, Problem> {
    let by = operator.actor();
    let mut scope = app.store.operator().await?;
    if let Some(answer) = once.answered_to(&operator, &app, &mut scope, &new).await? {
        return Ok(answer);
    }
    let id = scope.create_tenant(app.keyring()?, new.name.as_str(), &by).await?;
    let key = Shown::generate(id, "First key", Role::Owner, FIRST_KEY_DAYS, &by);
    scope.add_api_key(id, &key.row).await?;
    let tenant = scope.read_tenant(id).await?.into();
    let made = MadeTenant { tenant, owner_key: key.made() };
    let answer = Answer::created(format!("/operator/v1/tenants/{id}"), &made).shown_once();
    once.commit_by(&operator, scope, answer).await
}

/// List tenants.
///
/// Newest first.
#[utoipa::path(
    get, path = "/operator/v1/tenants", tag = "operator: tenants",
    params(Paging), security(("operator" = [])),
    responses((status = 200, description = "A page of tenants.", body = Page<Tenant>))
)]
pub(crate) async fn list_tenants(State(app): State<App>, _operator: Operator, list: Listing<()>) -> Result<Page<Tenant>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, None)?;
    let rows = app.store.operator().await?.tenants(after, list.rows_to_read()).await?;
    Ok(list.page(&cursors, None, rows, |row| Seek { at: row.created_at, id: row.id.uuid() }).map(Tenant::from))
}

/// Read a tenant.
#[utoipa::path(
    get, path = "/operator/v1/tenants/{id}", tag = "operator: tenants",
    params(OfTenant), security(("operator" = [])),
    responses((status = 200, description = "The tenant.", body = Tenant))
)]
pub(crate) async fn read_tenant(State(app): State<App>, _operator: Operator, Path(id): Path<TenantId>) -> Result<Answer, Problem> {
    let row = app.store.operator().await?.read_tenant(id).await?;
    Ok(Answer::ok(&Tenant::from(row)))
}

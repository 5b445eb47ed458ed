//! An intake link on a tenant's behalf.

use axum::extract::State;
use oktually_core::ids::{ConnectionId, TenantId};

use super::tenant_keys::served;
use crate::{
    answer::Answer,
    app::App,
    auth::Operator,
    extract::{Json, Path},
    once::Once,
    problem::Problem,
    v1::{MadeLink, NewLink, Repeatable, made_link},
};

/// Make an intake link for a tenant's connection.
///
/// Its address is in this answer and nowhere else. Links of the connection that are still open are taken back.
#[utoipa::path(
    post, path = "/operator/v1/tenants/{id}/connections/{connection}/intake-links", tag = "operator: tenants",
    request_body = Option<NewLink>, security(("operator" = [])), params(Repeatable, ("id" = String, Path, description = "The tenant.", example = "ten_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f"),
        ("connection" = String, Path, description = "The connection.", example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")),
    responses((status = 201, description = "The link, with its address.", body = MadeLink))
)]
pub(crate) async fn create_tenants_intake_link(
    State(app): State<App>,
    operator: Operator,
    once: Once,
    Path((tenant, connection)): Path<(TenantId, ConnectionId)>,
    new: Option<Json<NewLink>>,
) -> Result<Answer, Problem> {
    served(app.store.operator().await?.read_tenant(tenant).await?.state)?;
    let new = new.map(|Json(new)| new);
    let mut scope = app.store.tenant(tenant).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &new).await? {
        return Ok(answer);
    }
    let answer = made_link(&app, &mut scope, connection, new.as_ref(), &operator.actor()).await?;
    once.commit(scope, answer).await
}

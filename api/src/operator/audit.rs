//! What operators did to the service itself.

use axum::extract::State;
use oktually_core::store::Seek;

use crate::{
    app::App,
    auth::Operator,
    extract::Listing,
    page::Page,
    problem::Problem,
    v1::{Act, Paging},
};

/// List what was done to the service.
///
/// Newest first: operators that were added or revoked, keys that were rotated, tenants that were deleted. What else was done to
/// a tenant stands in that tenant's own list.
#[utoipa::path(
    get, path = "/operator/v1/audit", tag = "operator: audit",
    params(Paging), security(("operator" = [])),
    responses((status = 200, description = "A page of acts.", body = Page<Act>))
)]
pub(crate) async fn list_service_audit(State(app): State<App>, _operator: Operator, list: Listing<()>) -> Result<Page<Act>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, None)?;
    let rows = app.store.operator().await?.audit_of_service(after, list.rows_to_read()).await?;
    Ok(list.page(&cursors, None, rows, |row| Seek { at: row.at, id: row.id.uuid() }).map(Act::from))
}

//! Who did what.

use axum::extract::State;
use oktually_core::{
    ids::AuditId,
    store::{self, Seek},
};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::Paging;
use crate::{
    app::App,
    auth::{Admin, Caller},
    extract::Listing,
    page::Page,
    problem::Problem,
    words,
};

/// One act.
#[derive(Serialize, ToSchema)]
pub(crate) struct Act {
    /// The row.
    #[schema(value_type = String, example = "aud_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: AuditId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    at: OffsetDateTime,
    /// Who: a key, an intake link, an operator or the service itself.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    actor: String,
    /// What.
    #[schema(example = "credential.submitted")]
    act: String,
    /// To which thing.
    #[schema(example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    target: Option<String>,
    /// What else is worth knowing; never a secret.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"version": 2, "host": "acme.okta.com"}))]
    detail: Value,
}

impl From<store::AuditRow> for Act {
    fn from(row: store::AuditRow) -> Self {
        let store::AuditRow { id, at, actor, act, target, detail } = row;
        Self { id, at, actor, act, target, detail }
    }
}

/// List what was done.
///
/// Newest first: by your keys, through your intake links, by operators and by the service itself.
#[utoipa::path(
    get, path = "/v1/audit", tag = "tenant",
    params(Paging), security(("key" = ["admin"])),
    responses((status = 200, description = "A page of acts.", body = Page<Act>))
)]
pub(crate) async fn list_audit(State(app): State<App>, caller: Caller<Admin>, list: Listing<()>) -> Result<Page<Act>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.audit(after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| Seek { at: row.at, id: row.id.uuid() });
    Ok(page.map(Act::from))
}

//! Intake links: one-time addresses where an administrator hands over a secret.

use axum::extract::State;
use oktually_core::{
    ids::{ConnectionId, IntakeLinkId},
    store::{self, Actor, NewIntakeLink, Seek, TenantScope},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;

use super::{
    Paging,
    params::{OfConnection, OfLink, Repeatable},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    extract::{Json, Listing, Path},
    keys::IntakeToken,
    once::Once,
    page::Page,
    problem::Problem,
    text::Within,
};

/// A link, without its secret part.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntakeLink {
    /// The link.
    #[schema(value_type = String, example = "int_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: IntakeLinkId,
    /// Whose credential it takes.
    #[schema(value_type = String, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: ConnectionId,
    /// Whether a submission through it would be taken now.
    open: bool,
    /// Submissions left.
    #[schema(example = 5)]
    submissions_left: i16,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    created_at: OffsetDateTime,
    /// By whom.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    created_by: String,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-08T08:00:00Z")]
    expires_at: OffsetDateTime,
    /// When Okta accepted what came through it.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T09:12:00Z")]
    spent_at: Option<OffsetDateTime>,
    /// When it was taken back.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-06T08:00:00Z")]
    revoked_at: Option<OffsetDateTime>,
}

impl From<store::IntakeLink> for IntakeLink {
    fn from(row: store::IntakeLink) -> Self {
        Self {
            id: row.id,
            connection: row.connection,
            open: row.is_open(OffsetDateTime::now_utc()),
            submissions_left: row.left(),
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            spent_at: row.spent_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// A link to be made.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct NewLink {
    /// For how many hours it can be used, from 1 to 720. Without it: three days, or what the operator has set.
    #[serde(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 720, example = 72)]
    expires_in_hours: Option<Within<1, 720>>,
}

/// A link that was just made. Its address is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeLink {
    /// The link.
    link: IntakeLink,
    /// Where the administrator hands the credential over. Whoever has it may do that, so send it to them alone.
    #[schema(example = "https://oktually.example.com/intake/okti_…")]
    url: String,
}

/// Makes a link, in the transaction that records it. Earlier links of the connection that are still open are taken back.
pub(crate) async fn made(
    app: &App,
    scope: &mut TenantScope,
    connection: ConnectionId,
    new: Option<&NewLink>,
    by: &Actor,
) -> Result<Answer, Problem> {
    let id = IntakeLinkId::new();
    let token = IntakeToken::generate(scope.tenant().uuid(), id.uuid());
    let lifetime = new.and_then(|new| new.expires_in_hours).map_or(app.settings.link_lifetime, |hours| Duration::hours(hours.get()));
    let new = NewIntakeLink { id, connection, hash: token.hash().as_bytes().to_vec(), lifetime, created_by: by.to_string() };
    let link = scope.create_intake_link(&new).await?;
    scope.record(by, "intake_link.created", Some(&id.to_string()), json!({ "connection": connection })).await?;
    #[expect(clippy::disallowed_methods, reason = "a link is shown once, to whoever makes it")]
    let url = format!("{}/intake/{}", app.settings.public_url, token.text().expose_secret());
    Ok(Answer::created(format!("/v1/intake-links/{id}"), &MadeLink { link: link.into(), url }).shown_once())
}

/// Make an intake link.
///
/// Its address is in this answer and nowhere else. Links of the connection that are still open are taken back.
#[utoipa::path(
    post, path = "/v1/connections/{id}/intake-links", tag = "intake links",
    request_body = Option<NewLink>, security(("key" = ["admin"])), params(OfConnection, Repeatable),
    responses((status = 201, description = "The link, with its address.", body = MadeLink))
)]
pub(crate) async fn create_intake_link(
    State(app): State<App>,
    caller: Caller<Admin>,
    once: Once,
    Path(connection): Path<ConnectionId>,
    new: Option<Json<NewLink>>,
) -> Result<Answer, Problem> {
    let new = new.map(|Json(new)| new);
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &new).await? {
        return Ok(answer);
    }
    let answer = made(&app, &mut scope, connection, new.as_ref(), &caller.actor()).await?;
    once.commit(scope, answer).await
}

/// List a connection's intake links.
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/connections/{id}/intake-links", tag = "intake links",
    security(("key" = ["viewer"])), params(OfConnection, Paging),
    responses((status = 200, description = "A page of links.", body = Page<IntakeLink>))
)]
pub(crate) async fn list_intake_links(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    list: Listing<()>,
) -> Result<Page<IntakeLink>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, caller.tenant_uuid())?;
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.connection(id).await?;
    let rows = scope.intake_links(id, after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| Seek { at: row.created_at, id: row.id.uuid() });
    Ok(page.map(IntakeLink::from))
}

/// Read an intake link.
#[utoipa::path(
    get, path = "/v1/intake-links/{id}", tag = "intake links",
    params(OfLink), security(("key" = ["viewer"])),
    responses((status = 200, description = "The link, without its address.", body = IntakeLink))
)]
pub(crate) async fn read_intake_link(State(app): State<App>, caller: Caller, Path(id): Path<IntakeLinkId>) -> Result<Answer, Problem> {
    let row = app.store.tenant(caller.tenant()).await?.intake_link(id).await?.ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&IntakeLink::from(row)))
}

/// Take an intake link back.
#[utoipa::path(
    delete, path = "/v1/intake-links/{id}", tag = "intake links",
    params(OfLink), security(("key" = ["admin"])),
    responses((status = 204, description = "It takes nothing any more."))
)]
pub(crate) async fn revoke_intake_link(
    State(app): State<App>,
    caller: Caller<Admin>,
    Path(id): Path<IntakeLinkId>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.revoke_intake_link(id).await?;
    scope.record(&caller.actor(), "intake_link.revoked", Some(&id.to_string()), json!({})).await?;
    scope.commit().await?;
    Ok(Answer::done())
}

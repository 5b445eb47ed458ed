//! A tenant's keys to this API.

use axum::extract::State;
use oktually_core::{
    ids::{ApiKeyId, TenantId},
    store::{self, Actor, NewApiKey, Role},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;

use super::params::{OfKey, Repeatable};
use crate::{
    answer::Answer,
    app::App,
    auth::{Caller, Owner},
    extract::{Json, Path},
    keys,
    once::Once,
    page::Page,
    problem::Problem,
    text::{Line, Within},
    words,
};

/// For how many days a key lives unless it is said otherwise.
const DAYS: i64 = 90;

/// A key, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKey {
    /// The key.
    #[schema(value_type = String, example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: ApiKeyId,
    /// What it is for.
    #[schema(example = "Nightly export")]
    name: String,
    /// What it may do.
    #[schema(value_type = words::Role)]
    role: Role,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    created_at: OffsetDateTime,
    /// By whom.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    created_by: String,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-04-05T08:00:00Z")]
    expires_at: OffsetDateTime,
    /// When it was last used, to the minute.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-06T02:00:00Z")]
    last_used_at: Option<OffsetDateTime>,
    /// When it was taken back.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-02-01T08:00:00Z")]
    revoked_at: Option<OffsetDateTime>,
}

impl From<store::ApiKey> for ApiKey {
    fn from(row: store::ApiKey) -> Self {
        let store::ApiKey { id, name, role, created_at, created_by, expires_at, last_used_at, revoked_at } = row;
        Self { id, name, role, created_at, created_by, expires_at, last_used_at, revoked_at }
    }
}

/// A key to be made.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct NewKey {
    /// What it is for.
    #[schema(value_type = String, min_length = 1, max_length = 100, example = "Nightly export")]
    name: Line<100>,
    /// What it may do.
    #[schema(value_type = words::Role)]
    role: Role,
    /// For how many days it lives, from 1 to 365. Without it: 90.
    #[serde(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 365, example = 90)]
    expires_in_days: Option<Within<1, 365>>,
}

/// A key that was just made. Its secret is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey {
    /// The key.
    key: ApiKey,
    /// What to send as `Authorization: Bearer …`. It cannot be shown again.
    #[schema(example = "oktk_…")]
    secret: String,
}

/// A key on its way into the store, and to its owner.
pub(crate) struct Shown {
    pub(crate) row: NewApiKey,
    secret: keys::ApiKey,
}

impl Shown {
    /// A new key with a secret from the system's generator.
    pub(crate) fn generate(tenant: TenantId, name: &str, role: Role, days: i64, by: &Actor) -> Self {
        let id = ApiKeyId::new();
        let secret = keys::ApiKey::generate(tenant.uuid(), id.uuid());
        let expires_at = OffsetDateTime::now_utc() + Duration::days(days);
        let row =
            NewApiKey { id, name: name.to_owned(), role, hash: secret.hash().as_bytes().to_vec(), expires_at, created_by: by.to_string() };
        Self { row, secret }
    }

    /// What its owner is shown, once.
    pub(crate) fn made(&self) -> MadeKey {
        let NewApiKey { id, name, role, expires_at, created_by, .. } = self.row.clone();
        let key =
            ApiKey { id, name, role, created_at: OffsetDateTime::now_utc(), created_by, expires_at, last_used_at: None, revoked_at: None };
        #[expect(clippy::disallowed_methods, reason = "a key is shown once, to whoever makes it")]
        let secret = self.secret.text().expose_secret().to_owned();
        MadeKey { key, secret }
    }
}

impl NewKey {
    /// The key that this asks for.
    pub(crate) fn generate(&self, tenant: TenantId, by: &Actor) -> Shown {
        Shown::generate(tenant, self.name.as_str(), self.role, self.expires_in_days.map_or(DAYS, Within::get), by)
    }
}

/// List keys.
///
/// All of them, oldest first, without their secrets.
#[utoipa::path(
    get, path = "/v1/keys", tag = "keys",
    security(("key" = ["owner"])),
    responses((status = 200, description = "All keys.", body = Page<ApiKey>))
)]
pub(crate) async fn list_keys(State(app): State<App>, caller: Caller<Owner>) -> Result<Page<ApiKey>, Problem> {
    let rows = app.store.tenant(caller.tenant()).await?.api_keys().await?;
    Ok(Page::whole(rows).map(ApiKey::from))
}

/// Make a key.
///
/// Its secret is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/v1/keys", tag = "keys",
    request_body = NewKey, params(Repeatable), security(("key" = ["owner"])),
    responses((status = 201, description = "The key, with its secret.", body = MadeKey))
)]
pub(crate) async fn create_key(
    State(app): State<App>,
    caller: Caller<Owner>,
    once: Once,
    Json(new): Json<NewKey>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &new).await? {
        return Ok(answer);
    }
    let key = new.generate(caller.tenant(), &caller.actor());
    scope.add_api_key(&key.row).await?;
    let detail = json!({ "name": new.name, "role": new.role });
    scope.record(&caller.actor(), "api_key.created", Some(&key.row.id.to_string()), detail).await?;
    once.commit(scope, Answer::created(format!("/v1/keys/{}", key.row.id), &key.made()).shown_once()).await
}

/// Read a key.
#[utoipa::path(
    get, path = "/v1/keys/{id}", tag = "keys",
    params(OfKey), security(("key" = ["owner"])),
    responses((status = 200, description = "The key, without its secret.", body = ApiKey))
)]
pub(crate) async fn read_key(State(app): State<App>, caller: Caller<Owner>, Path(id): Path<ApiKeyId>) -> Result<Answer, Problem> {
    let rows = app.store.tenant(caller.tenant()).await?.api_keys().await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&ApiKey::from(row)))
}

/// Revoke a key.
///
/// It opens nothing from now on, and neither do tokens that were issued for it. The last live key of an owner stays.
#[utoipa::path(
    delete, path = "/v1/keys/{id}", tag = "keys",
    params(OfKey), security(("key" = ["owner"])),
    responses((status = 204, description = "It is revoked."))
)]
pub(crate) async fn revoke_key(State(app): State<App>, caller: Caller<Owner>, Path(id): Path<ApiKeyId>) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.revoke_api_key(id).await?;
    scope.record(&caller.actor(), "api_key.revoked", Some(&id.to_string()), json!({})).await?;
    scope.commit().await?;
    Ok(Answer::done())
}

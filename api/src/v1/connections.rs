//! Connections.

use axum::extract::State;
use okta_client::OrgUrl;
use oktually_core::{
    ids::ConnectionId,
    store::{self, Seek},
    work::Job,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    Paging,
    connection::{Connection, Tags, shown},
    params::{OfConnection, Read, Repeatable},
};
use crate::{
    answer::Answer,
    app::App,
    auth::{Admin, Caller},
    etag::IfMatch,
    extract::{Json, Listing, Path},
    once::Once,
    page::Page,
    problem::Problem,
    text::{Line, Lines, Within, some},
};

/// How far back the first look at a log goes where nobody has said: what most of the collectors of it do at most.
const LOOKBACK_DAYS: i16 = 7;

/// A connection to be made.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct NewConnection {
    /// As you call it.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "Acme production")]
    name: Line<200>,
    /// The org's address, if only that org's credential is to be taken.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "https://acme.okta.com")]
    org: Option<Line<1000>>,
    /// Percent of the rate limit shown to the credential to use at most. Without it: 50, or what the operator has set.
    #[serde(default)]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 90, example = 50)]
    share_percent: Option<Within<1, 90>>,
    /// Minutes between scheduled runs. Null: runs only when asked. Without it: a day, or what the operator has set.
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, minimum = 15, maximum = 43200, example = 1440)]
    scan_every_minutes: Option<Option<Within<15, 43_200>>>,
    /// Whether the org's System Log is followed. Without it: yes.
    #[serde(default)]
    #[schema(example = true)]
    log_enabled: Option<bool>,
    /// How far back the first look at the log goes, in days; Okta keeps 90. Without it: 7.
    #[serde(default)]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 90, example = 7)]
    log_lookback_days: Option<Within<0, 90>>,
    /// Your own words.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000, example = "Owned by the identity team")]
    note: Option<Lines<2000>>,
}

/// An edit: what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ConnectionChange {
    /// Another name.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "Acme production")]
    name: Option<Line<200>>,
    /// Another share.
    #[serde(default)]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 90, example = 30)]
    share_percent: Option<Within<1, 90>>,
    /// Another schedule; null ends it.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<i32>, minimum = 15, maximum = 43200, example = 720)]
    scan_every_minutes: Option<Option<Within<15, 43_200>>>,
    /// Whether the org's System Log is followed. Where it is left and taken up again within 90 days, nothing is missed.
    #[serde(default)]
    #[schema(example = true)]
    log_enabled: Option<bool>,
    /// How far back the first look at the log goes, in days. It changes nothing where the log has been looked at.
    #[serde(default)]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 90, example = 30)]
    log_lookback_days: Option<Within<0, 90>>,
    /// Another note; null takes it away.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<String>, max_length = 2000, example = "Owned by the identity team")]
    note: Option<Option<Lines<2000>>>,
    /// Other tags, in place of all that there are.
    #[serde(default)]
    tags: Option<Tags>,
}

impl NewConnection {
    fn check(&self, app: &App) -> Result<store::NewConnection, Problem> {
        let org = self.org.as_ref().map(|org| org.as_str().parse::<OrgUrl>()).transpose();
        let org = org.map_err(|error| Problem::field("/org", error.to_string()))?;
        Ok(store::NewConnection {
            name: self.name.as_str().to_owned(),
            host: org.map(|org| org.host().to_owned()),
            share_percent: self.share_percent.map_or(app.settings.share_percent, Within::get),
            scan_every_minutes: self.scan_every_minutes.map_or(app.settings.scan_every_minutes, |every| every.map(Within::get)),
            log_enabled: self.log_enabled.unwrap_or(true),
            log_lookback_days: self.log_lookback_days.map_or(LOOKBACK_DAYS, Within::get),
            note: self.note.clone().map(Lines::into_string),
        })
    }
}

impl ConnectionChange {
    fn into_row(self) -> Result<store::ConnectionChange, Problem> {
        Ok(store::ConnectionChange {
            name: self.name.map(Line::into_string),
            share_percent: self.share_percent.map(Within::get),
            scan_every_minutes: self.scan_every_minutes.map(|every| every.map(Within::get)),
            log_enabled: self.log_enabled,
            log_lookback_days: self.log_lookback_days.map(Within::get),
            note: self.note.map(|note| note.map(Lines::into_string)),
            tags: self.tags.map(|tags| serde_json::to_value(tags).map_err(Problem::internal)).transpose()?,
        })
    }
}

/// List connections.
///
/// Oldest first.
#[utoipa::path(
    get, path = "/v1/connections", tag = "connections",
    params(Paging), security(("key" = ["viewer"])),
    responses((status = 200, description = "A page of connections.", body = Page<Connection>))
)]
pub(crate) async fn list_connections(State(app): State<App>, caller: Caller, list: Listing<()>) -> Result<Page<Connection>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<Seek>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.connections(after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| Seek { at: row.created_at, id: row.id.uuid() });
    Ok(page.map(Connection::from))
}

/// Make a connection.
///
/// It awaits a credential: submit one, or make an intake link and send that to the org's administrator.
#[utoipa::path(
    post, path = "/v1/connections", tag = "connections",
    request_body = NewConnection, params(Repeatable), security(("key" = ["admin"])),
    responses((status = 201, description = "It was made.", body = Connection))
)]
pub(crate) async fn create_connection(
    State(app): State<App>,
    caller: Caller<Admin>,
    once: Once,
    Json(new): Json<NewConnection>,
) -> Result<Answer, Problem> {
    let row = new.check(&app)?;
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if let Some(answer) = once.answered(&app, &mut scope, &new).await? {
        return Ok(answer);
    }
    let made = scope.create_connection(&row).await?;
    scope.record(&caller.actor(), "connection.created", Some(&made.id.to_string()), json!({ "name": made.name })).await?;
    let (path, revision) = (format!("/v1/connections/{}", made.id), made.revision);
    once.commit(scope, Answer::created(path, &Connection::from(made)).revision(revision)).await
}

/// Read a connection.
#[utoipa::path(
    get, path = "/v1/connections/{id}", tag = "connections",
    params(OfConnection), security(("key" = ["viewer"])),
    responses((status = 200, description = "The connection. Its `ETag` is wanted by edits.", body = Connection))
)]
pub(crate) async fn read_connection(State(app): State<App>, caller: Caller, Path(id): Path<ConnectionId>) -> Result<Answer, Problem> {
    let row = app.store.tenant(caller.tenant()).await?.connection(id).await?;
    Ok(shown(row))
}

/// Edit a connection.
#[utoipa::path(
    patch, path = "/v1/connections/{id}", tag = "connections",
    request_body = ConnectionChange, security(("key" = ["admin"])), params(OfConnection, Read),
    responses((status = 200, description = "As it is now.", body = Connection))
)]
pub(crate) async fn update_connection(
    State(app): State<App>,
    caller: Caller<Admin>,
    IfMatch(revision): IfMatch,
    Path(id): Path<ConnectionId>,
    Json(change): Json<ConnectionChange>,
) -> Result<Answer, Problem> {
    let change = change.into_row()?;
    let mut scope = app.store.tenant(caller.tenant()).await?;
    if change.scan_every_minutes.is_some() || change.log_enabled == Some(true) {
        // Whoever keeps the schedule has the old one in mind. The lane comes first, as for the worker: else the two may wait for
        // each other.
        scope.hurry(&Job::KeepCurrent { connection: id }).await?;
    }
    let row = scope.change_connection(id, revision, &change).await?;
    scope.record(&caller.actor(), "connection.changed", Some(&id.to_string()), json!({ "revision": row.revision })).await?;
    scope.commit().await?;
    Ok(shown(row))
}

/// Delete a connection.
///
/// Its credentials, and everything that was collected and found through it, go with it.
#[utoipa::path(
    delete, path = "/v1/connections/{id}", tag = "connections",
    params(OfConnection), security(("key" = ["admin"])),
    responses((status = 204, description = "It is gone."))
)]
pub(crate) async fn delete_connection(
    State(app): State<App>,
    caller: Caller<Admin>,
    Path(id): Path<ConnectionId>,
) -> Result<Answer, Problem> {
    let mut scope = app.store.tenant(caller.tenant()).await?;
    scope.delete_connection(id).await?;
    scope.record(&caller.actor(), "connection.deleted", Some(&id.to_string()), json!({})).await?;
    scope.commit().await?;
    Ok(Answer::done())
}

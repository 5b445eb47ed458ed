//! Findings.

use axum::extract::State;
use oktually_core::{
    checks::{Severity, SubjectKind},
    ids::{ConnectionId, FindingId},
    store::{Disposition, FindingFilter, FindingState},
};
use serde::{Deserialize, Deserializer};
use time::OffsetDateTime;

use super::{
    Paging,
    finding::{Finding, shown},
    params::OfFinding,
};
use crate::{
    answer::Answer,
    app::App,
    auth::Caller,
    extract::{Listing, Path},
    page::Page,
    problem::Problem,
    text::{Line, moment},
    words,
};

/// Which findings.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichFindings {
    /// Still so, or not any more; given several times, one of them. Without it: open ones.
    #[serde(default)]
    #[param(value_type = Vec<words::FindingState>)]
    state: Vec<FindingState>,
    /// Of this severity; given several times, of one of them.
    #[serde(default)]
    #[param(value_type = Vec<words::Severity>)]
    severity: Vec<Severity>,
    /// With this disposition: `none` leaves out what is muted or accepted.
    #[param(value_type = Option<words::Disposition>)]
    disposition: Option<Disposition>,
    /// By this check.
    #[param(value_type = Option<String>, example = "token.no-network-zone")]
    check: Option<Line<100>>,
    /// In this org.
    #[param(value_type = Option<String>, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: Option<ConnectionId>,
    /// About objects of this kind.
    #[param(value_type = Option<words::SubjectKind>)]
    subject_kind: Option<SubjectKind>,
    /// About the object with this Okta id.
    #[param(value_type = Option<String>, example = "00T1a2b3c4d5e6f7g8h9")]
    subject_id: Option<Line<300>>,
    /// First seen at or after this time.
    #[serde(default, deserialize_with = "since")]
    #[param(example = "2026-01-05T00:00:00Z")]
    opened_since: Option<OffsetDateTime>,
    /// With something new in its history at or after this time: opened, resolved, come back, more or less severe, muted, …
    #[serde(default, deserialize_with = "since")]
    #[param(example = "2026-01-05T00:00:00Z")]
    changed_since: Option<OffsetDateTime>,
    /// Seen or resolved at or after this time. Each run sees again what is still so.
    #[serde(default, deserialize_with = "since")]
    #[param(example = "2026-01-05T00:00:00Z")]
    seen_since: Option<OffsetDateTime>,
}

fn since<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    moment(deserializer).map(Some)
}

impl WhichFindings {
    fn filter(&self) -> FindingFilter {
        FindingFilter {
            states: self.state.clone(),
            disposition: self.disposition,
            connection: self.connection,
            check_id: self.check.clone().map(Line::into_string),
            severities: self.severity.iter().copied().map(i16::from).collect(),
            subject_kind: self.subject_kind.map(|kind| kind.word().to_owned()),
            subject_id: self.subject_id.clone().map(Line::into_string),
            opened_since: self.opened_since,
            changed_since: self.changed_since,
            seen_since: self.seen_since,
        }
    }
}

/// List findings.
///
/// Worst first. To follow what happens, ask for both states and `changed_since` a minute before the newest `changed_at` that
/// you have: what was being written just then has an earlier time.
#[utoipa::path(
    get, path = "/v1/findings", tag = "findings",
    params(WhichFindings, Paging), security(("key" = ["viewer"])),
    responses((status = 200, description = "A page of findings.", body = Page<Finding>))
)]
pub(crate) async fn list_findings(State(app): State<App>, caller: Caller, list: Listing<WhichFindings>) -> Result<Page<Finding>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<(i16, FindingId)>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.findings(&list.filters.filter(), after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| (row.severity, row.id));
    Ok(page.map(Finding::from))
}

/// Read a finding.
#[utoipa::path(
    get, path = "/v1/findings/{id}", tag = "findings",
    params(OfFinding), security(("key" = ["viewer"])),
    responses((status = 200, description = "The finding. Its `ETag` may be given when something is said about it.", body = Finding))
)]
pub(crate) async fn read_finding(State(app): State<App>, caller: Caller, Path(id): Path<FindingId>) -> Result<Answer, Problem> {
    let row = app.store.tenant(caller.tenant()).await?.finding(id).await?;
    Ok(shown(row))
}

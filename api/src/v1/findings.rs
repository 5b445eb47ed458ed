//! Findings.

use axum::extract::State;
use oktually_core::{
    checks::{self, Severity, SubjectKind},
    ids::{ConnectionId, FindingId, RunId},
    store::{self, Disposition, FindingFilter, FindingState},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{Paging, checks::Control};
use crate::{
    answer::Answer,
    app::App,
    auth::Caller,
    extract::{Listing, Path},
    page::Page,
    problem::Problem,
    text::Line,
    words,
};

/// What a check saw, and what was said about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Finding {
    /// The finding. It stays the same for as long as the same check finds the same object.
    #[schema(value_type = String, example = "fnd_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: FindingId,
    /// In which org.
    #[schema(value_type = String, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: ConnectionId,
    /// By which check.
    #[schema(example = "token.no-network-zone")]
    check_id: String,
    /// What is wrong, in a few words.
    #[schema(example = "API token accepted from any IP")]
    title: String,
    /// Why it matters.
    #[schema(example = "A token that leaks from one machine works from every machine, the thief's included.")]
    why: Option<String>,
    /// What to do.
    #[schema(example = "Restrict the token under Security › API › Tokens to a network zone.")]
    remedy: Option<String>,
    /// Controls that it speaks to.
    frameworks: Vec<Control>,
    /// What it is about.
    subject: Subject,
    /// How bad it is.
    #[schema(value_type = words::Severity)]
    severity: Value,
    /// Whether it is still so.
    #[schema(value_type = words::FindingState)]
    state: FindingState,
    /// What a person said about it; null if nobody did, or its time is over.
    disposition: Option<Said>,
    /// What was seen, in a sentence.
    #[schema(example = "Token jenkins works from any address.")]
    summary: String,
    /// What was seen, in figures.
    #[schema(value_type = BTreeMap<String, words::Anything>, example = json!({"owner": "jane.doe@acme.example", "client_name": "Okta API"}))]
    evidence: Value,
    /// First seen.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:01:30Z")]
    first_seen_at: OffsetDateTime,
    /// Last seen.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-06T08:01:30Z")]
    last_seen_at: OffsetDateTime,
    /// By which run.
    #[schema(value_type = String, example = "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    last_run: RunId,
    /// Since when it could not be looked at. Until it can, it stays open.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-07T08:01:30Z")]
    not_seen_since: Option<OffsetDateTime>,
    /// When it was resolved.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-08T08:01:30Z")]
    resolved_at: Option<OffsetDateTime>,
    /// Times it came back.
    #[schema(example = 0)]
    reopened: i32,
}

/// What a finding is about.
#[derive(Serialize, ToSchema)]
pub(crate) struct Subject {
    /// What kind of object.
    #[schema(value_type = words::SubjectKind)]
    kind: String,
    /// Okta's id of it, or a path for an endpoint.
    #[schema(example = "00T1a2b3c4d5e6f7g8h9")]
    id: String,
    /// Its name when last seen.
    #[schema(example = "jenkins")]
    name: Option<String>,
}

/// What a person said about a finding.
#[derive(Serialize, ToSchema)]
pub(crate) struct Said {
    /// Muted, or its risk accepted.
    #[schema(value_type = words::Disposition)]
    disposition: Disposition,
    /// Why.
    #[schema(example = "The old build server goes in March")]
    reason: Option<String>,
    /// Who.
    #[schema(example = "key_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    by: Option<String>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-03-31T00:00:00Z")]
    until: Option<OffsetDateTime>,
}

impl From<store::Finding> for Finding {
    fn from(row: store::Finding) -> Self {
        // A check that an older release had may be gone; what it found is not.
        let check = checks::find(&row.check_id);
        let said =
            Said { disposition: row.disposition, reason: row.disposition_reason, by: row.disposition_by, until: row.disposition_until };
        Self {
            id: row.id,
            connection: row.connection,
            title: check.map_or_else(|| row.check_id.clone(), |check| check.title.to_owned()),
            why: check.map(|check| check.why.to_owned()),
            remedy: check.map(|check| check.remedy.to_owned()),
            frameworks: check.map(Control::all).unwrap_or_default(),
            check_id: row.check_id,
            subject: Subject { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
            severity: Severity::try_from(row.severity).map_or(Value::Null, |severity| severity.word().into()),
            state: row.state,
            disposition: (row.disposition != Disposition::None).then_some(said),
            summary: row.summary,
            evidence: row.evidence,
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            last_run: row.last_run,
            not_seen_since: row.not_seen_since,
            resolved_at: row.resolved_at,
            reopened: row.reopened,
        }
    }
}

/// Which findings.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichFindings {
    /// Still so, or not any more. Without it: open ones.
    #[param(value_type = Option<words::FindingState>)]
    state: Option<FindingState>,
    /// Of this severity.
    #[param(value_type = Option<words::Severity>)]
    severity: Option<Severity>,
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
    /// Seen or resolved at or after this time.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(example = "2026-01-05T00:00:00Z")]
    since: Option<OffsetDateTime>,
}

impl WhichFindings {
    fn filter(&self) -> FindingFilter {
        FindingFilter {
            state: self.state,
            disposition: self.disposition,
            connection: self.connection,
            check_id: self.check.clone().map(Line::into_string),
            severity: self.severity.map(i16::from),
            subject_kind: self.subject_kind.map(|kind| kind.word().to_owned()),
            subject_id: self.subject_id.clone().map(Line::into_string),
            since: self.since,
        }
    }
}

/// List findings.
///
/// Worst first.
#[utoipa::path(get, path = "/v1/findings", tag = "findings", params(WhichFindings, Paging), security(("key" = ["viewer"])),
    responses((status = 200, description = "A page of findings.", body = Page<Finding>)))]
pub(crate) async fn list_findings(State(app): State<App>, caller: Caller, list: Listing<WhichFindings>) -> Result<Page<Finding>, Problem> {
    let cursors = app.signing.cursors()?;
    let after = list.after::<(i16, FindingId)>(&cursors, caller.tenant_uuid())?;
    let rows = app.store.tenant(caller.tenant()).await?.findings(&list.filters.filter(), after, list.rows_to_read()).await?;
    let page = list.page(&cursors, caller.tenant_uuid(), rows, |row| (row.severity, row.id));
    Ok(page.map(Finding::from))
}

/// Read a finding.
#[utoipa::path(get, path = "/v1/findings/{id}", tag = "findings", params(("id" = String, Path, example = "fnd_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")), security(("key" = ["viewer"])),
    responses((status = 200, description = "The finding. Its `ETag` may be given when something is said about it.", body = Finding)))]
pub(crate) async fn read_finding(State(app): State<App>, caller: Caller, Path(id): Path<FindingId>) -> Result<Answer, Problem> {
    let row = app.store.tenant(caller.tenant()).await?.finding(id).await?;
    Ok(shown(row))
}

/// A finding as an answer, with its tag.
pub(super) fn shown(row: store::Finding) -> Answer {
    let revision = row.revision;
    Answer::ok(&Finding::from(row)).revision(revision)
}

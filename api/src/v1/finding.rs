//! A finding, as it is shown.

use oktually_core::{
    checks::{self, Severity},
    ids::{ConnectionId, FindingId, RunId},
    store::{self, Disposition, FindingState, Source},
};
use oktually_events::detection::Rules;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::checks::Control;
use crate::{answer::Answer, words};

/// What a check saw, and what was said about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Finding {
    /// The finding. It stays the same for as long as the same check finds the same object.
    #[schema(value_type = String, example = "fnd_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: FindingId,
    /// In which org.
    #[schema(value_type = String, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    connection: ConnectionId,
    /// By which check, or which rule over events.
    #[schema(example = "token.no-network-zone")]
    check: String,
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
    /// Whether a check over what was collected saw it, or a rule over events of the log.
    #[schema(value_type = words::Source)]
    source: Source,
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
    /// By which run; null if it comes from events of the log.
    #[schema(value_type = Option<String>, example = "run_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    last_run: Option<RunId>,
    /// Since when it could not be looked at. Until it can, it stays open.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-07T08:01:30Z")]
    not_seen_since: Option<OffsetDateTime>,
    /// When it was resolved.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-08T08:01:30Z")]
    resolved_at: Option<OffsetDateTime>,
    /// When something last happened to it, as its history tells.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-08T08:01:31Z")]
    changed_at: OffsetDateTime,
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
        // A check or rule that an older release had may be gone; what it found is not.
        let found_by = checks::find(&row.check_id);
        let rule = (row.source == Source::Detection).then(|| Rules::built_in().get(&row.check_id)).flatten();
        let said =
            Said { disposition: row.disposition, reason: row.disposition_reason, by: row.disposition_by, until: row.disposition_until };
        Self {
            id: row.id,
            connection: row.connection,
            title: found_by
                .map(|check| check.title.to_owned())
                .or_else(|| rule.map(|rule| rule.title.clone()))
                .unwrap_or_else(|| row.check_id.clone()),
            why: found_by.map(|check| check.why.to_owned()).or_else(|| rule.and_then(|rule| rule.description.clone())),
            remedy: found_by.map(|check| check.remedy.to_owned()).or_else(|| rule.and_then(|rule| rule.remedy.clone())),
            frameworks: found_by.map(Control::all).unwrap_or_default(),
            check: row.check_id,
            subject: Subject { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
            severity: Severity::try_from(row.severity).map_or(Value::Null, |severity| severity.word().into()),
            source: row.source,
            state: row.state,
            disposition: (row.disposition != Disposition::None).then_some(said),
            summary: row.summary,
            evidence: row.evidence,
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            last_run: row.last_run,
            not_seen_since: row.not_seen_since,
            resolved_at: row.resolved_at,
            changed_at: row.changed_at,
            reopened: row.reopened,
        }
    }
}

/// A finding as an answer, with its tag.
pub(super) fn shown(row: store::Finding) -> Answer {
    let revision = row.revision;
    Answer::ok(&Finding::from(row)).revision(revision)
}

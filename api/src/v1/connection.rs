//! A connection, as it is shown.

use oktually_core::{ids::ConnectionId, store};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{answer::Answer, text::Line, words};

/// One Okta org.
#[derive(Serialize, ToSchema)]
pub(crate) struct Connection {
    /// The connection.
    #[schema(value_type = String, example = "con_0198c5f2a0b07c3e9d2f4a6b8c0d1e2f")]
    id: ConnectionId,
    /// What it opens.
    #[schema(value_type = words::ConnectionKind)]
    kind: store::ConnectionKind,
    /// As you call it.
    #[schema(example = "Acme production")]
    name: String,
    /// The org's host, once it is known.
    #[schema(example = "acme.okta.com")]
    host: Option<String>,
    /// Okta's id of the org, pinned by the first accepted credential.
    #[schema(example = "00o1n8sbwArJ7OQRw406")]
    org_id: Option<String>,
    /// The org's engine.
    #[schema(value_type = Option<words::Engine>)]
    engine: Option<store::Engine>,
    /// Where it stands.
    #[schema(value_type = words::ConnectionState)]
    state: store::ConnectionState,
    /// Percent of the rate limit shown to the credential that is used at most.
    #[schema(example = 50)]
    share_percent: i16,
    /// Minutes between scheduled runs. Null: runs only when asked.
    #[schema(example = 1440)]
    scan_every_minutes: Option<i32>,
    /// Whether the org's System Log is followed.
    #[schema(example = true)]
    log_enabled: bool,
    /// How far back the first look at the log goes, in days.
    #[schema(example = 7)]
    log_lookback_days: i16,
    /// Your own words.
    #[schema(example = "Owned by the identity team")]
    note: Option<String>,
    /// What only people know about accounts.
    #[schema(value_type = Tags)]
    tags: Value,
    /// Version of the credential in use.
    #[schema(example = 1)]
    credential_version: Option<i32>,
    /// Why collection stopped, as a code. Null while all is well.
    #[schema(example = "credential_rejected")]
    trouble: Option<String>,
    /// Since when.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    trouble_since: Option<OffsetDateTime>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    created_at: OffsetDateTime,
    /// When it last changed.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(example = "2026-01-05T08:00:00Z")]
    updated_at: OffsetDateTime,
}

impl From<store::Connection> for Connection {
    fn from(row: store::Connection) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            name: row.name,
            host: row.host,
            org_id: row.org_id,
            engine: row.engine,
            state: row.state,
            share_percent: row.share_percent,
            scan_every_minutes: row.scan_every_minutes,
            log_enabled: row.log_enabled,
            log_lookback_days: row.log_lookback_days,
            note: row.note,
            tags: row.tags,
            credential_version: row.credential_version,
            trouble: row.trouble,
            trouble_since: row.trouble_since,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// What only people know about accounts, each named by login or by Okta id.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct Tags {
    /// Accounts of machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["svc-backup@acme.example"]))]
    service_accounts: Option<Vec<Line<200>>>,
    /// Accounts of people, however machine-like their login.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["api.fan@acme.example"]))]
    people: Option<Vec<Line<200>>>,
    /// Accounts kept sealed for emergencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["break-glass@acme.example"]))]
    break_glass: Option<Vec<Line<200>>>,
    /// People who may own API tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["00u1abcdefGHIJKLM0x7"]))]
    token_owners: Option<Vec<Line<200>>>,
    /// Words of a login that tell an account of a machine, instead of those that we know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["svc", "bot"]))]
    service_words: Option<Vec<Line<200>>>,
}

/// A connection as an answer, with its tag.
pub(super) fn shown(row: store::Connection) -> Answer {
    let revision = row.revision;
    Answer::ok(&Connection::from(row)).revision(revision)
}

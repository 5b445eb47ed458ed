//! Findings: what a check saw, with a lasting identity and a life of its own.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Result, StoreError, TenantScope};
use crate::ids::{ConnectionId, EventId, FindingId, RunId};

/// Whether what was found is still so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// It was so when last looked at.
    Open = 1,
    /// It was looked at and is not so any more.
    Resolved = 2,
}

/// What saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A check over what was collected.
    Check = 1,
    /// A rule over events of the log.
    Detection = 2,
}

/// What a person said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Nothing.
    None = 0,
    /// Not to be shown for a while.
    Muted = 1,
    /// Known and borne for a while.
    Accepted = 2,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The finding.
    pub id: FindingId,
    /// In which org.
    pub connection: ConnectionId,
    /// Whether a check over what was collected saw it, or a rule over events.
    pub source: Source,
    /// By which check or rule.
    pub check_id: String,
    /// What kind of object.
    pub subject_kind: String,
    /// Okta's id of the object.
    pub subject_id: String,
    /// Its name when last seen.
    pub subject_name: Option<String>,
    /// 1 critical … 5 info.
    pub severity: i16,
    /// Whether it is still so.
    pub state: FindingState,
    /// What a person said; one that has run out counts as none.
    pub disposition: Disposition,
    /// Why.
    pub disposition_reason: Option<String>,
    /// Who.
    pub disposition_by: Option<String>,
    /// Until when.
    pub disposition_until: Option<OffsetDateTime>,
    /// What was seen, in a sentence.
    pub summary: String,
    /// What was seen, in figures.
    pub evidence: Value,
    /// First seen.
    pub first_seen_at: OffsetDateTime,
    /// Last seen.
    pub last_seen_at: OffsetDateTime,
    /// By which run; none if it comes from events.
    pub last_run: Option<RunId>,
    /// Since when it could not be looked at.
    pub not_seen_since: Option<OffsetDateTime>,
    /// When it was resolved.
    pub resolved_at: Option<OffsetDateTime>,
    /// When something last happened to it, as its history tells.
    pub changed_at: OffsetDateTime,
    /// Times it came back.
    pub reopened: i32,
    /// Counts changes.
    pub revision: i32,
}

/// One change of a finding.
#[derive(Debug, Clone)]
pub struct FindingEvent {
    /// The change.
    pub id: EventId,
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub what: FindingChange,
    /// By which run.
    pub run: Option<RunId>,
    /// By whom.
    pub actor: Option<String>,
    /// What else is worth knowing.
    pub detail: Value,
}

/// What happened to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum FindingChange {
    /// Seen for the first time.
    Opened = 1,
    /// Looked at and not so any more, or its subject is gone.
    Resolved = 2,
    /// So again.
    Reopened = 3,
    /// More or less severe.
    SeverityChanged = 4,
    /// A person muted it.
    Muted = 5,
    /// A person accepted the risk.
    Accepted = 6,
    /// A person took that back.
    DispositionWithdrawn = 7,
    /// That ran out.
    DispositionExpired = 8,
    /// It could not be looked at.
    NotEvaluated = 9,
    /// It could be looked at again, and is still so.
    SeenAgain = 10,
}

/// A mute, an acceptance, or taking it back.
#[derive(Debug, Clone)]
pub struct NewDisposition {
    /// Which.
    pub disposition: Disposition,
    /// Why.
    pub reason: Option<String>,
    /// Until when.
    pub until: Option<OffsetDateTime>,
}

/// What a check saw of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What kind of object.
    pub subject_kind: String,
    /// Okta's id of it.
    pub subject_id: String,
    /// Its name.
    pub subject_name: Option<String>,
    /// 1 critical … 5 info.
    pub severity: i16,
    /// In a sentence.
    pub summary: String,
    /// In figures.
    pub evidence: Value,
}

macro_rules! findings {
    ($name:literal, $($rest:literal)+ $(, $value:expr)*) => {
        sqlx::query_as!(
            Finding,
            $name + r#"
            select id as "id: FindingId", connection_id as "connection: ConnectionId",
              source as "source: Source", check_id, subject_kind, subject_id, subject_name,
              severity, state as "state: FindingState",
              case when disposition_until < now() then 0::smallint else disposition end as "disposition!: Disposition",
              disposition_reason, disposition_by, disposition_until, summary, evidence, first_seen_at, last_seen_at,
              last_run_id as "last_run: RunId", not_seen_since, resolved_at, changed_at, reopened, revision
            from findings
            "# $(+ $rest)+
            $(, $value)*
        )
    };
}

pub(super) use findings;

impl TenantScope {
    /// One finding.
    ///
    /// # Errors
    /// When there is none.
    pub async fn finding(&mut self, id: FindingId) -> Result<Finding> {
        findings!("-- read_finding", "where id = $1", id.uuid()).fetch_optional(&mut *self.tx).await?.ok_or(StoreError::NotFound("finding"))
    }

    /// What happened to a finding, oldest first.
    ///
    /// # Errors
    /// When there is no such finding.
    pub async fn finding_history(&mut self, id: FindingId, after: Option<EventId>, limit: i64) -> Result<Vec<FindingEvent>> {
        self.finding(id).await?;
        Ok(sqlx::query_as!(
            FindingEvent,
            r#"-- finding_history
            select id as "id: EventId", at, what as "what: FindingChange", run_id as "run: RunId", actor, detail
            from finding_events
            where finding_id = $1 and id > $2
            order by id
            limit $3"#,
            id.uuid(),
            after.map_or(Uuid::nil(), EventId::uuid),
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Open findings of checks that nobody has muted or accepted, counted by severity: critical, high, medium, low, info.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_by_severity(&mut self, connection: ConnectionId) -> Result<[i64; 5]> {
        let rows = sqlx::query!(
            r#"-- open_by_severity
            select severity, count(*) as "count!"
            from findings
            where connection_id = $1 and source = 1 and state = 1 and (disposition = 0 or disposition_until < now())
            group by severity"#,
            connection.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let mut counts = [0; 5];
        for row in rows {
            if let Some(count) = usize::try_from(row.severity - 1).ok().and_then(|index| counts.get_mut(index)) {
                *count = row.count;
            }
        }
        Ok(counts)
    }
}

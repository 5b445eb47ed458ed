//! A finding's life: opened, seen again, resolved, and what people say of it.

use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Actor, Disposition, Finding, FindingChange, FindingState, NewDisposition, Result, Seen, Source, StoreError, TenantScope,
    findings::findings,
};
use crate::ids::{ConnectionId, EventId, FindingId, RunId};

impl TenantScope {
    /// Mutes a finding, accepts its risk, or takes that back; as it was at `revision`, if one is given.
    ///
    /// # Errors
    /// When there is none, or it changed since.
    pub async fn dispose(&mut self, id: FindingId, revision: Option<i32>, new: &NewDisposition, by: &Actor) -> Result<Finding> {
        let now = findings!("-- lock_finding", "where id = $1 for update", id.uuid())
            .fetch_optional(&mut *self.tx)
            .await?
            .ok_or(StoreError::NotFound("finding"))?;
        if revision.is_some_and(|revision| revision != now.revision) {
            return Err(StoreError::Outdated);
        }
        sqlx::query!(
            r#"-- dispose
            update findings
            set disposition = $2, disposition_reason = $3, disposition_by = $4, disposition_until = $5, revision = revision + 1
            where id = $1"#,
            id.uuid(),
            new.disposition as i16,
            new.reason,
            by.to_string(),
            new.until,
        )
        .execute(&mut *self.tx)
        .await?;
        let (what, act) = match new.disposition {
            Disposition::Muted => (FindingChange::Muted, "finding.muted"),
            Disposition::Accepted => (FindingChange::Accepted, "finding.accepted"),
            Disposition::None => (FindingChange::DispositionWithdrawn, "finding.reopened"),
        };
        let until = new.until.map(|until| until.format(&time::format_description::well_known::Rfc3339).unwrap_or_default());
        let detail = serde_json::json!({ "reason": new.reason, "until": until });
        self.add_events(&[(id, what)], None, Some(by), &detail).await?;
        self.record(by, act, Some(&id.to_string()), detail).await?;
        self.finding(id).await
    }

    /// All findings of one check in an org, whatever their state, locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings_of_check(&mut self, connection: ConnectionId, check: &str) -> Result<Vec<Finding>> {
        Ok(findings!(
            "-- findings_of_check",
            "where connection_id = $1 and check_id = $2 order by subject_kind, subject_id for update",
            connection.uuid(),
            check
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Opens findings about subjects that had none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_findings(
        &mut self,
        connection: ConnectionId,
        check: &str,
        run: RunId,
        at: OffsetDateTime,
        seen: &[&Seen],
    ) -> Result<()> {
        let ids: Vec<FindingId> = seen.iter().map(|_| FindingId::new()).collect();
        let columns = Columns::of(seen);
        sqlx::query!(
            r#"-- open_findings
            insert into findings (tenant_id, id, connection_id, check_id, subject_kind, subject_id, subject_name, severity, summary, evidence,
              first_seen_at, last_seen_at, last_run_id)
            select $1, id, $2, $3, subject_kind, subject_id, subject_name, severity, summary, evidence, $5, $5, $4
            from unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::smallint[], $11::text[], $12::jsonb[])
              as seen (id, subject_kind, subject_id, subject_name, severity, summary, evidence)"#,
            self.tenant.uuid(),
            connection.uuid(),
            check,
            run.uuid(),
            at,
            &ids.iter().map(|id| id.uuid()).collect::<Vec<_>>(),
            &columns.kinds as &[&str],
            &columns.ids as &[&str],
            &columns.names as &[Option<&str>],
            &columns.severities,
            &columns.summaries as &[&str],
            &columns.evidence,
        )
        .execute(&mut *self.tx)
        .await?;
        let events: Vec<_> = ids.into_iter().map(|id| (id, FindingChange::Opened)).collect();
        self.add_events(&events, Some(run), None, &serde_json::json!({})).await
    }

    /// Findings that are still so, or so again: what was seen takes the place of what was seen before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_again(&mut self, run: RunId, at: OffsetDateTime, seen: &[(&Finding, &Seen)]) -> Result<()> {
        let ids: Vec<Uuid> = seen.iter().map(|(finding, _)| finding.id.uuid()).collect();
        let columns = Columns::of(&seen.iter().map(|(_, seen)| *seen).collect::<Vec<_>>());
        sqlx::query!(
            r#"-- see_again
            update findings
            set state = 1, resolved_at = null, not_seen_since = null, last_seen_at = $1, last_run_id = $2,
              reopened = reopened + case when state = 2 then 1 else 0 end,
              disposition = case when disposition_until < $1 then 0 else disposition end,
              disposition_reason = case when disposition_until < $1 then null else disposition_reason end,
              disposition_by = case when disposition_until < $1 then null else disposition_by end,
              disposition_until = case when disposition_until < $1 then null else disposition_until end,
              subject_name = seen.subject_name, severity = seen.severity, summary = seen.summary, evidence = seen.evidence, revision = revision + 1
            from unnest($3::uuid[], $4::text[], $5::smallint[], $6::text[], $7::jsonb[]) as seen (id, subject_name, severity, summary, evidence)
            where findings.id = seen.id"#,
            at,
            run.uuid(),
            &ids,
            &columns.names as &[Option<&str>],
            &columns.severities,
            &columns.summaries as &[&str],
            &columns.evidence,
        )
        .execute(&mut *self.tx)
        .await?;
        let mut events = Vec::new();
        for (finding, seen) in seen {
            if finding.state == FindingState::Resolved {
                events.push((finding.id, FindingChange::Reopened));
            } else if finding.not_seen_since.is_some() {
                events.push((finding.id, FindingChange::SeenAgain));
            }
            if finding.severity != seen.severity {
                events.push((finding.id, FindingChange::SeverityChanged));
            }
            if finding.disposition_until.is_some_and(|until| until < at)
                && finding.disposition == Disposition::None
                && finding.disposition_by.is_some()
            {
                events.push((finding.id, FindingChange::DispositionExpired));
            }
        }
        self.add_events(&events, Some(run), None, &serde_json::json!({})).await
    }

    /// Findings that were looked at and are not so any more, or whose subject is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resolve_findings(&mut self, run: RunId, at: OffsetDateTime, ids: &[FindingId]) -> Result<()> {
        let uuids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        sqlx::query!(
            r#"-- resolve_findings
            update findings
            set state = 2, resolved_at = $1, not_seen_since = null, last_run_id = $2, revision = revision + 1
            where id = any($3)"#,
            at,
            run.uuid(),
            &uuids,
        )
        .execute(&mut *self.tx)
        .await?;
        let events: Vec<_> = ids.iter().map(|id| (*id, FindingChange::Resolved)).collect();
        self.add_events(&events, Some(run), None, &serde_json::json!({})).await
    }

    /// Findings that could not be looked at this time: they stay as they are, marked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn miss_findings(&mut self, run: RunId, at: OffsetDateTime, ids: &[FindingId]) -> Result<()> {
        let uuids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let missed = sqlx::query_scalar!(
            r#"-- miss_findings
            update findings
            set not_seen_since = $1, revision = revision + 1
            where id = any($2) and state = 1 and not_seen_since is null
            returning id as "id: FindingId""#,
            at,
            &uuids,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let events: Vec<_> = missed.into_iter().map(|id| (id, FindingChange::NotEvaluated)).collect();
        self.add_events(&events, Some(run), None, &serde_json::json!({})).await
    }

    /// Writes the history, and with it when each finding last changed: the two say the same.
    pub(super) async fn add_events(
        &mut self,
        events: &[(FindingId, FindingChange)],
        run: Option<RunId>,
        by: Option<&Actor>,
        detail: &Value,
    ) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = events.iter().map(|_| EventId::new().uuid()).collect();
        let findings: Vec<Uuid> = events.iter().map(|(id, _)| id.uuid()).collect();
        let changes: Vec<i16> = events.iter().map(|(_, what)| *what as i16).collect();
        sqlx::query!(
            r#"-- add_finding_events
            insert into finding_events (tenant_id, finding_id, id, what, run_id, actor, detail)
            select $1, finding_id, id, what, $2, $3, $4
            from unnest($5::uuid[], $6::uuid[], $7::smallint[]) as happened (id, finding_id, what)"#,
            self.tenant.uuid(),
            run.map(RunId::uuid),
            by.map(ToString::to_string),
            detail,
            &ids,
            &findings,
            &changes,
        )
        .execute(&mut *self.tx)
        .await?;
        // A new one has the time already.
        sqlx::query!("-- move_changed_at\nupdate findings set changed_at = now() where id = any($1) and changed_at < now()", &findings)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

/// What was seen, column by column, as `unnest` takes it.
struct Columns<'a> {
    kinds: Vec<&'a str>,
    ids: Vec<&'a str>,
    names: Vec<Option<&'a str>>,
    severities: Vec<i16>,
    summaries: Vec<&'a str>,
    evidence: Vec<Value>,
}

impl<'a> Columns<'a> {
    fn of(seen: &[&'a Seen]) -> Self {
        Self {
            kinds: seen.iter().map(|seen| seen.subject_kind.as_str()).collect(),
            ids: seen.iter().map(|seen| seen.subject_id.as_str()).collect(),
            names: seen.iter().map(|seen| seen.subject_name.as_deref()).collect(),
            severities: seen.iter().map(|seen| seen.severity).collect(),
            summaries: seen.iter().map(|seen| seen.summary.as_str()).collect(),
            evidence: seen.iter().map(|seen| seen.evidence.clone()).collect(),
        }
    }
}

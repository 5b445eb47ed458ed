//! What rules saw in the log, and the findings that follow from it.

use std::collections::HashSet;

use oktually_events::Known;
use serde_json::json;
use time::OffsetDateTime;

use super::{FindingChange, FindingState, Group, Result, StoreError, TenantScope};
use crate::ids::{ConnectionId, FindingId, RunId};

/// Hits of one subject that are looked at for its finding, the latest first; what is more is said as "at least".
const LOOKED_AT: i64 = 1_000;
/// Events that a finding names as its evidence, those of the latest hits.
const EVIDENCE: usize = 100;
/// A finding whose rule goes on hitting says so in its history once in so long.
const AGAIN_AFTER: time::Duration = time::Duration::hours(1);

/// An event that a rule hit, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitRow {
    /// The rule.
    pub rule: String,
    /// Whom it is about, and what kind of thing that is.
    pub subject: Subject,
    /// The subject's name.
    pub subject_name: Option<String>,
    /// From the first event…
    pub from: OffsetDateTime,
    /// …until the last.
    pub until: OffsetDateTime,
    /// The event's id; of several, what they have in common.
    pub key: String,
    /// 1 critical … 5 info.
    pub severity: i16,
    /// Ids of events, a hundred at most.
    pub events: Vec<String>,
    /// How many there are.
    pub count: i32,
    /// What was seen, in a sentence.
    pub words: String,
}

/// Whom a hit is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// What kind of thing.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// What a correlation had seen and is judging anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// The group.
    pub group: Group,
    /// Whom it was about.
    pub subject: Subject,
    /// From the first event…
    pub from: OffsetDateTime,
    /// …until the last.
    pub until: OffsetDateTime,
}

/// All hits of a subject, put together.
struct Sum {
    rule: String,
    kind: String,
    id: String,
    name: Option<String>,
    hits: i64,
    severity: i16,
    first: OffsetDateTime,
    last: OffsetDateTime,
    /// Ids, one a line, those of the latest hit first.
    events: String,
    words: String,
}

impl TenantScope {
    /// Keeps hits; one that is there already becomes what it is now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_hits(&mut self, connection: ConnectionId, hits: &[HitRow]) -> Result<()> {
        sqlx::query!(
            r#"-- keep_hits
            insert into detection_hits (tenant_id, connection_id, rule, subject_kind, subject_id, subject_name, from_at, until_at, key, severity, events, count,
              words)
            select $1, $2, rule, kind, id, name, from_at, until_at, key, severity, string_to_array(events, e'\n'), count, words
            from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::smallint[], $11::text[],
              $12::int[], $13::text[]) as page (rule, kind, id, name, from_at, until_at, key, severity, events, count, words)
            order by rule, kind, id, from_at, key
            on conflict (tenant_id, connection_id, rule, subject_kind, subject_id, from_at, key) do update
            set until_at = excluded.until_at, severity = excluded.severity, events = excluded.events, count = excluded.count, words = excluded.words"#,
            self.tenant.uuid(),
            connection.uuid(),
            &hits.iter().map(|hit| hit.rule.as_str()).collect::<Vec<_>>() as &[&str],
            &hits.iter().map(|hit| hit.subject.kind.as_str()).collect::<Vec<_>>() as &[&str],
            &hits.iter().map(|hit| hit.subject.id.as_str()).collect::<Vec<_>>() as &[&str],
            &hits.iter().map(|hit| hit.subject_name.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
            &hits.iter().map(|hit| hit.from).collect::<Vec<_>>(),
            &hits.iter().map(|hit| hit.until).collect::<Vec<_>>(),
            &hits.iter().map(|hit| hit.key.as_str()).collect::<Vec<_>>() as &[&str],
            &hits.iter().map(|hit| hit.severity).collect::<Vec<_>>(),
            &hits.iter().map(|hit| hit.events.join("\n")).collect::<Vec<_>>(),
            &hits.iter().map(|hit| hit.count).collect::<Vec<_>>(),
            &hits.iter().map(|hit| hit.words.as_str()).collect::<Vec<_>>() as &[&str],
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes back what correlations had seen of groups within ranges of time: it is about to be judged anew. Gives what went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_hits(
        &mut self,
        connection: ConnectionId,
        groups: &[(Group, OffsetDateTime, OffsetDateTime)],
    ) -> Result<Vec<TakenBack>> {
        let rows = sqlx::query!(
            r#"-- take_back_hits
            delete from detection_hits
            using unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[]) as judged (rule, key, from_at, until_at)
            where tenant_id = $1 and connection_id = $2 and detection_hits.rule = judged.rule and detection_hits.key = judged.key
              and detection_hits.from_at <= judged.until_at and detection_hits.until_at >= judged.from_at
            returning detection_hits.rule, detection_hits.key, subject_kind, subject_id, detection_hits.from_at, detection_hits.until_at"#,
            self.tenant.uuid(),
            connection.uuid(),
            &groups.iter().map(|(group, ..)| group.rule.as_str()).collect::<Vec<_>>() as &[&str],
            &groups.iter().map(|(group, ..)| group.shared.as_str()).collect::<Vec<_>>() as &[&str],
            &groups.iter().map(|(_, from, _)| *from).collect::<Vec<_>>(),
            &groups.iter().map(|(.., until)| *until).collect::<Vec<_>>(),
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| TakenBack {
                group: Group { rule: row.rule, shared: row.key },
                subject: Subject { kind: row.subject_kind, id: row.subject_id },
                from: row.from_at,
                until: row.until_at,
            })
            .collect())
    }

    /// Moves the findings of these rules and subjects to what their hits say now.
    ///
    /// A finding opens with the first hit; further ones are added to it. One that a person has resolved opens again with a hit that happened
    /// later. One without hits any more was disproved by events that came late: it is resolved, and says so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_findings(&mut self, connection: ConnectionId, touched: &[(String, Subject)]) -> Result<()> {
        let sums = self.sums(connection, touched).await?;
        let mut history = Vec::new();
        for sum in &sums {
            history.extend(self.move_finding(connection, sum).await?);
        }
        self.add_events(&history, None, None, &json!({})).await?;
        let disproved: Vec<&(String, Subject)> = touched
            .iter()
            .filter(|(rule, subject)| !sums.iter().any(|sum| sum.rule == *rule && sum.kind == subject.kind && sum.id == subject.id))
            .collect();
        let mut gone = Vec::new();
        for (rule, subject) in disproved {
            let rows = sqlx::query_scalar!(
                r#"-- withdraw_finding
                update findings
                set state = 2, resolved_at = now(), revision = revision + 1
                where connection_id = $1 and source = 2 and check_id = $2 and subject_kind = $3 and subject_id = $4 and state = 1
                returning id as "id: FindingId""#,
                connection.uuid(),
                rule,
                subject.kind,
                subject.id,
            );
            gone.extend(rows.fetch_all(&mut *self.tx).await?.into_iter().map(|id| (id, FindingChange::Resolved)));
        }
        self.add_events(&gone, None, None, &json!({ "why": "events that came late disproved it" })).await
    }

    async fn sums(&mut self, connection: ConnectionId, touched: &[(String, Subject)]) -> Result<Vec<Sum>> {
        Ok(sqlx::query_as!(
            Sum,
            r#"-- sum_hits
            select wanted.rule as "rule!", wanted.kind as "kind!", wanted.id as "id!", hits.name, hits.count as "hits!", hits.severity as "severity!",
              hits.first as "first!", hits.last as "last!", hits.events as "events!", hits.words as "words!"
            from unnest($3::text[], $4::text[], $5::text[]) as wanted (rule, kind, id)
            cross join lateral (
              select count(*) as count, min(severity) as severity, min(from_at) as first, max(until_at) as last,
                (array_agg(subject_name order by place))[1] as name, (array_agg(words order by place))[1] as words,
                string_agg(array_to_string(events, e'\n'), e'\n' order by place) filter (where place <= 100) as events
              from (
                select severity, from_at, until_at, subject_name, words, events, row_number() over (order by from_at desc, key desc) as place
                from detection_hits
                where tenant_id = $1 and connection_id = $2 and rule = wanted.rule and subject_kind = wanted.kind and subject_id = wanted.id
                order by from_at desc, key desc
                limit $6
              ) latest
            ) hits
            where hits.count > 0"#,
            self.tenant.uuid(),
            connection.uuid(),
            &touched.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>() as &[&str],
            &touched.iter().map(|(_, subject)| subject.kind.as_str()).collect::<Vec<_>>() as &[&str],
            &touched.iter().map(|(_, subject)| subject.id.as_str()).collect::<Vec<_>>() as &[&str],
            LOOKED_AT,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    async fn move_finding(&mut self, connection: ConnectionId, sum: &Sum) -> Result<Vec<(FindingId, FindingChange)>> {
        let mut seen = HashSet::new();
        let events: Vec<&str> = sum.events.lines().filter(|id| seen.insert(*id)).take(EVIDENCE).collect();
        let evidence = json!({ "hits": sum.hits, "at_least": sum.hits == LOOKED_AT, "events": events });
        let known = sqlx::query!(
            r#"-- lock_finding_of_rule
            select id as "id: FindingId", state as "state: FindingState", severity, last_seen_at, resolved_at, (
                select actor is null from finding_events where finding_id = findings.id and what = 2 order by id desc limit 1
              ) as withdrawn
            from findings
            where connection_id = $1 and check_id = $2 and subject_kind = $3 and subject_id = $4
            for update"#,
            connection.uuid(),
            sum.rule,
            sum.kind,
            sum.id,
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        let Some(known) = known else {
            let id = FindingId::new();
            sqlx::query!(
                r#"-- open_finding_of_rule
                insert into findings (tenant_id, id, connection_id, source, check_id, subject_kind, subject_id, subject_name, severity, summary, evidence,
                  first_seen_at, last_seen_at)
                values ($1, $2, $3, 2, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#,
                self.tenant.uuid(),
                id.uuid(),
                connection.uuid(),
                sum.rule,
                sum.kind,
                sum.id,
                sum.name,
                sum.severity,
                sum.words,
                evidence,
                sum.first,
                sum.last,
            )
            .execute(&mut *self.tx)
            .await?;
            return Ok(vec![(id, FindingChange::Opened)]);
        };
        // What a person has dealt with stays dealt with until it happens again.
        let happened_again = known.resolved_at.is_none_or(|at| sum.last > at || sum.last > known.last_seen_at);
        let again = known.state == FindingState::Resolved && (known.withdrawn.unwrap_or_default() || happened_again);
        sqlx::query!(
            r#"-- see_rule_s_finding_again
            update findings
            set state = case when $2 then 1 else state end, resolved_at = case when $2 then null else resolved_at end,
              reopened = reopened + case when $2 then 1 else 0 end,
              subject_name = coalesce($3, subject_name), severity = $4, summary = $5, evidence = $6,
              first_seen_at = least(first_seen_at, $7), last_seen_at = $8, revision = revision + 1
            where id = $1"#,
            known.id.uuid(),
            again,
            sum.name,
            sum.severity,
            sum.words,
            evidence,
            sum.first,
            sum.last,
        )
        .execute(&mut *self.tx)
        .await?;
        let mut history = Vec::new();
        if again {
            history.push((known.id, FindingChange::Reopened));
        } else if known.state == FindingState::Open && sum.last - known.last_seen_at >= AGAIN_AFTER {
            history.push((known.id, FindingChange::SeenAgain));
        }
        if known.severity != sum.severity {
            history.push((known.id, FindingChange::SeverityChanged));
        }
        Ok(history)
    }

    /// Forgets hits that are older than this tenant keeps events.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_hits(&mut self, connection: ConnectionId) -> Result<()> {
        sqlx::query!(
            r#"-- forget_hits
            delete from detection_hits
            where tenant_id = $1 and connection_id = $2
              and from_at < now() - make_interval(days => (select log_days from tenants where id = $1)) and until_at < from_at + interval '2 days'"#,
            self.tenant.uuid(),
            connection.uuid(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Deletes what rules saw and kept of a connection, `at_most` rows of it. Tells whether all is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_detections(&mut self, connection: ConnectionId, at_most: i64) -> Result<bool> {
        let hits = sqlx::query!(
            "-- erase_hits\ndelete from detection_hits where ctid = any (array(select ctid from detection_hits where connection_id = $1 limit $2))",
            connection.uuid(),
            at_most,
        );
        if hits.execute(&mut *self.tx).await?.rows_affected() > 0 {
            return Ok(false);
        }
        let marks = sqlx::query!(
            "-- erase_marks\ndelete from detection_marks where ctid = any (array(select ctid from detection_marks where connection_id = $1 limit $2))",
            connection.uuid(),
            at_most,
        );
        Ok(marks.execute(&mut *self.tx).await?.rows_affected() == 0)
    }

    /// What the last analysed run knew of an org that rules ask for; nothing of one that was never analysed.
    ///
    /// # Errors
    /// When the database fails, or what is kept is of another form.
    pub async fn org_knowledge(&mut self, connection: ConnectionId) -> Result<Known> {
        let body = sqlx::query_scalar!("-- org_knowledge\nselect body from org_knowledge where connection_id = $1", connection.uuid())
            .fetch_optional(&mut *self.tx)
            .await?;
        Ok(body.map(serde_json::from_value).transpose().map_err(|_| StoreError::Unreadable("knowledge of an org"))?.unwrap_or_default())
    }

    /// Keeps what a run knew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_org_knowledge(&mut self, connection: ConnectionId, run: RunId, known: &Known) -> Result<()> {
        sqlx::query!(
            r#"-- keep_org_knowledge
            insert into org_knowledge (tenant_id, connection_id, run_id, body)
            values ($1, $2, $3, $4)
            on conflict (tenant_id, connection_id) do update set run_id = excluded.run_id, body = excluded.body"#,
            self.tenant.uuid(),
            connection.uuid(),
            run.uuid(),
            json!(known),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

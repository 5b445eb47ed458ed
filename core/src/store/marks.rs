//! What correlations keep of events until their window has passed.

use std::collections::BTreeMap;

use sqlx::types::Json;
use time::{Duration, OffsetDateTime};

use super::{Result, TenantScope};
use crate::ids::ConnectionId;

/// Marks of one group read at most: what is more is an attack anyhow.
const MOST: i64 = 5_000;

/// What a rule keeps of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    /// The rule, and what the event has in common with others.
    pub group: Group,
    /// When it happened.
    pub at: OffsetDateTime,
    /// Its id.
    pub uuid: String,
    /// Which of the rule's parts it answers.
    pub part: i16,
    /// What the rule asks of it.
    pub values: BTreeMap<String, String>,
}

/// The marks of a rule that have something in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The rule.
    pub rule: String,
    /// What they have in common.
    pub shared: String,
}

impl TenantScope {
    /// Keeps marks; those that are there already stay as they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_marks(&mut self, connection: ConnectionId, marks: &[MarkRow]) -> Result<()> {
        let parts: Vec<i16> = marks.iter().map(|mark| mark.part).collect();
        let vals: Vec<serde_json::Value> = marks.iter().map(|mark| serde_json::json!(mark.values)).collect();
        sqlx::query!(
            r#"-- keep_marks
            insert into detection_marks (tenant_id, connection_id, rule, shared, at, uuid, part, vals)
            select $1, $2, rule, shared, at, uuid, part, vals
            from unnest($3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::smallint[], $8::jsonb[]) as page (rule, shared, at, uuid, part, vals)
            order by rule, shared, at, uuid, part
            on conflict do nothing"#,
            self.tenant.uuid(),
            connection.uuid(),
            &marks.iter().map(|mark| mark.group.rule.as_str()).collect::<Vec<_>>() as &[&str],
            &marks.iter().map(|mark| mark.group.shared.as_str()).collect::<Vec<_>>() as &[&str],
            &marks.iter().map(|mark| mark.at).collect::<Vec<_>>(),
            &marks.iter().map(|mark| mark.uuid.as_str()).collect::<Vec<_>>() as &[&str],
            &parts,
            &vals,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The marks of groups, each within a range of time (both ends included), ordered by group and time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn marks_of(&mut self, connection: ConnectionId, groups: &[(Group, OffsetDateTime, OffsetDateTime)]) -> Result<Vec<MarkRow>> {
        let rows = sqlx::query!(
            r#"-- marks_of_groups
            select marks.rule, marks.shared, marks.at, marks.uuid, marks.part, marks.vals as "vals: Json<BTreeMap<String, String>>"
            from unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[]) as wanted (rule, shared, from_at, until_at)
            cross join lateral (
              select rule, shared, at, uuid, part, vals
              from detection_marks
              where tenant_id = $1 and connection_id = $2 and rule = wanted.rule and shared = wanted.shared
                and at between wanted.from_at and wanted.until_at
              order by at, uuid, part
              limit $7
            ) marks"#,
            self.tenant.uuid(),
            connection.uuid(),
            &groups.iter().map(|(group, ..)| group.rule.as_str()).collect::<Vec<_>>() as &[&str],
            &groups.iter().map(|(group, ..)| group.shared.as_str()).collect::<Vec<_>>() as &[&str],
            &groups.iter().map(|(_, from, _)| *from).collect::<Vec<_>>(),
            &groups.iter().map(|(.., until)| *until).collect::<Vec<_>>(),
            MOST,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| MarkRow {
                group: Group { rule: row.rule, shared: row.shared },
                at: row.at,
                uuid: row.uuid,
                part: row.part,
                values: row.vals.0,
            })
            .collect())
    }

    /// Forgets marks that no window reaches any more: those older than `age` before the latest event of the connection.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_marks(&mut self, connection: ConnectionId, age: Duration) -> Result<()> {
        sqlx::query!(
            r#"-- forget_marks
            delete from detection_marks
            where tenant_id = $1 and connection_id = $2
              and at < (select last_published from log_positions where connection_id = $2) - make_interval(secs => $3)"#,
            self.tenant.uuid(),
            connection.uuid(),
            age.as_seconds_f64(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

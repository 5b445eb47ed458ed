//! Where the log of a connection is followed, and where it broke off.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{QueueScope, Result, StoreError, TenantScope};
use crate::ids::{ConnectionId, LogBreakId};

/// Where the log of a connection is followed.
#[derive(Debug, Clone)]
pub struct LogPosition {
    /// Where to ask next; none before the first page.
    pub cursor: Option<String>,
    /// Okta's id of the org that gave the cursor.
    pub org_id: Option<String>,
    /// Version of the credential it was last used with.
    pub credential_version: Option<i32>,
    /// Where the reading began, or began anew.
    pub since: OffsetDateTime,
    /// Greatest number given to an event.
    pub seq: i64,
    /// Time of the latest event.
    pub last_published: Option<OffsetDateTime>,
    /// When a page was last taken in.
    pub last_page_at: Option<OffsetDateTime>,
    /// When the end of the log was last reached.
    pub caught_up_at: Option<OffsetDateTime>,
    /// What was counted since the beginning.
    pub counts: LogCounts,
    /// Until when older hours were compared.
    pub compared_until: Option<OffsetDateTime>,
    /// Why it stands still, as a problem code.
    pub trouble: Option<String>,
    /// The same in words.
    pub trouble_detail: Option<String>,
    /// Since when.
    pub trouble_since: Option<OffsetDateTime>,
}

/// What is counted while a log is followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogCounts {
    /// Events taken in.
    pub events: i64,
    /// Events that Okta gave again.
    pub repeated: i64,
    /// Events that came more than five minutes after they had happened, while the end of the log was being read.
    pub late: i64,
    /// Entries that could not be understood.
    pub unreadable: i64,
    /// Events that only the comparing of an older hour brought.
    pub recovered: i64,
    /// Requests made.
    pub requests: i64,
}

/// Why reading was broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
#[serde(rename_all = "snake_case")]
pub enum LogBreakKind {
    /// Okta refused the position; the range was read again, and nothing is missing.
    Restart = 1,
    /// What lies in the range is lost: Okta keeps it no longer.
    Gap = 2,
}

/// A place where the reading of a log was broken off.
#[derive(Debug, Clone)]
pub struct LogBreak {
    /// Its id.
    pub id: LogBreakId,
    /// What it means.
    pub kind: LogBreakKind,
    /// When it was noticed.
    pub at: OffsetDateTime,
    /// The range, from.
    pub from: OffsetDateTime,
    /// The range, until.
    pub until: OffsetDateTime,
    /// Why, in words.
    pub reason: String,
}

/// How a page moves the position on.
#[derive(Debug, Clone, Copy)]
pub struct PageTaken<'a> {
    /// Where to ask next.
    pub cursor: Option<&'a str>,
    /// The org that gave it.
    pub org_id: Option<&'a str>,
    /// The credential it was read with.
    pub credential_version: i32,
    /// Time of the page's latest event.
    pub last_published: Option<OffsetDateTime>,
    /// It was the last one for now.
    pub caught_up: bool,
    /// What it adds to the counts.
    pub counts: LogCounts,
}

impl TenantScope {
    /// Where the log of a connection is followed; none if nobody has begun.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_position(&mut self, connection: ConnectionId) -> Result<Option<LogPosition>> {
        let row = sqlx::query!(
            r#"-- log_position
            select cursor, org_id, credential_version, since, seq, last_published, last_page_at, caught_up_at, events, repeated, late,
              unreadable, recovered, requests, compared_until, trouble, trouble_detail, trouble_since
            from log_positions
            where connection_id = $1"#,
            connection.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|row| LogPosition {
            cursor: row.cursor,
            org_id: row.org_id,
            credential_version: row.credential_version,
            since: row.since,
            seq: row.seq,
            last_published: row.last_published,
            last_page_at: row.last_page_at,
            caught_up_at: row.caught_up_at,
            counts: LogCounts {
                events: row.events,
                repeated: row.repeated,
                late: row.late,
                unreadable: row.unreadable,
                recovered: row.recovered,
                requests: row.requests,
            },
            compared_until: row.compared_until,
            trouble: row.trouble,
            trouble_detail: row.trouble_detail,
            trouble_since: row.trouble_since,
        }))
    }

    /// Begins to follow a log at a time, or begins anew there: the position before is forgotten, what was counted is not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_log(&mut self, connection: ConnectionId, since: OffsetDateTime, org_id: Option<&str>) -> Result<()> {
        sqlx::query!(
            r#"-- begin_log
            insert into log_positions (tenant_id, connection_id, since, org_id, compared_until)
            values ($1, $2, $3, $4, now())
            on conflict (tenant_id, connection_id) do update set since = excluded.since, org_id = excluded.org_id, cursor = null,
              compared_until = now()"#,
            self.tenant.uuid(),
            connection.uuid(),
            since,
            org_id,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes so many numbers for events, and keeps others from taking any until this scope ends: so they become visible in their order.
    /// Gives the last one that was taken before.
    ///
    /// # Errors
    /// When nobody has begun to follow this log.
    pub async fn take_numbers(&mut self, connection: ConnectionId, count: i64) -> Result<i64> {
        sqlx::query_scalar!(
            r#"-- take_numbers
            update log_positions set seq = seq + $2 where connection_id = $1 returning seq - $2 as "before!""#,
            connection.uuid(),
            count,
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::NotFound("log position"))
    }

    /// Moves the position on behind a page whose events were taken in.
    ///
    /// # Errors
    /// When nobody has begun to follow this log.
    pub async fn advance_log(&mut self, connection: ConnectionId, page: &PageTaken<'_>) -> Result<()> {
        let counts = page.counts;
        let moved = sqlx::query!(
            r#"-- advance_log
            update log_positions
            set cursor = coalesce($2, cursor), org_id = coalesce($3, org_id), credential_version = $4,
              last_published = greatest(last_published, $5), last_page_at = now(),
              caught_up_at = case when $6 then now() else caught_up_at end,
              events = events + $7, repeated = repeated + $8, late = late + $9, unreadable = unreadable + $10, recovered = recovered + $11,
              requests = requests + $12, trouble = null, trouble_detail = null, trouble_since = null
            where connection_id = $1"#,
            connection.uuid(),
            page.cursor,
            page.org_id,
            page.credential_version,
            page.last_published,
            page.caught_up,
            counts.events,
            counts.repeated,
            counts.late,
            counts.unreadable,
            counts.recovered,
            counts.requests,
        )
        .execute(&mut *self.tx)
        .await?;
        if moved.rows_affected() == 0 { Err(StoreError::NotFound("log position")) } else { Ok(()) }
    }

    /// Remembers until when older hours were compared.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compared_log(&mut self, connection: ConnectionId, until: OffsetDateTime) -> Result<()> {
        sqlx::query!("-- compared_log\nupdate log_positions set compared_until = $2 where connection_id = $1", connection.uuid(), until)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Marks why a log stands still.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trouble_log(&mut self, connection: ConnectionId, code: &str, detail: &str) -> Result<()> {
        sqlx::query!(
            r#"-- trouble_log
            update log_positions
            set trouble = $2, trouble_detail = $3, trouble_since = case when trouble = $2 then trouble_since else now() end
            where connection_id = $1"#,
            connection.uuid(),
            code,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Writes down where reading was broken off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_log_break(
        &mut self,
        connection: ConnectionId,
        kind: LogBreakKind,
        from: OffsetDateTime,
        until: OffsetDateTime,
        reason: &str,
    ) -> Result<()> {
        sqlx::query!(
            r#"-- note_log_break
            insert into log_breaks (tenant_id, connection_id, id, kind, from_at, until_at, reason)
            values ($1, $2, $3, $4, $5, $6, $7)"#,
            self.tenant.uuid(),
            connection.uuid(),
            LogBreakId::new().uuid(),
            kind as i16,
            from,
            until,
            reason,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Where reading was broken off, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_breaks(&mut self, connection: ConnectionId, after: Option<LogBreakId>, limit: i64) -> Result<Vec<LogBreak>> {
        Ok(sqlx::query_as!(
            LogBreak,
            r#"-- log_breaks
            select id as "id: LogBreakId", kind as "kind: LogBreakKind", at, from_at as "from", until_at as "until", reason
            from log_breaks
            where connection_id = $1 and id < $2
            order by id desc
            limit $3"#,
            connection.uuid(),
            after.map_or(Uuid::max(), LogBreakId::uuid),
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// For how many days this tenant keeps events.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_days(&mut self) -> Result<i16> {
        Ok(sqlx::query_scalar!("-- log_days\nselect log_days from tenants where id = $1", self.tenant.uuid())
            .fetch_one(&mut *self.tx)
            .await?)
    }
}

impl QueueScope {
    /// Makes the partitions of days that have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_log_days(&mut self, days: &[time::Date]) -> Result<()> {
        sqlx::query!("-- make_log_days\nselect make_log_day(day) from unnest($1::date[]) as day", days).fetch_all(&mut *self.tx).await?;
        Ok(())
    }

    /// Drops the days that are older than the longest time for which a tenant keeps events. Tells how many partitions went.
    ///
    /// # Errors
    /// When the database fails, or somebody reads them for so long that it did not come about.
    pub async fn drop_log_days(&mut self) -> Result<i32> {
        Ok(sqlx::query_scalar!(
            r#"-- drop_log_days
            select drop_log_days(max(log_days)) as "dropped!" from tenants where state <= 2 having max(log_days) is not null"#
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .unwrap_or_default())
    }
}

//! What became of a credential: accepted, rejected, used, and what its verification saw of the org's set-up.

use time::OffsetDateTime;

use super::{Engine, Result, StoreError, TenantScope};
use crate::ids::ConnectionId;

impl TenantScope {
    /// Puts a credential that Okta accepted into use, pins the org, and retires the one before. False when a newer one is in use already.
    ///
    /// # Errors
    /// `org_taken` or `host_taken` when another connection of the tenant has that org; `other_org` when the connection is
    /// pinned to another one.
    pub async fn accept_credential(
        &mut self,
        id: ConnectionId,
        version: i32,
        host: &str,
        org_id: &str,
        engine: Option<Engine>,
    ) -> Result<bool> {
        let connection = self.lock_connection(id).await?;
        if connection.org_id.as_deref().is_some_and(|pinned| pinned != org_id) {
            return Err(StoreError::Conflict("other_org"));
        }
        let newest = connection.credential_version.is_none_or(|current| current <= version);
        sqlx::query!(
            r#"-- judge_accepted
            update credentials
            set state = case when version = $2 and $3 then 2 else 4 end, judged_at = now(), problem = null, problem_detail = null,
              sealed = case when version = $2 and $3 then sealed end
            where connection_id = $1 and (version = $2 or state = 2 and version < $2)"#,
            id.uuid(),
            version,
            newest,
        )
        .execute(&mut *self.tx)
        .await?;
        if newest {
            // Also of those that were rejected, which were kept so that they could be tried again, and of those that still wait to be tried.
            sqlx::query!(
                "-- destroy_older\nupdate credentials set sealed = null, state = case when state = 1 then 4 else state end where connection_id = $1 and version < $2",
                id.uuid(),
                version
            )
            .execute(&mut *self.tx)
            .await?;
            sqlx::query!(
                r#"-- put_into_use
                update connections
                set credential_version = $2, host = $3, org_id = $4, engine = $5,
                  state = case when state = 5 then 5 else 3 end, trouble = null, trouble_since = null, updated_at = now(), revision = revision + 1
                where id = $1"#,
                id.uuid(),
                version,
                host,
                org_id,
                engine.map(|engine| engine as i16),
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(newest)
    }

    /// Marks a credential as refused; one that was replaced stays that. The connection is marked too if it has none that works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reject_credential(&mut self, id: ConnectionId, version: i32, problem: &str, detail: &str) -> Result<()> {
        sqlx::query!(
            r#"-- judge_rejected
            update credentials set state = 3, judged_at = now(), problem = $3, problem_detail = $4
            where connection_id = $1 and version = $2 and state <> 4"#,
            id.uuid(),
            version,
            problem,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"-- reject_connection
            update connections
            set state = case when state = 5 then 5 else 4 end, trouble = $3,
              trouble_since = case when trouble = $3 then trouble_since else now() end, updated_at = now(), revision = revision + 1
            where id = $1 and (credential_version is null or credential_version = $2)"#,
            id.uuid(),
            version,
            problem,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Remembers that a credential was used, at most once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_credential(&mut self, id: ConnectionId, version: i32) -> Result<()> {
        sqlx::query!(
            r#"-- touch_credential
            update credentials set last_used_at = now()
            where connection_id = $1 and version = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')"#,
            id.uuid(),
            version,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Keeps what a verification saw; a later one of the same credential takes its place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_setup_report(&mut self, id: ConnectionId, version: i32, report: &serde_json::Value) -> Result<()> {
        sqlx::query!(
            r#"-- keep_setup_report
            insert into setup_reports (tenant_id, connection_id, credential_version, report)
            values ($1, $2, $3, $4)
            on conflict (tenant_id, connection_id, credential_version) do update set report = excluded.report, made_at = now()"#,
            self.tenant.uuid(),
            id.uuid(),
            version,
            report,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// What the verification of a credential saw; of the newest that has a report when no version is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_report(
        &mut self,
        id: ConnectionId,
        version: Option<i32>,
    ) -> Result<Option<(i32, OffsetDateTime, serde_json::Value)>> {
        let row = sqlx::query!(
            r#"-- read_setup_report
            select credential_version, made_at, report
            from setup_reports
            where connection_id = $1 and ($2::int is null or credential_version = $2)
            order by credential_version desc
            limit 1"#,
            id.uuid(),
            version,
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|row| (row.credential_version, row.made_at, row.report)))
    }
}

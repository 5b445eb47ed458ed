//! What each check had to say in a run, and how a tenant has set it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::{Result, StoreError, TenantScope};
use crate::ids::RunId;

/// One check in one run.
#[derive(Debug, Clone, Serialize)]
pub struct RunCheck {
    /// The check.
    pub check_id: String,
    /// Subjects with a finding.
    pub found: i32,
    /// Subjects that are well.
    pub clear: i32,
    /// Subjects to which it does not apply.
    pub not_applicable: i32,
    /// Subjects, or the whole check, that could not be judged.
    pub not_evaluated: i32,
    /// Why not, at most a hundred: `[{"subject": …, "reason": …}]`.
    pub reasons: Value,
}

/// How a tenant has set a check.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckSetting {
    /// The check.
    pub check_id: String,
    /// Whether it runs.
    pub enabled: bool,
    /// Overrides of its parameters.
    pub params: Value,
    /// Counts edits.
    pub revision: i32,
    /// When it was last edited.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    /// By whom.
    pub updated_by: String,
}

impl TenantScope {
    /// Keeps what checks had to say in a run; an analysis that is repeated replaces it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_run_check(&mut self, run: RunId, row: &RunCheck) -> Result<()> {
        sqlx::query!("-- forget_run_check\ndelete from run_checks where run_id = $1 and check_id = $2", run.uuid(), row.check_id)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query!(
            r#"-- keep_run_check
            insert into run_checks (tenant_id, run_id, check_id, found, clear, not_applicable, not_evaluated, reasons)
            values ($1, $2, $3, $4, $5, $6, $7, $8)"#,
            self.tenant.uuid(),
            run.uuid(),
            row.check_id,
            row.found,
            row.clear,
            row.not_applicable,
            row.not_evaluated,
            row.reasons,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// What the checks had to say in a run, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_checks(&mut self, run: RunId) -> Result<Vec<RunCheck>> {
        Ok(sqlx::query_as!(
            RunCheck,
            r#"-- run_checks
            select check_id, found, clear, not_applicable, not_evaluated, reasons from run_checks where run_id = $1 order by check_id"#,
            run.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// The tenant's settings of all checks that it has set.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_settings(&mut self) -> Result<Vec<CheckSetting>> {
        Ok(sqlx::query_as!(
            CheckSetting,
            "-- check_settings\nselect check_id, enabled, params, revision, updated_at, updated_by from check_settings order by check_id",
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Sets a check as it was at `revision` (0: never set), if one is given.
    ///
    /// # Errors
    /// When it was set since.
    pub async fn set_check(&mut self, check: &str, revision: Option<i32>, enabled: bool, params: &Value, by: &str) -> Result<CheckSetting> {
        // The row is made first, so that two editors meet at its lock.
        sqlx::query!(
            r#"-- first_setting
            insert into check_settings (tenant_id, check_id, revision, updated_by) values ($1, $2, 0, $3) on conflict do nothing"#,
            self.tenant.uuid(),
            check,
            by,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query_as!(
            CheckSetting,
            r#"-- set_check
            update check_settings
            set enabled = $3, params = $4, updated_by = $5, updated_at = now(), revision = revision + 1
            where check_id = $1 and ($2::int is null or revision = $2)
            returning check_id, enabled, params, revision, updated_at, updated_by"#,
            check,
            revision,
            enabled,
            params,
            by,
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::Outdated)
    }
}

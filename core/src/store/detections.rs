//! How a tenant has its rules over events: settings of all, and rules of its own.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use time::OffsetDateTime;

use super::{Result, StoreError, TenantScope};
use crate::ids::DetectionId;

/// Rules of its own that a tenant may have: each is asked about each event.
pub const MOST_OWN_RULES: i64 = 50;

/// How a tenant has a rule.
#[derive(Debug, Clone)]
pub struct DetectionSetting {
    /// The rule.
    pub rule: String,
    /// Whether it hits.
    pub enabled: bool,
    /// Another severity than the rule's own: 1 critical … 5 info.
    pub severity: Option<i16>,
    /// Events that are left out.
    pub exceptions: Json<Vec<Exception>>,
    /// Counts edits.
    pub revision: i32,
    /// When it was last edited.
    pub updated_at: OffsetDateTime,
    /// By whom.
    pub updated_by: String,
}

/// Events that a rule leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// A field of the event, `actor.alternateId`.
    pub field: String,
    /// What stands there, in any case.
    pub value: String,
    /// Why they are left out.
    pub reason: String,
}

/// A tenant's own rule.
#[derive(Debug, Clone)]
pub struct OwnRule {
    /// The rule.
    pub id: DetectionId,
    /// As the tenant calls it.
    pub name: String,
    /// Sigma's YAML.
    pub source: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// By whom.
    pub created_by: String,
    /// When it was last edited.
    pub updated_at: OffsetDateTime,
    /// Counts edits.
    pub revision: i32,
}

macro_rules! own_rules {
    ($name:literal, $rest:literal $(, $value:expr)*) => {
        sqlx::query_as!(
            OwnRule,
            $name + r#"
            select id as "id: DetectionId", name, source, created_at, created_by, updated_at, revision from detection_rules "# + $rest
            $(, $value)*
        )
    };
}

impl TenantScope {
    /// The tenant's settings of all rules that it has set.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn detection_settings(&mut self) -> Result<Vec<DetectionSetting>> {
        Ok(sqlx::query_as!(
            DetectionSetting,
            r#"-- detection_settings
            select rule, enabled, severity, exceptions as "exceptions: Json<Vec<Exception>>", revision, updated_at, updated_by
            from detection_settings
            order by rule"#,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Sets a rule as it was at `revision` (0: never set), if one is given.
    ///
    /// # Errors
    /// When it was set since.
    pub async fn set_detection(
        &mut self,
        rule: &str,
        revision: Option<i32>,
        enabled: bool,
        severity: Option<i16>,
        exceptions: &[Exception],
        by: &str,
    ) -> Result<DetectionSetting> {
        // The row is made first, so that two editors meet at its lock.
        sqlx::query!(
            r#"-- first_detection_setting
            insert into detection_settings (tenant_id, rule, revision, updated_by) values ($1, $2, 0, $3) on conflict do nothing"#,
            self.tenant.uuid(),
            rule,
            by,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query_as!(
            DetectionSetting,
            r#"-- set_detection
            update detection_settings
            set enabled = $3, severity = $4, exceptions = $5, updated_by = $6, updated_at = now(), revision = revision + 1
            where rule = $1 and ($2::int is null or revision = $2)
            returning rule, enabled, severity, exceptions as "exceptions: Json<Vec<Exception>>", revision, updated_at, updated_by"#,
            rule,
            revision,
            enabled,
            severity,
            Json(exceptions) as _,
            by,
        )
        .fetch_optional(&mut *self.tx)
        .await?
        .ok_or(StoreError::Outdated)
    }

    /// The tenant's own rules, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_rules(&mut self) -> Result<Vec<OwnRule>> {
        Ok(own_rules!("-- own_rules", "order by created_at, id").fetch_all(&mut *self.tx).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is none.
    pub async fn own_rule(&mut self, id: DetectionId) -> Result<OwnRule> {
        own_rules!("-- own_rule", "where id = $1", id.uuid()).fetch_optional(&mut *self.tx).await?.ok_or(StoreError::NotFound("detection"))
    }

    /// Keeps a new rule.
    ///
    /// # Errors
    /// `too_many_rules` when the tenant has as many as it may.
    pub async fn add_own_rule(&mut self, name: &str, source: &str, by: &str) -> Result<OwnRule> {
        // Two at once meet at the tenant's own row.
        sqlx::query!("-- lock_tenant_for_rules\nselect id from tenants where id = $1 for no key update", self.tenant.uuid())
            .fetch_optional(&mut *self.tx)
            .await?;
        let count = sqlx::query_scalar!(
            r#"-- count_own_rules
            select count(*) as "count!" from detection_rules"#
        )
        .fetch_one(&mut *self.tx)
        .await?;
        if count >= MOST_OWN_RULES {
            return Err(StoreError::Conflict("too_many_rules"));
        }
        let id = DetectionId::new();
        sqlx::query!(
            r#"-- add_own_rule
            insert into detection_rules (tenant_id, id, name, source, created_by) values ($1, $2, $3, $4, $5)"#,
            self.tenant.uuid(),
            id.uuid(),
            name,
            source,
            by,
        )
        .execute(&mut *self.tx)
        .await?;
        self.own_rule(id).await
    }

    /// Puts another text in place of a rule's, as it was at `revision`, if one is given.
    ///
    /// # Errors
    /// When there is none, or it was edited since.
    pub async fn replace_own_rule(&mut self, id: DetectionId, revision: Option<i32>, name: &str, source: &str) -> Result<OwnRule> {
        self.own_rule(id).await?;
        let changed = sqlx::query!(
            r#"-- replace_own_rule
            update detection_rules
            set name = $3, source = $4, updated_at = now(), revision = revision + 1
            where id = $1 and ($2::int is null or revision = $2)"#,
            id.uuid(),
            revision,
            name,
            source,
        );
        if changed.execute(&mut *self.tx).await?.rows_affected() == 0 {
            return Err(StoreError::Outdated);
        }
        self.own_rule(id).await
    }

    /// Deletes a rule. What it found stays.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete_own_rule(&mut self, id: DetectionId) -> Result<()> {
        let gone = sqlx::query!("-- delete_own_rule\ndelete from detection_rules where id = $1", id.uuid()).execute(&mut *self.tx).await?;
        if gone.rows_affected() == 0 { Err(StoreError::NotFound("detection")) } else { Ok(()) }
    }
}

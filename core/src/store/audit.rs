//! Who did what. An act and its row here are one transaction.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;

use super::{OperatorScope, Result, Seek, TenantScope};
use crate::ids::{ApiKeyId, AuditId, IntakeLinkId, TenantId};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A key of the tenant.
    Key(ApiKeyId),
    /// Whoever held an intake link.
    Link(IntakeLinkId),
    /// One of us, by name.
    Operator(String),
    /// The service by itself.
    Service,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => id.fmt(f),
            Self::Link(id) => id.fmt(f),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::Service => f.write_str("service"),
        }
    }
}

/// One act.
#[derive(Debug, Clone, Serialize)]
pub struct AuditRow {
    /// The row.
    pub id: AuditId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub actor: String,
    /// What.
    pub act: String,
    /// To which thing.
    pub target: Option<String>,
    /// What else is worth knowing; never a secret.
    pub detail: Value,
}

impl TenantScope {
    /// Writes down an act in the transaction that does it.
    ///
    /// # Errors
    /// When the database fails; then the act does not happen.
    pub async fn record(&mut self, by: &Actor, act: &str, target: Option<&str>, detail: Value) -> Result<()> {
        sqlx::query!(
            "-- record_act\ninsert into audit (tenant_id, id, actor, act, target, detail) values ($1, $2, $3, $4, $5, $6)",
            self.tenant.uuid(),
            AuditId::new().uuid(),
            by.to_string(),
            act,
            target,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Acts, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&mut self, after: Option<Seek>, limit: i64) -> Result<Vec<AuditRow>> {
        let (at, id) = Seek::newest_first(after);
        Ok(sqlx::query_as!(
            AuditRow,
            r#"-- list_audit
            select id as "id: AuditId", at, actor, act, target, detail
            from audit
            where (at, id) < ($1, $2)
            order by at desc, id desc
            limit $3"#,
            at,
            id,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }
}

impl OperatorScope {
    /// Writes down what an operator did to a tenant.
    ///
    /// # Errors
    /// When the database fails; then the act does not happen.
    pub async fn record(&mut self, tenant: TenantId, by: &Actor, act: &str, target: Option<&str>, detail: Value) -> Result<()> {
        sqlx::query!(
            "-- record_operator_act\ninsert into audit (tenant_id, id, actor, act, target, detail) values ($1, $2, $3, $4, $5, $6)",
            tenant.uuid(),
            AuditId::new().uuid(),
            by.to_string(),
            act,
            target,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// What operators did to the service itself, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_of_service(&mut self, after: Option<Seek>, limit: i64) -> Result<Vec<AuditRow>> {
        let (at, id) = Seek::newest_first(after);
        Ok(sqlx::query_as!(
            AuditRow,
            r#"-- list_service_audit
            select id as "id: AuditId", at, operator as actor, act, target, detail
            from operator_audit
            where (at, id) < ($1, $2)
            order by at desc, id desc
            limit $3"#,
            at,
            id,
            limit,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// Writes down what an operator did to the service itself.
    ///
    /// # Errors
    /// When the database fails; then the act does not happen.
    pub async fn record_of_service(&mut self, by: &Actor, act: &str, target: Option<&str>, detail: Value) -> Result<()> {
        sqlx::query!(
            "-- record_service_act\ninsert into operator_audit (id, operator, act, target, detail) values ($1, $2, $3, $4, $5)",
            AuditId::new().uuid(),
            by.to_string(),
            act,
            target,
            detail,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

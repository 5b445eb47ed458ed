//! Run the checks over what was read.

use serde_json::json;
use time::OffsetDateTime;

use super::{Context, JobError};
use crate::{
    analysis,
    checks::Severity,
    detect,
    ids::{ConnectionId, RunId},
    store::{JobEnd, Lease, RunEnd},
};

pub(super) async fn run(id: ConnectionId, run: RunId, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.reading_for(lease).await?;
    let now = scope.run(run).await?;
    if !now.state.is_active() {
        drop(scope);
        let mut scope = ctx.store.tenant_for(lease).await?;
        scope.end_job(lease, &JobEnd::Done).await?;
        return Ok(scope.commit().await?);
    }
    if now.cancel_asked_at.is_some() {
        return Err(JobError::Cancelled);
    }
    let connection = scope.connection(id).await?;
    let token_name = match connection.credential_version {
        Some(version) => scope.credential(id, version).await?.token_name,
        None => None,
    };
    let snapshot = analysis::assemble(&mut scope, &connection, run, &ctx.advertised, token_name.as_deref()).await?;
    let settings = scope.check_settings().await?;
    // No transaction is open meanwhile: the checks of a large org may take their time, and a thread of their own.
    drop(scope);
    let verdicts = tokio::task::spawn_blocking(move || (analysis::judge(&snapshot, &settings), detect::known(&snapshot)));
    let (verdicts, known) = verdicts.await.map_err(|_| JobError::Retry { why: "a check panicked".to_owned(), at: None })?;

    let mut scope = ctx.store.tenant_for(lease).await?;
    if scope.run(run).await?.cancel_asked_at.is_some() {
        return Err(JobError::Cancelled);
    }
    let seen_at = now.collected_at.unwrap_or_else(OffsetDateTime::now_utc);
    verdicts.apply(&mut scope, id, run, seen_at).await?;
    scope.keep_org_knowledge(id, run, &known).await?;
    let counts = scope.open_by_severity(id).await?;
    let findings = Severity::ALL.iter().zip(counts).map(|(severity, count)| (severity.word().to_owned(), json!(count))).collect();
    let not_evaluated = i32::try_from(verdicts.not_evaluated()).unwrap_or(i32::MAX);
    let resources = scope.resource_counts(id).await?.into_iter().map(|(kind, count)| (kind, json!(count))).collect();
    let end =
        RunEnd::Succeeded { findings: serde_json::Value::Object(findings), not_evaluated, resources: serde_json::Value::Object(resources) };
    scope.end_run(run, &end).await?;
    scope.set_trouble(id, None).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    Ok(scope.commit().await?)
}

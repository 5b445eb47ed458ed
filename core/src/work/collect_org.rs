//! Read from one org what the checks need.

use okta_client::{ClientSettings, OktaClient, OrgUrl};

use super::{Context, Job, JobError, verdict::is_verdict};
use crate::{
    collect::{self, Walk, own},
    ids::{ConnectionId, RunId},
    store::{Connection, ConnectionState, JobEnd, Lease, OpenedCredential, TenantScope},
};

pub(super) async fn run(id: ConnectionId, run: RunId, attempt: i32, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    let now = scope.run(run).await?;
    if !now.state.is_active() {
        // A crash came between the run's end and the job's, or an operator queued the job again.
        scope.end_job(lease, &JobEnd::Done).await?;
        return Ok(scope.commit().await?);
    }
    if now.cancel_asked_at.is_some() {
        return Err(JobError::Cancelled);
    }
    let connection = scope.connection(id).await?;
    let (client, version) = client(ctx, &mut scope, lease, &connection).await?;
    drop(scope);

    let mut walk = Walk::take_up(ctx, lease, run, id, client.clone(), version, attempt).await?;
    if let Err(error) = Box::pin(collect::collect(&mut walk)).await {
        return Err(unless_replaced(error, ctx, lease, id, version).await?);
    }

    let mut scope = ctx.store.tenant_for(lease).await?;
    let allowances = client.allowances().into_iter().map(|known| (known.path.to_owned(), known.allowed.into())).collect();
    scope.keep_allowances(id, &serde_json::Value::Object(allowances)).await?;
    if let Some(grants) = client.grants() {
        scope.keep_grants(id, version, &grants).await?;
    }
    scope.begin_analysing(run).await?;
    scope.enqueue(&Job::AnalyseRun { connection: id, run }).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    Ok(scope.commit().await?)
}

/// What a refusal means: nothing, if the credential that was refused is not the one in use any more. The run goes on with the new one.
async fn unless_replaced(error: JobError, ctx: &Context, lease: &Lease, id: ConnectionId, version: i32) -> Result<JobError, JobError> {
    let JobError::Fail { problem, .. } = &error else { return Ok(error) };
    if !is_verdict(problem) {
        return Ok(error);
    }
    let in_use = ctx.store.reading_for(lease).await?.connection(id).await?.credential_version;
    let replaced = in_use.is_some_and(|in_use| in_use != version);
    Ok(if replaced { JobError::Again { at: time::OffsetDateTime::now_utc() } } else { error })
}

/// The client of the connection's accepted credential; its secret is opened only if no client of it is kept.
pub(super) async fn client(
    ctx: &Context,
    scope: &mut TenantScope,
    lease: &Lease,
    connection: &Connection,
) -> Result<(OktaClient, i32), JobError> {
    if connection.state == ConnectionState::Suspended {
        return Err(JobError::Cancelled);
    }
    let version = connection.credential_version.ok_or_else(|| JobError::Fail {
        problem: "no_credential",
        detail: "the connection has no credential that Okta accepted".to_owned(),
    })?;
    if let Some(client) = ctx.clients.find(lease.tenant, connection.id, version, connection.share_percent) {
        return Ok((client, version));
    }
    let opened = scope.open_credential(&ctx.keyring, connection.id, version).await?;
    let share = connection.share_percent;
    let client = ctx.clients.get(lease.tenant, connection.id, version, share, || build(ctx, &opened, share))?;
    Ok((client, version))
}

/// A client for an opened credential.
pub(super) fn build(ctx: &Context, opened: &OpenedCredential, share: i16) -> Result<OktaClient, JobError> {
    let unusable = |detail: String| JobError::Fail { problem: "credential_unusable", detail };
    let org: OrgUrl = opened.host.parse().map_err(|error: okta_client::OrgUrlError| unusable(error.to_string()))?;
    let credential = opened.credential().map_err(|error| unusable(error.to_string()))?;
    let settings = ClientSettings {
        share_percent: u8::try_from(share).unwrap_or(50),
        scopes: own::wanted(),
        known_grants: opened.grants.clone(),
        ..ClientSettings::default()
    };
    Ok(OktaClient::new(&ctx.egress, org, credential, settings))
}

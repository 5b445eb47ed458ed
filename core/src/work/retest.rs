//! A rejected credential, tried once a day: what was wrong may have been put right in Okta, a network zone for one, without a word to us.

use time::{Duration, OffsetDateTime};
use tracing::info;

use super::{Context, Job, JobError, Lane, collect_org::client, org_behind, verdict::is_rejection};
use crate::{
    collect::own,
    store::{Connection, ConnectionState, JobEnd, Lease, TenantScope},
};

/// Between two tries at least; up to four hours come to it, so that what was rejected together is not tried together. Who tries a dead
/// credential often is taken for an attack.
const EVERY: Duration = Duration::hours(22);

/// The next try.
pub(super) fn next() -> OffsetDateTime {
    OffsetDateTime::now_utc() + EVERY + Duration::minutes(i64::from(rand::random::<u8>()))
}

/// Asks Okta once whether it takes the credential again. If so the whole verification follows, with its report and a scan.
pub(super) async fn run(mut scope: TenantScope, connection: &Connection, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let id = connection.id;
    let credential = scope.credentials(id).await?.into_iter().find(|known| Some(known.version) == connection.credential_version);
    let judged = credential.as_ref().and_then(|credential| credential.judged_at);
    if judged.is_some_and(|judged| judged + EVERY > OffsetDateTime::now_utc()) {
        scope.end_job(lease, &JobEnd::Again { at: next() }).await?;
        return Ok(scope.commit().await?);
    }
    let (client, version) = client(ctx, &mut scope, lease, connection).await?;
    scope.commit().await?;
    // Whatever hinders it now, there is another day.
    let answer = match org_behind(&client, connection).await {
        Ok(_) => Some(own::works(&client).await),
        Err(_) => None,
    };
    let mut scope = ctx.store.tenant_for_behind(Lane::Verify(id), lease).await?;
    let now = scope.connection(id).await?;
    let judged_now = scope.credential(id, version).await?.judged_at;
    if now.state != ConnectionState::Rejected || now.credential_version != Some(version) || judged_now != judged {
        // Somebody had it verified, or handed over another, while Okta was asked: their word is newer.
        scope.end_job(lease, &JobEnd::Again { at: OffsetDateTime::now_utc() }).await?;
        return Ok(scope.commit().await?);
    }
    if matches!(answer, Some(Ok(()))) {
        scope.enqueue(&Job::VerifyCredential { connection: id, version }).await?;
        // A verification that ends well plans what is next, and so does one that does not.
        scope.end_job(lease, &JobEnd::Done).await?;
        info!(connection.id = %id, "Okta takes the credential of {id} again");
        return Ok(scope.commit().await?);
    }
    match (answer, credential) {
        (Some(Err(error)), _) if is_rejection(error.code()) => {
            scope.reject_credential(id, version, error.code(), &error.to_string()).await?;
        }
        (_, Some(credential)) => {
            let (problem, detail) = (credential.problem.unwrap_or_default(), credential.problem_detail.unwrap_or_default());
            scope.reject_credential(id, version, &problem, &detail).await?;
        }
        (_, None) => {}
    }
    scope.end_job(lease, &JobEnd::Again { at: next() }).await?;
    Ok(scope.commit().await?)
}

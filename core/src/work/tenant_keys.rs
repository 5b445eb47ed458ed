//! A tenant's data keys: wrapped anew, or replaced.

use std::time::Duration;

use time::OffsetDateTime;

use super::{Context, Job, JobError};
use crate::store::{JobEnd, Lease};

/// After which nothing can need a data key that was replaced and sealed nothing that is left: a transaction that still uses it is
/// open for less than an hour, and what requests were keyed with it (`Idempotency-Key`) is forgotten a day later.
const REPLACED_FOR: Duration = Duration::from_hours(25);

/// Wraps the data keys with the keyring's current key, and drops those that nothing needs. Online, and harmless when done twice.
pub(super) async fn rewrap(ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    scope.drop_data_keys(REPLACED_FOR).await?;
    scope.rewrap_data_keys(&ctx.keyring).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    Ok(scope.commit().await?)
}

/// Makes a new data key and seals everything with it, in one commit. The older keys are dropped when nothing can need them any more.
pub(super) async fn reseal(ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    scope.reseal(&ctx.keyring).await?;
    scope.enqueue_at(&Job::RewrapDataKeys {}, Some(OffsetDateTime::now_utc() + REPLACED_FOR)).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    Ok(scope.commit().await?)
}

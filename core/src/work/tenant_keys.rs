//! A tenant's data keys: wrapped anew, replaced, or mourned.

use super::{Context, JobError};
use crate::store::{JobEnd, Lease};

/// Rows deleted in one commit.
const ROWS_AT_ONCE: i64 = 5_000;

/// Wraps the data keys with the keyring's current key. Online, and harmless when done twice.
pub(super) async fn rewrap(ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    scope.rewrap_data_keys(&ctx.keyring).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    Ok(scope.commit().await?)
}

/// Makes a new data key and seals everything with it, in one commit.
pub(super) async fn reseal(ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    let mut scope = ctx.store.tenant_for(lease).await?;
    scope.reseal(&ctx.keyring).await?;
    scope.end_job(lease, &JobEnd::Done).await?;
    Ok(scope.commit().await?)
}

/// Deletes what is left of a tenant whose data key is destroyed, some rows in each commit.
pub(super) async fn erase(ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    loop {
        if ctx.stopping.is_cancelled() {
            return Err(JobError::Stopping);
        }
        let mut scope = ctx.store.tenant_for(lease).await?;
        if scope.erase_some(ROWS_AT_ONCE).await? {
            scope.end_job(lease, &JobEnd::Done).await?;
            return Ok(scope.commit().await?);
        }
        scope.commit().await?;
    }
}

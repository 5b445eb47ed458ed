//! Deleting what may be much: some thousands of rows in each commit, so that no transaction is long and a killed one is taken up.

use super::{Context, JobError};
use crate::{
    ids::ConnectionId,
    store::{JobEnd, Lease},
};

/// Rows deleted in one commit.
const ROWS_AT_ONCE: i64 = 5_000;

/// What is to go.
#[derive(Clone, Copy)]
pub(super) enum Erased {
    /// What is left of a tenant whose data key is destroyed.
    Tenant,
    /// What was collected through a connection that is deleted.
    Connection(ConnectionId),
}

pub(super) async fn run(erased: Erased, ctx: &Context, lease: &Lease) -> Result<(), JobError> {
    loop {
        if ctx.stopping.is_cancelled() {
            return Err(JobError::Stopping);
        }
        let mut scope = ctx.store.tenant_for(lease).await?;
        let all_gone = match erased {
            Erased::Tenant => scope.erase_some(ROWS_AT_ONCE).await?,
            Erased::Connection(id) => scope.erase_collected(id, ROWS_AT_ONCE).await?,
        };
        if all_gone {
            scope.end_job(lease, &JobEnd::Done).await?;
            return Ok(scope.commit().await?);
        }
        scope.commit().await?;
    }
}

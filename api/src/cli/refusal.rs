//! What the store refused, with the next step, for whoever sits at the command line.

use oktually_core::store::StoreError;

/// The error, said so that the reader knows what to do; what needs no more words stays as it is.
pub(super) fn explained(error: anyhow::Error) -> anyhow::Error {
    let said = match error.downcast_ref::<StoreError>() {
        Some(StoreError::NotFound("tenant")) => "there is no such tenant; `oktually tenants list` shows all",
        Some(StoreError::NotFound("operator")) => {
            "there is no operator of that name who could be revoked; `oktually operators list` shows all"
        }
        Some(StoreError::NotFound("job")) => "there is no such job; `oktually jobs list` shows the newest",
        Some(StoreError::Conflict("name_taken")) => "there is an operator of that name; revoke them first, or choose another name",
        Some(StoreError::Conflict("tenant_state")) => "the tenant's state does not allow this; `oktually tenants list` shows it",
        Some(StoreError::Conflict("job_kind")) => "work that keeps a connection or a tenant in order is not cancelled",
        Some(StoreError::Conflict("job_state")) => {
            "the job's state does not allow this: one that is queued can be cancelled, one that failed or was cancelled tried again; \
             `oktually jobs list` shows it"
        }
        Some(StoreError::Conflict("job_queued")) => "the same work is queued already; `oktually jobs list` shows it",
        Some(StoreError::CannotOpen(_)) => "the keyring does not open what is stored; `oktually keys status` shows which keys it lacks",
        _ => return error,
    };
    anyhow::Error::msg(said)
}

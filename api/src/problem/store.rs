//! What the store refuses, on the wire. Only here does an error of the domain meet a status.

use std::time::Duration;

use oktually_core::store::StoreError;

use super::{Kind, Problem};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NotFound(_) => Self::not_found(),
            StoreError::Conflict(rule) => conflict(rule),
            StoreError::Outdated => Self::new(Kind::PreconditionFailed),
            StoreError::CannotOpen(_) => Self::new(Kind::Unavailable).retry_after(Duration::from_secs(60)).because(error),
            StoreError::Database(_) if error.is_passing() => {
                Self::new(Kind::Unavailable).retry_after(Duration::from_secs(2)).because(error)
            }
            StoreError::LeaseLost | StoreError::Unreadable(_) | StoreError::Database(_) => Self::internal(error),
        }
    }
}

fn conflict(rule: &str) -> Problem {
    let (kind, detail) = match rule {
        "host_taken" | "org_taken" => (Kind::AlreadyExists, "this org is connected already"),
        "name_taken" => (Kind::AlreadyExists, "the name is taken"),
        "job_queued" => (Kind::AlreadyExists, "the same work is queued already"),
        "run_active" => (Kind::Conflict, "a run of this connection is active"),
        "run_ended" => (Kind::Conflict, "the run has ended"),
        "last_owner" => (Kind::Conflict, "it is the last live key of an owner, without which no key could be made any more"),
        "connection_state" => (Kind::Conflict, "the connection's state does not allow this"),
        "tenant_state" => (Kind::Conflict, "the tenant's state does not allow this"),
        "job_kind" => (Kind::Conflict, "work that keeps a connection or a tenant in order is not cancelled"),
        "job_state" => (Kind::Conflict, "the job's state does not allow this"),
        "too_many_rules" => (Kind::Conflict, "a tenant may have fifty rules of its own: delete one first"),
        "search_too_broad" => (Kind::TookTooLong, "narrow the time, or ask for something that fewer events have"),
        _ => return Problem::new(Kind::Conflict),
    };
    Problem::new(kind).detail(detail)
}

//! How a job that is not done tells what should become of it.

use time::OffsetDateTime;

use crate::{secret::CannotOpen, store::StoreError};

/// The job decides.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It has come as far as it can and goes on at that time; nothing is wrong.
    #[error("goes on at {at}")]
    Again {
        /// When.
        at: OffsetDateTime,
    },
    /// It may go better later.
    #[error("{why}")]
    Retry {
        /// What went wrong, without values.
        why: String,
        /// When, if Okta or the database said so; else the worker backs off.
        at: Option<OffsetDateTime>,
    },
    /// It will not go better.
    #[error("{detail}")]
    Fail {
        /// A lasting code, for example `credential_rejected`.
        problem: &'static str,
        /// In words, without values.
        detail: String,
    },
    /// It cannot go on before an operator puts something right; no attempt is counted.
    #[error("{why}")]
    Blocked {
        /// What is wrong, without values.
        why: String,
    },
    /// Somebody asked to stop it.
    #[error("cancelled")]
    Cancelled,
    /// The worker shuts down and the job has reached a safe point.
    #[error("the worker stops")]
    Stopping,
    /// The lane is somebody else's by now: nothing more may be written.
    #[error("the lease is lost")]
    LeaseLost,
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::LeaseLost => Self::LeaseLost,
            // A data key that is missing after a restore waits for the operator, as a missing key of the keyring does.
            StoreError::NotFound("data key") => Self::Blocked { why: "a data key is missing".to_owned() },
            // The thing that the job is about is gone: there is nothing left to do.
            StoreError::NotFound(what) => Self::Fail { problem: "gone", detail: format!("there is no such {what} any more") },
            // A missing key after a restore must not be taken for a bad credential: it waits for the operator.
            StoreError::CannotOpen(why) => why.into(),
            other if other.is_passing() => Self::Retry { why: "the database could not do it just now".to_owned(), at: None },
            other => Self::Retry { why: other.to_string(), at: None },
        }
    }
}

impl From<CannotOpen> for JobError {
    fn from(error: CannotOpen) -> Self {
        Self::Blocked { why: error.to_string() }
    }
}

impl From<okta_client::Error> for JobError {
    fn from(error: okta_client::Error) -> Self {
        use okta_client::{EgressTrouble, Error};
        match &error {
            Error::WaitUntil { at, .. } => Self::Again { at: *at },
            error if error.is_passing() => Self::Retry { why: error.to_string(), at: error.retry_at() },
            // Our own way out is not in order: no customer's credential is to blame.
            Error::Egress { why: EgressTrouble::Tls | EgressTrouble::GatewayCredential | EgressTrouble::AddressRefused, .. } => {
                Self::Blocked { why: error.to_string() }
            }
            Error::CredentialRejected { .. } | Error::NotAnOrg { .. } => Self::Fail { problem: error.code(), detail: error.to_string() },
            _ => Self::Fail { problem: "okta_refused", detail: error.to_string() },
        }
    }
}

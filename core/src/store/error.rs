//! Why a statement did not do what it was asked to.

use crate::secret::CannotOpen;

/// A caller treats each variant differently.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Absent, or another tenant's: nobody can tell which.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It would contradict what is there; the word names the rule, for example `host_taken`.
    #[error("this contradicts what is there: {0}")]
    Conflict(&'static str),
    /// It was changed since it was read.
    #[error("it was changed since it was read")]
    Outdated,
    /// The lane belongs to somebody else by now, or its tenant was suspended or deleted: nothing was written.
    #[error("the lease is lost")]
    LeaseLost,
    /// A sealed value did not open.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
    /// A stored value is not of the form this program knows.
    #[error("a stored {0} cannot be read by this program")]
    Unreadable(&'static str),
    /// The database refused or could not be reached.
    #[error("the database did not do it")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Unique constraints that a person can run into have names; the rest are faults of ours.
        let rule = match error.as_database_error().and_then(|e| e.constraint()) {
            Some("connections_tenant_id_host_key") => "host_taken",
            Some("connections_tenant_id_org_id_key") => "org_taken",
            Some("runs_one_active") => "run_active",
            Some("operators_name_key") => "name_taken",
            Some("jobs_dedup") => "job_queued",
            _ => return Self::Database(error),
        };
        Self::Conflict(rule)
    }
}

impl StoreError {
    /// Whether somebody else holds the row just now.
    pub fn is_locked(&self) -> bool {
        // PostgreSQL, appendix A: 55P03, lock_not_available.
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.code().as_deref() == Some("55P03"))
    }

    /// Whether the same may succeed a little later: the server restarts, is full or read-only, or two transactions met.
    pub fn is_passing(&self) -> bool {
        let Self::Database(error) = self else { return false };
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::Tls(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => true,
            // PostgreSQL, appendix A: 08 connection, 25006 read-only, 40 rollback, 53 resources, 55 prerequisite, 57 intervention, 58 system
            sqlx::Error::Database(error) => error
                .code()
                .is_some_and(|code| code == "25006" || ["08", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class))),
            _ => false,
        }
    }
}

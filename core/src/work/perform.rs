//! One arm for each job: what it does, and what giving it up means.

use super::{
    Context, Job, JobError, analyse_run, collect_org,
    erase::{self, Erased},
    follow_log, keep_current, tenant_keys,
    verdict::{is_rejection, is_verdict},
    verify_credential,
};
use crate::{
    ids::ConnectionId,
    store::{Claim, Result, RunEnd, TenantScope},
};

/// Of a verification.
const CANCELLED: &str = "it was not tried: the connection was suspended, or an operator cancelled the verification";
/// Of a job whose every attempt failed in a way that might have passed.
pub(super) const EXHAUSTED: &str = "attempts_exhausted";
/// When a connection is looked after again that could not be just now.
const LATER: time::Duration = time::Duration::hours(1);

/// Has it planned anew when a connection is looked after next. The lane comes first, as for the worker: else the two may wait for each other.
async fn replan(scope: &mut TenantScope, connection: ConnectionId) -> Result<()> {
    // One that is gone is looked after no more.
    scope.connection(connection).await?;
    scope.enqueue(&Job::KeepCurrent { connection }).await?;
    scope.hurry(&Job::KeepCurrent { connection }).await
}

impl Job {
    /// Does the job. Done means that its last commit ended it, together with its results.
    pub(super) async fn run(self, ctx: &Context, claim: &Claim) -> Result<(), JobError> {
        let lease = &claim.lease;
        match self {
            Self::VerifyCredential { connection, version } => Box::pin(verify_credential::run(connection, version, ctx, lease)).await,
            Self::CollectOrg { connection, run } => Box::pin(collect_org::run(connection, run, claim.attempt, ctx, lease)).await,
            Self::AnalyseRun { connection, run } => Box::pin(analyse_run::run(connection, run, ctx, lease)).await,
            Self::KeepCurrent { connection } => Box::pin(keep_current::run(connection, ctx, lease)).await,
            Self::FollowLog { connection } => Box::pin(follow_log::run(connection, ctx, lease)).await,
            Self::EraseConnection { connection } => erase::run(Erased::Connection(connection), ctx, lease).await,
            Self::RewrapDataKeys {} => tenant_keys::rewrap(ctx, lease).await,
            Self::ResealTenant {} => tenant_keys::reseal(ctx, lease).await,
            Self::EraseTenant {} => erase::run(Erased::Tenant, ctx, lease).await,
        }
    }

    /// What becomes of the thing the job was about when it failed for good (with a problem) or was cancelled (without).
    pub(super) async fn gave_up(&self, scope: &mut TenantScope, problem: Option<(&str, &str)>) -> Result<()> {
        match self {
            Self::VerifyCredential { connection, version } => {
                let used = scope.connection(*connection).await?.credential_version;
                let in_use = used == Some(*version);
                if in_use {
                    replan(scope, *connection).await?;
                }
                match problem {
                    // A credential that works is not taken out of use because it could not be tried again just now.
                    Some((code, _)) if in_use && !is_verdict(code) => scope.set_trouble(*connection, Some(code)).await?,
                    // Nobody has said anything against it: it is tried again as soon as whatever is out of order may be in order.
                    Some((code @ EXHAUSTED, _)) => {
                        // Where another works, nothing is the matter with the connection.
                        if used.is_none() {
                            scope.set_trouble(*connection, Some(code)).await?;
                        }
                        scope.enqueue_at(self, Some(time::OffsetDateTime::now_utc() + LATER)).await?;
                    }
                    Some((code, detail)) => scope.reject_credential(*connection, *version, code, detail).await?,
                    None if in_use => {}
                    // Somebody waits for a word about what was handed over.
                    None => scope.reject_credential(*connection, *version, "cancelled", CANCELLED).await?,
                }
            }
            Self::CollectOrg { connection, run } | Self::AnalyseRun { connection, run } => {
                let end = match problem {
                    Some((problem, detail)) => RunEnd::Failed { problem: problem.to_owned(), detail: detail.to_owned() },
                    None => RunEnd::Cancelled,
                };
                if problem.is_some_and(|(code, _)| is_rejection(code)) {
                    replan(scope, *connection).await?;
                }
                scope.end_run(*run, &end).await?;
                match problem {
                    Some((code, detail)) if is_rejection(code) => {
                        // The one that the run used: a newer one may have been accepted in the meantime.
                        if let Some(version) = scope.run(*run).await?.credential_version {
                            scope.reject_credential(*connection, version, code, detail).await?;
                        }
                    }
                    Some((code, _)) => scope.set_trouble(*connection, Some(code)).await?,
                    None => {}
                }
            }
            // It never ends while the connection is there: without it nothing would be scanned or kept alive any more.
            Self::KeepCurrent { connection } => {
                if let Some((code, _)) = problem {
                    scope.connection(*connection).await?;
                    scope.set_trouble(*connection, Some(code)).await?;
                }
                scope.enqueue_at(self, Some(time::OffsetDateTime::now_utc() + LATER)).await?;
            }
            // Nor does this one, unless the credential is rejected: then whoever brings another begins it again.
            Self::FollowLog { connection } => {
                let now = scope.connection(*connection).await?;
                if let Some((code, detail)) = problem {
                    scope.trouble_log(*connection, code, detail).await?;
                    if is_rejection(code)
                        && let Some(version) = now.credential_version
                    {
                        replan(scope, *connection).await?;
                        return scope.reject_credential(*connection, version, code, detail).await;
                    }
                }
                scope.enqueue_at(self, Some(time::OffsetDateTime::now_utc() + LATER)).await?;
            }
            Self::EraseConnection { .. } | Self::RewrapDataKeys {} | Self::ResealTenant {} | Self::EraseTenant {} => {}
        }
        Ok(())
    }
}

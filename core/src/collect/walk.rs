//! One run's way through an org. Every commit shows the lease, takes a page in and moves the cursor: a worker killed
//! anywhere loses the pages it was reading, one of each list at most, and whoever follows reads just those again.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use okta_client::{Denial, Error, OktaClient};

use super::own;
use crate::{
    ids::{ConnectionId, RunId},
    store::{ConnectionState, Lease, Step, StepState, TenantScope},
    work::{Context, JobError},
};

/// Attempts of the job after which a list that Okta does not give, while it answers otherwise, is left aside.
const TRIED: i32 = 3;
/// A credential's last use is kept to the minute.
const TOUCHED: Duration = Duration::from_secs(60);

/// A run under way.
pub struct Walk<'a> {
    pub(super) ctx: &'a Context,
    pub(super) lease: &'a Lease,
    pub(super) run: RunId,
    pub(super) connection: ConnectionId,
    pub(super) client: OktaClient,
    credential_version: i32,
    pub(super) steps: BTreeMap<String, Step>,
    /// Requests that the client had made when they were last counted.
    counted: u64,
    /// Which attempt this is since the run last came forward, from 1.
    attempt: i32,
    touched: Option<Instant>,
}

impl<'a> Walk<'a> {
    /// Takes up a run where it stands, in the given attempt of its job.
    ///
    /// # Errors
    /// When the lease is lost or the database fails.
    pub async fn take_up(
        ctx: &'a Context,
        lease: &'a Lease,
        run: RunId,
        connection: ConnectionId,
        client: OktaClient,
        credential_version: i32,
        attempt: i32,
    ) -> Result<Self, JobError> {
        let mut scope = ctx.store.tenant_for(lease).await?;
        scope.begin_collecting(run, credential_version).await?;
        scope.plan_steps(run, &super::steps()).await?;
        let steps = scope.steps(run).await?.into_iter().map(|step| (step.step.clone(), step)).collect();
        scope.commit().await?;
        Ok(Self {
            ctx,
            lease,
            run,
            connection,
            client: client.counting_anew(),
            credential_version,
            steps,
            counted: 0,
            attempt,
            touched: None,
        })
    }

    /// Another way through the same org, beside this one, over other steps. It counts its own requests.
    pub(super) fn branch(&self) -> Self {
        Self { client: self.client.counting_anew(), steps: self.steps.clone(), counted: 0, touched: self.touched, ..*self }
    }

    /// The step, unless it is over.
    pub(super) fn open(&self, step: &str) -> Option<Step> {
        self.steps.get(step).filter(|step| !step.state.is_over()).cloned()
    }

    /// What has been read so far, for deciding what to read next.
    ///
    /// # Errors
    /// When the lease is lost or the database fails.
    pub async fn so_far(&self) -> Result<TenantScope, JobError> {
        Ok(self.ctx.store.reading_for(self.lease).await?)
    }

    /// The connection that is read.
    pub fn connection(&self) -> ConnectionId {
        self.connection
    }

    /// Where a shutdown, a cancellation or a new credential may take effect.
    pub(super) async fn safe_point(&self) -> Result<(), JobError> {
        if self.ctx.stopping.is_cancelled() { Err(JobError::Stopping) } else { Ok(()) }
    }

    /// The scope of a page's commit. It asks first whether the run should still go on, and with this credential.
    pub(super) async fn page_scope(&self) -> Result<TenantScope, JobError> {
        let mut scope = self.ctx.store.tenant_for(self.lease).await?;
        if scope.run(self.run).await?.cancel_asked_at.is_some() {
            return Err(JobError::Cancelled);
        }
        let connection = scope.connection(self.connection).await?;
        if connection.state == ConnectionState::Suspended {
            return Err(JobError::Cancelled);
        }
        if connection.credential_version != Some(self.credential_version) {
            // The page is read again with the new credential: nothing of the old one's sight is mixed in.
            return Err(JobError::Again { at: time::OffsetDateTime::now_utc() });
        }
        Ok(scope)
    }

    pub(super) async fn commit(&mut self, mut scope: TenantScope, mut step: Step) -> Result<(), JobError> {
        let made = self.newly_made();
        step.requests += made;
        scope.advance_step(self.lease, self.run, &step).await?;
        scope.count_requests(self.run, made, None).await?;
        let touch = self.touched.is_none_or(|at| at.elapsed() >= TOUCHED);
        if touch {
            scope.touch_credential(self.connection, self.credential_version).await?;
        }
        scope.commit().await?;
        if touch {
            self.touched = Some(Instant::now());
        }
        self.attempt = 1;
        self.steps.insert(step.step.clone(), step);
        Ok(())
    }

    fn newly_made(&mut self) -> i32 {
        let counters = self.client.counters();
        let made = counters.gets + counters.token_calls;
        let new = made.saturating_sub(self.counted);
        self.counted = made;
        i32::try_from(new).unwrap_or(i32::MAX)
    }

    /// Writes down that a step cannot be read, and goes on; or says why the whole run cannot.
    pub(super) async fn cannot(&mut self, mut step: Step, error: Error) -> Result<(), JobError> {
        let unavailable = matches!(error, Error::Unavailable { .. }) && self.attempt >= TRIED;
        // Whether it is this list's trouble or an outage is told by what every credential may ask.
        let left_aside = unavailable && own::works(&self.client).await.is_ok();
        let state = match &error {
            _ if left_aside => StepState::Unreadable,
            Error::Forbidden { .. } => StepState::NotVisible,
            // Okta names an object that this list is made of: the list is broken, the feature is there.
            Error::NotFound { what: Some(_), .. } => StepState::Unreadable,
            Error::FeatureOff { .. } | Error::NotFound { .. } => StepState::NotOffered,
            // It is about this one list: the others may well be read.
            error if error.is_about_one_call() => StepState::Unreadable,
            _ => {
                let made = self.newly_made();
                let waiting = if let Error::WaitUntil { at, .. } = &error { Some(*at) } else { None };
                let mut scope = self.ctx.store.tenant_for(self.lease).await?;
                scope.count_requests(self.run, made, waiting).await?;
                scope.commit().await?;
                return Err(error.into());
            }
        };
        step.state = state;
        describe(&mut step, &error);
        let scope = self.page_scope().await?;
        self.commit(scope, step).await
    }
}

/// Writes down what was asked and why there was no answer to it.
pub(super) fn describe(step: &mut Step, error: &Error) {
    step.endpoint = asked(&step.step, error);
    step.reason = Some(reason(error));
    step.detail = Some(error.to_string());
}

/// What was asked, as a lasting name. Policies share one path, which their type tells apart.
fn asked(step: &str, error: &Error) -> Option<String> {
    let path = error.path()?;
    Some(step.strip_prefix("policies:").map_or_else(|| path.to_owned(), |kind| format!("{path}?type={kind}")))
}

/// Okta's code where it refused for want of a permission, the scope that is missing, else our own code.
fn reason(error: &Error) -> String {
    match error {
        Error::Forbidden { reason: Denial::Permission, .. } => "E0000006".to_owned(),
        Error::Forbidden { reason: Denial::CredentialKind, .. } => "E0000005".to_owned(),
        Error::Forbidden { reason: Denial::Scope(scope), .. } if !scope.is_empty() => scope.clone(),
        other => other.code().to_owned(),
    }
}

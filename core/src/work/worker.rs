//! Workers: claim, do, end; until told to stop.

use std::{future::Future, sync::Arc, time::Duration};

use futures::FutureExt;
use time::OffsetDateTime;
use tokio::{sync::Notify, task::JoinSet, time::Instant};
use tracing::{Instrument, debug, error, info, warn};

use super::{Context, Job, JobError, Lane, egress_watch::EgressWatch, key_watch::KeyWatch, perform::EXHAUSTED};
use crate::store::{Claim, JobEnd, StoreError};

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// Its name in leases and logs; unique among live workers.
    pub name: String,
    /// Jobs done at the same time.
    pub slots: usize,
    /// How long a lease lasts unless it is renewed; renewed three times in that time.
    pub lease: Duration,
    /// How often it looks for due work when nobody has told it of any.
    pub poll: Duration,
    /// How long jobs may take to reach a safe point at shutdown.
    pub grace: Duration,
}

/// How often old days of the log are looked for.
const UPKEEP: Duration = Duration::from_secs(3_600);
/// How long a job waits that only an operator can help on.
const BLOCKED: Duration = Duration::from_secs(300);

/// Does jobs.
pub struct Worker {
    context: Arc<Context>,
    settings: WorkerSettings,
    egress: EgressWatch,
    keys: KeyWatch,
    wake: Arc<Notify>,
}

impl Worker {
    /// A worker that claims nothing while `egress` says that traffic would leave from a wrong address, or while its keyring is not
    /// the one that sealed what is stored.
    pub fn new(context: Arc<Context>, settings: WorkerSettings, egress: EgressWatch) -> Self {
        Self { context, settings, egress, keys: KeyWatch::default(), wake: Arc::new(Notify::new()) }
    }

    /// Works until the context says to stop; then no job is claimed, those at work come to a safe point, and leases are handed back.
    pub async fn run(self) {
        let worker = Arc::new(self);
        // Before the first claim: a wrong key would seal what nobody else can open.
        let holds = worker.keys.look(&worker.context).await;
        let mut helpers = JoinSet::new();
        helpers.spawn(Arc::clone(&worker).listen());
        helpers.spawn(Arc::clone(&worker).watch_egress());
        helpers.spawn(Arc::clone(&worker).watch_keys(holds));
        helpers.spawn(Arc::clone(&worker).drop_old_days());
        let mut slots = JoinSet::new();
        for _ in 0..worker.settings.slots {
            slots.spawn(Arc::clone(&worker).slot());
        }
        info!(worker.name = %worker.settings.name, worker.slots = worker.settings.slots, "worker {} begins", worker.settings.name);
        worker.context.stopping.cancelled().await;
        let deadline = Instant::now() + worker.settings.grace;
        while let Ok(Some(_)) = tokio::time::timeout_at(deadline, slots.join_next()).await {}
        if !slots.is_empty() {
            warn!(worker.name = %worker.settings.name, jobs = slots.len(), "{} jobs did not come to a safe point in time; their leases will lapse", slots.len());
        }
        slots.shutdown().await;
        helpers.shutdown().await;
        info!(worker.name = %worker.settings.name, "worker {} ends", worker.settings.name);
    }

    /// Hears of new work. When the database goes away, polling goes on and hearing resumes.
    async fn listen(self: Arc<Self>) {
        loop {
            if let Ok(mut listener) = self.context.store.listen().await {
                while listener.recv().await.is_ok() {
                    self.wake.notify_one();
                }
            }
            tokio::time::sleep(self.settings.poll).await;
        }
    }

    async fn watch_egress(self: Arc<Self>) {
        self.egress.watch(&self.context, &self.settings.name, || self.wake.notify_waiters()).await;
    }

    async fn watch_keys(self: Arc<Self>, mut holds: Duration) {
        loop {
            tokio::time::sleep(holds).await;
            holds = self.keys.look(&self.context).await;
        }
    }

    /// Drops days of the log that nobody keeps any more, once an hour. Where somebody reads them just then, there is another hour.
    async fn drop_old_days(self: Arc<Self>) {
        loop {
            match self.context.store.drop_log_days().await {
                Ok(0) => {}
                Ok(dropped) => info!(dropped, "{dropped} partitions of the log were older than anybody keeps, and were dropped"),
                Err(error) => debug!("no old day of the log was dropped: {error}"),
            }
            tokio::time::sleep(UPKEEP).await;
        }
    }

    async fn slot(self: Arc<Self>) {
        let kinds: Vec<String> = Job::KINDS.iter().map(|kind| (*kind).to_owned()).collect();
        while !self.context.stopping.is_cancelled() {
            let claim = if self.egress.may_work() && self.keys.may_work() {
                self.context.store.claim(&self.settings.name, self.settings.lease, &kinds).await
            } else {
                Ok(None)
            };
            match claim {
                Ok(Some(claim)) => {
                    // There may be more: another slot looks while this one works.
                    self.wake.notify_one();
                    self.work_on(claim).await;
                }
                Ok(None) => self.idle().await,
                Err(error) => {
                    warn!(error = &error as &dyn std::error::Error, "no work could be claimed: {error}");
                    self.idle().await;
                }
            }
        }
    }

    /// Waits for a call, for the next poll, or for the end. Polls are spread so that workers do not ask all at once.
    async fn idle(&self) {
        self.context.clients.forget_unused();
        let poll = self.settings.poll.mul_f64(0.5 + rand::random::<f64>());
        tokio::select! {
            () = self.wake.notified() => {}
            () = tokio::time::sleep(poll) => {}
            () = self.context.stopping.cancelled() => {}
        }
    }

    async fn work_on(&self, claim: Claim) {
        let lease = claim.lease.clone();
        let span =
            tracing::info_span!("job", job.id = %lease.job, job.kind = %claim.kind, tenant.id = %lease.tenant, job.attempt = claim.attempt);
        async {
            let begun = Instant::now();
            let outcome = self.renewing(&claim, self.perform(&claim)).await;
            let end = self.end_of(&claim, outcome).await;
            info!(job.id = %lease.job, job.kind = %claim.kind, job.end = end, job.ms = begun.elapsed().as_millis() as u64,
                "job {} ({}) {end}", lease.job, claim.kind);
        }
        .instrument(span)
        .await;
    }

    /// Does the job while a heartbeat lengthens its lease; a lost lease drops it where it stands.
    async fn renewing(&self, claim: &Claim, work: impl Future<Output = Result<(), JobError>>) -> Result<(), JobError> {
        let lost = async {
            let mut until = Instant::now() + self.settings.lease;
            loop {
                tokio::time::sleep(self.settings.lease / 3).await;
                match self.renew(claim).await {
                    Ok(true) => until = Instant::now() + self.settings.lease,
                    Ok(false) => return,
                    // A scope of the job itself holds the lane's row: nobody else can take it.
                    Err(error) if error.is_locked() => until = Instant::now() + self.settings.lease,
                    // The database may come back before the lease lapses.
                    Err(_) if Instant::now() < until => {}
                    Err(_) => return,
                }
            }
        };
        tokio::select! {
            result = work => result,
            () = lost => Err(JobError::LeaseLost),
        }
    }

    async fn renew(&self, claim: &Claim) -> Result<bool, StoreError> {
        let mut scope = self.context.store.queue().await?;
        let held = scope.renew(&claim.lease, self.settings.lease).await?;
        scope.commit().await?;
        Ok(held)
    }

    async fn perform(&self, claim: &Claim) -> Result<(), JobError> {
        let job = Job::from_stored(&claim.kind, &claim.payload)
            .map_err(|_| JobError::Fail { problem: "unknown_form", detail: "this program cannot read the job's stored form".to_owned() })?;
        if claim.cancelled {
            return Err(JobError::Cancelled);
        }
        if claim.exhausted {
            // Each time the whole process went down, perhaps because of it.
            return Err(JobError::Fail { problem: "crashed", detail: "every attempt ended without an answer".to_owned() });
        }
        // A panic is a crash of this job, not of the worker. Its text may hold anything, so it is not repeated.
        std::panic::AssertUnwindSafe(job.run(&self.context, claim))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(JobError::Retry { why: "the job panicked".to_owned(), at: None }))
    }

    /// Writes down how the job ended, unless its own last commit did; gives the word for the log.
    async fn end_of(&self, claim: &Claim, outcome: Result<(), JobError>) -> &'static str {
        let (end, word) = match outcome {
            Ok(()) => return "is done",
            Err(JobError::LeaseLost) => return "lost its lease",
            Err(JobError::Stopping) => {
                self.hand_back(claim).await;
                return "was handed back";
            }
            Err(JobError::Again { at }) => (JobEnd::Again { at }, "goes on later"),
            Err(JobError::Retry { why, at }) => {
                // Asked for again: what it achieved since the claim has made earlier attempts count no more.
                let attempt = self.attempt(claim).await.unwrap_or(claim.attempt);
                if attempt >= claim.max_attempts {
                    warn!(job.id = %claim.lease.job, "job {} is given up after {attempt} attempts: {why}", claim.lease.job);
                    return self.give_up(claim, Some((EXHAUSTED, why))).await;
                }
                warn!(job.id = %claim.lease.job, "job {} will be tried again: {why}", claim.lease.job);
                (JobEnd::Retry { at: at.unwrap_or_else(|| back_off(attempt)), error: why }, "will be tried again")
            }
            Err(JobError::Blocked { why }) => {
                error!(job.id = %claim.lease.job, "job {} cannot go on: {why}", claim.lease.job);
                (JobEnd::Blocked { at: OffsetDateTime::now_utc() + BLOCKED, error: why }, "waits for an operator")
            }
            Err(JobError::Cancelled) => return self.give_up(claim, None).await,
            Err(JobError::Fail { problem, detail }) => {
                warn!(job.id = %claim.lease.job, job.problem = problem, "job {} failed: {detail}", claim.lease.job);
                return self.give_up(claim, Some((problem, detail))).await;
            }
        };
        match self.end(claim, &end).await {
            Ok(()) => word,
            Err(error) => unended(claim, &error),
        }
    }

    async fn attempt(&self, claim: &Claim) -> Result<i32, StoreError> {
        self.context.store.tenant_for(&claim.lease).await?.attempt(&claim.lease).await
    }

    async fn end(&self, claim: &Claim, end: &JobEnd) -> Result<(), StoreError> {
        let mut scope = self.context.store.tenant_for(&claim.lease).await?;
        scope.end_job(&claim.lease, end).await?;
        scope.commit().await
    }

    /// Ends a job for good, with what that means for its run or credential, in one commit.
    async fn give_up(&self, claim: &Claim, problem: Option<(&'static str, String)>) -> &'static str {
        let job = Job::from_stored(&claim.kind, &claim.payload).ok();
        let result = async {
            let store = &self.context.store;
            let mut scope = match &job {
                // With a run's end the connection's keeper may be asked for.
                Some(Job::CollectOrg { connection, .. } | Job::AnalyseRun { connection, .. } | Job::FollowLog { connection }) => {
                    store.tenant_for_behind(Lane::Schedule(*connection), &claim.lease).await?
                }
                _ => store.tenant_for(&claim.lease).await?,
            };
            let (end, word) = match &problem {
                Some((_, detail)) => (JobEnd::Failed { error: detail.clone() }, "failed"),
                None => (JobEnd::Cancelled, "was cancelled"),
            };
            // Ended first: what follows may queue the same work again.
            scope.end_job(&claim.lease, &end).await?;
            if let Some(job) = &job {
                match job.gave_up(&mut scope, problem.as_ref().map(|(code, detail)| (*code, detail.as_str()))).await {
                    // What it was about is gone, and with it whatever was to be said of it.
                    Err(StoreError::NotFound(_)) => {}
                    other => other?,
                }
            }
            scope.commit().await?;
            Ok::<_, StoreError>(word)
        };
        result.await.unwrap_or_else(|error| unended(claim, &error))
    }

    async fn hand_back(&self, claim: &Claim) {
        let result = async {
            let mut scope = self.context.store.queue().await?;
            scope.hand_back(&claim.lease).await?;
            scope.commit().await
        };
        if let Err(error) = result.await {
            debug!("a lease could not be handed back and will lapse: {error}");
        }
    }
}

/// The end could not be written: the lease lapses, and whoever claims the lane next takes the job up again.
fn unended(claim: &Claim, error: &StoreError) -> &'static str {
    if !matches!(error, StoreError::LeaseLost) {
        error!(job.id = %claim.lease.job, error = error as &dyn std::error::Error, "the end of job {} could not be written", claim.lease.job);
    }
    "lost its lease"
}

/// Seconds that double with each attempt, up to five minutes, with jitter.
fn back_off(attempt: i32) -> OffsetDateTime {
    let seconds = 2f64.powi(attempt.clamp(1, 9)).min(300.0);
    OffsetDateTime::now_utc() + Duration::from_secs_f64(seconds * (0.5 + rand::random::<f64>() / 2.0))
}

//! One run's way through an org. Every commit shows the lease, takes a page in and moves the cursor: a worker killed
//! anywhere loses the page it was reading, and whoever follows reads just that page again.

use std::collections::BTreeMap;

use futures::{StreamExt, stream};
use okta_client::{Cursor, Denial, Error, Get, List, OktaClient};
use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

use super::Kind;
use crate::{
    ids::{ConnectionId, RunId},
    store::{Collected, Lease, Step, StepState, StoreError, TenantScope},
    work::{Context, JobError},
};

/// Objects whose lists are fetched at the same time.
const AT_ONCE: usize = 4;
/// Times that a list is begun anew because its cursor expired.
const RESTARTS: i16 = 3;
/// Vanished objects that are asked for one by one before they are believed to be gone; more at once are taken at the list's word.
const CONFIRMED: usize = 50;

/// A run under way.
pub struct Walk<'a> {
    ctx: &'a Context,
    lease: &'a Lease,
    run: RunId,
    connection: ConnectionId,
    client: OktaClient,
    credential_version: i32,
    steps: BTreeMap<String, Step>,
    /// Requests that the client had made when they were last counted.
    counted: u64,
}

impl<'a> Walk<'a> {
    /// Takes up a run where it stands.
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
        plan: &[String],
    ) -> Result<Self, JobError> {
        let mut scope = ctx.store.tenant_for(lease).await?;
        scope.begin_collecting(run, credential_version).await?;
        scope.plan_steps(run, plan).await?;
        let steps = scope.steps(run).await?.into_iter().map(|step| (step.step.clone(), step)).collect();
        scope.commit().await?;
        let counted = client.counters().gets;
        Ok(Self { ctx, lease, run, connection, client, credential_version, steps, counted })
    }

    /// The step, unless it is over.
    fn open(&self, step: &str) -> Option<Step> {
        self.steps.get(step).filter(|step| !step.state.is_over()).cloned()
    }

    /// Reads one thing.
    ///
    /// # Errors
    /// When the run cannot go on now; what this credential cannot see is written down and is no error.
    pub async fn one<T: DeserializeOwned + Serialize>(&mut self, name: &str, kind: Kind, get: Get<T>) -> Result<(), JobError> {
        let Some(mut step) = self.open(name) else { return Ok(()) };
        self.safe_point().await?;
        match self.client.get(&get).await {
            Ok(object) => {
                let kept: Vec<Collected> = kind.keep("", &object).into_iter().collect();
                let mut scope = self.page_scope().await?;
                scope.take_in_all_of(self.connection, kind.name, "", &kept).await?;
                step.done = i32::try_from(kept.len()).unwrap_or(i32::MAX);
                step.state = StepState::Read;
                self.commit(scope, step).await
            }
            Err(error) => self.cannot(step, error).await,
        }
    }

    /// Reads a list to its end; what it did not show is gone.
    ///
    /// # Errors
    /// As [`Walk::one`].
    pub async fn list<T: DeserializeOwned + Serialize>(&mut self, name: &str, kind: Kind, list: List<T>) -> Result<(), JobError> {
        self.read_pages(name, kind, list).await?;
        self.close_vanished(name, kind, &[name], None::<fn(&str) -> Get<T>>).await
    }

    /// Reads a list that others add to (deactivated users beside users): nothing is closed yet.
    ///
    /// # Errors
    /// As [`Walk::one`].
    pub async fn part<T: DeserializeOwned + Serialize>(&mut self, name: &str, kind: Kind, list: List<T>) -> Result<(), JobError> {
        self.read_pages(name, kind, list).await
    }

    async fn read_pages<T: DeserializeOwned + Serialize>(&mut self, name: &str, kind: Kind, list: List<T>) -> Result<(), JobError> {
        let Some(mut step) = self.open(name) else { return Ok(()) };
        loop {
            self.safe_point().await?;
            // A stored cursor that this program cannot read begins the list anew.
            let cursor = step.cursor.as_deref().and_then(|text| text.parse::<Cursor>().ok());
            let page = match self.client.page(&list, cursor.as_ref()).await {
                Ok(page) => page,
                Err(Error::CursorExpired { .. }) if step.restarts < RESTARTS => {
                    step = self.restart(step).await?;
                    continue;
                }
                Err(error) => return self.cannot(step, error).await,
            };
            let kept: Vec<Collected> = page.items.iter().filter_map(|item| kind.keep("", item)).collect();
            let unreadable = page.unreadable.len() + page.items.len() - kept.len();
            for trouble in &page.unreadable {
                warn!(step = name, run.id = %self.run, "an object of {name} could not be read: {}", trouble.reason);
            }
            let mut scope = self.page_scope().await?;
            scope.take_in(self.connection, kind.name, &kept).await?;
            let ids: Vec<String> = kept.into_iter().map(|object| object.id).collect();
            scope.keep_page(self.run, name, "", &ids).await?;
            step.done += i32::try_from(ids.len()).unwrap_or(0);
            step.unreadable += i32::try_from(unreadable).unwrap_or(0);
            step.cursor = page.next.as_ref().map(ToString::to_string);
            step.state = if page.next.is_some() { StepState::Reading } else { StepState::Read };
            let last = page.next.is_none();
            self.commit(scope, step.clone()).await?;
            if last {
                return Ok(());
            }
        }
    }

    async fn restart(&mut self, mut step: Step) -> Result<Step, JobError> {
        warn!(run.id = %self.run, step = %step.step, "the cursor of {} has expired; the list is begun anew", step.step);
        step.restarts += 1;
        step.cursor = None;
        step.done = 0;
        let mut scope = self.page_scope().await?;
        scope.forget_pages(self.run, &step.step).await?;
        self.commit(scope, step.clone()).await?;
        Ok(step)
    }

    /// Closes objects that the finished lists `shown_by` did not show. Lists are no snapshots, so a few are asked for one by one first.
    ///
    /// # Errors
    /// As [`Walk::one`].
    pub async fn close_vanished<T: DeserializeOwned + Serialize>(
        &mut self,
        name: &str,
        kind: Kind,
        shown_by: &[&str],
        confirm: Option<impl Fn(&str) -> Get<T>>,
    ) -> Result<(), JobError> {
        // Only lists that were read to their ends, with every object understood, say what is gone.
        if !shown_by.iter().all(|step| self.steps.get(*step).is_some_and(|step| step.state == StepState::Read && step.unreadable == 0)) {
            return Ok(());
        }
        let mut scope = self.page_scope().await?;
        let shown: Vec<String> = shown_by.iter().map(|step| (*step).to_owned()).collect();
        let mut gone = scope.vanished(self.connection, kind.name, self.run, &shown).await?;
        if gone.is_empty() {
            return Ok(());
        }
        if let Some(confirm) = confirm.filter(|_| gone.len() <= CONFIRMED) {
            drop(scope);
            let mut still = Vec::new();
            for id in &gone {
                match self.client.get(&confirm(id)).await {
                    Ok(object) => still.extend(kind.keep("", &object)),
                    Err(Error::NotFound { .. }) => {}
                    // Not confirmed: it stays as it is until the next run.
                    Err(error) => {
                        warn!(run.id = %self.run, "whether an object of {name} is gone could not be told: {error}");
                        return Ok(());
                    }
                }
            }
            scope = self.page_scope().await?;
            gone.retain(|id| !still.iter().any(|object| object.id == *id));
            scope.take_in(self.connection, kind.name, &still).await?;
        }
        scope.close(self.connection, kind.name, &gone).await?;
        scope.commit().await?;
        Ok(())
    }

    /// Closes objects with `value` in `field` that the finished list `name` did not show, for kinds that are listed value by value.
    ///
    /// # Errors
    /// When the lease is lost or the database fails.
    pub async fn close_unseen(&mut self, name: &str, kind: Kind, field: &str, value: &str) -> Result<(), JobError> {
        if self.steps.get(name).is_some_and(|step| step.state == StepState::Read && step.unreadable == 0) {
            let mut scope = self.page_scope().await?;
            scope.close_unseen(self.connection, kind.name, field, value, self.run, name).await?;
            scope.commit().await?;
        }
        Ok(())
    }

    /// Reads, for each of `parents`, the list of what belongs to it.
    ///
    /// # Errors
    /// As [`Walk::one`].
    pub async fn each<T: DeserializeOwned + Serialize>(
        &mut self,
        name: &str,
        kind: Kind,
        parents: Vec<String>,
        list: impl Fn(&str) -> List<T>,
    ) -> Result<(), JobError> {
        let Some(mut step) = self.open(name) else { return Ok(()) };
        step.total = i32::try_from(parents.len()).ok();
        let after = step.cursor.clone().unwrap_or_default();
        let todo: Vec<(String, List<T>)> =
            parents.iter().filter(|parent| **parent > after).map(|parent| (parent.clone(), list(parent))).collect();
        let client = self.client.clone();
        let mut answers = stream::iter(todo).map(|(parent, list)| ask_for_all(client.clone(), parent, list)).buffered(AT_ONCE);
        while let Some((parent, answer)) = answers.next().await {
            self.safe_point().await?;
            let (items, mut unreadable) = match answer {
                Ok(answer) => answer,
                // The parent went away between the list and now.
                Err(Error::NotFound { .. }) => (Vec::new(), 0),
                Err(error) => return self.cannot(step, error).await,
            };
            let kept: Vec<Collected> = items.iter().filter_map(|item| kind.keep(&parent, item)).collect();
            unreadable += items.len() - kept.len();
            let mut scope = self.page_scope().await?;
            scope.take_in_all_of(self.connection, kind.name, &parent, &kept).await?;
            step.done += 1;
            step.unreadable += i32::try_from(unreadable).unwrap_or(0);
            step.cursor = Some(parent);
            step.state = StepState::Reading;
            self.commit(scope, step.clone()).await?;
        }
        drop(answers);
        step.state = StepState::Read;
        step.cursor = None;
        let mut scope = self.page_scope().await?;
        scope.close_orphans(self.connection, kind.name, &parents).await?;
        self.commit(scope, step).await
    }

    /// Reads the members of each of `groups` as edges, page by page.
    ///
    /// # Errors
    /// As [`Walk::one`].
    pub async fn members<T: DeserializeOwned + Serialize>(
        &mut self,
        name: &str,
        edge: &str,
        groups: Vec<String>,
        list: impl Fn(&str) -> List<T>,
    ) -> Result<(), JobError> {
        let Some(mut step) = self.open(name) else { return Ok(()) };
        step.total = i32::try_from(groups.len()).ok();
        // The cursor is the group and, behind a blank, the page within it.
        let (mut group, mut page_at) = match step.cursor.take() {
            None => (String::new(), None),
            Some(text) => match text.split_once(' ') {
                Some((group, page)) => (group.to_owned(), page.parse::<Cursor>().ok()),
                None => (format!("{text}\u{1}"), None),
            },
        };
        for next in groups.iter().filter(|next| **next >= group.clone()).cloned().collect::<Vec<_>>() {
            if next != group {
                page_at = None;
            }
            group = next;
            let list = list(&group);
            loop {
                self.safe_point().await?;
                let page = match self.client.page(&list, page_at.as_ref()).await {
                    Ok(page) => page,
                    Err(Error::NotFound { .. }) => break,
                    Err(error) => return self.cannot(step, error).await,
                };
                let ids: Vec<String> = page.items.iter().filter_map(|item| Kind::USER.keep("", item)).map(|object| object.id).collect();
                let mut scope = self.page_scope().await?;
                scope.add_edges(self.connection, edge, &group, &ids).await?;
                scope.keep_page(self.run, name, &group, &ids).await?;
                page_at = page.next;
                step.state = StepState::Reading;
                step.unreadable += i32::try_from(page.unreadable.len()).unwrap_or(0);
                if let Some(page) = &page_at {
                    step.cursor = Some(format!("{group} {page}"));
                } else {
                    scope.close_edges(self.connection, edge, &group, self.run, name).await?;
                    step.cursor = Some(group.clone());
                    step.done += 1;
                }
                self.commit(scope, step.clone()).await?;
                if page_at.is_none() {
                    break;
                }
            }
        }
        step.state = StepState::Read;
        step.cursor = None;
        let mut scope = self.page_scope().await?;
        scope.close_edges_but(self.connection, edge, &groups).await?;
        self.commit(scope, step).await
    }

    /// What has been read so far, for deciding what to read next.
    ///
    /// # Errors
    /// When the lease is lost or the database fails.
    pub async fn so_far(&self) -> Result<TenantScope, JobError> {
        Ok(self.ctx.store.tenant_for(self.lease).await?)
    }

    /// The connection that is read.
    pub fn connection(&self) -> ConnectionId {
        self.connection
    }

    /// Where a shutdown, a cancellation or a new credential may take effect.
    async fn safe_point(&self) -> Result<(), JobError> {
        if self.ctx.stopping.is_cancelled() { Err(JobError::Stopping) } else { Ok(()) }
    }

    /// The scope of a page's commit. It asks first whether the run should still go on, and with this credential.
    async fn page_scope(&self) -> Result<TenantScope, JobError> {
        let mut scope = self.ctx.store.tenant_for(self.lease).await?;
        if scope.run(self.run).await?.cancel_asked_at.is_some() {
            return Err(JobError::Cancelled);
        }
        let connection = scope.connection(self.connection).await?;
        if connection.state == crate::store::ConnectionState::Suspended {
            return Err(JobError::Cancelled);
        }
        if connection.credential_version != Some(self.credential_version) {
            // The page is read again with the new credential: nothing of the old one's sight is mixed in.
            return Err(JobError::Again { at: time::OffsetDateTime::now_utc() });
        }
        Ok(scope)
    }

    async fn commit(&mut self, mut scope: TenantScope, mut step: Step) -> Result<(), JobError> {
        let made = self.newly_made();
        step.requests += made;
        scope.advance_step(self.lease, self.run, &step).await?;
        scope.count_requests(self.run, made, None).await?;
        scope.touch_credential(self.connection, self.credential_version).await?;
        scope.commit().await?;
        self.steps.insert(step.step.clone(), step);
        Ok(())
    }

    fn newly_made(&mut self) -> i32 {
        let made = self.client.counters().gets;
        let new = made.saturating_sub(self.counted);
        self.counted = made;
        i32::try_from(new).unwrap_or(i32::MAX)
    }

    /// Writes down that a step cannot be read, and goes on; or says why the whole run cannot.
    async fn cannot(&mut self, mut step: Step, error: Error) -> Result<(), JobError> {
        let state = match &error {
            Error::Forbidden { .. } => StepState::NotVisible,
            Error::FeatureOff { .. } | Error::NotFound { .. } => StepState::NotOffered,
            // It is about this one list: the others may well be read.
            Error::Refused { .. }
            | Error::Unreadable { .. }
            | Error::TooLarge { .. }
            | Error::LinkRefused { .. }
            | Error::Endless { .. }
            | Error::CursorExpired { .. } => StepState::Unreadable,
            _ => {
                let made = self.newly_made();
                let waiting = if let Error::WaitUntil { at, .. } = &error { Some(*at) } else { None };
                let mut scope = self.ctx.store.tenant_for(self.lease).await?;
                scope.count_requests(self.run, made, waiting).await?;
                scope.commit().await.map_err(StoreError::from)?;
                return Err(error.into());
            }
        };
        step.state = state;
        step.endpoint = asked(&step.step, &error);
        step.reason = Some(reason(&error));
        step.detail = Some(error.to_string());
        let scope = self.page_scope().await?;
        self.commit(scope, step).await
    }
}

/// What was asked, as a lasting name. Policies share one path, which their type tells apart.
fn asked(step: &str, error: &Error) -> Option<String> {
    let path = error.path()?;
    Some(step.strip_prefix("policies:").map_or_else(|| path.to_owned(), |kind| format!("{path}?type={kind}")))
}

/// Okta's code where it refused for want of a permission, else ours.
fn reason(error: &Error) -> String {
    match error {
        Error::Forbidden { reason: Denial::Permission, .. } => "E0000006".to_owned(),
        Error::Forbidden { reason: Denial::CredentialKind, .. } => "E0000005".to_owned(),
        other => other.code().to_owned(),
    }
}

/// All pages of a list that belongs to one object; as a rule there is one.
async fn all_of<T: DeserializeOwned>(client: &OktaClient, list: &List<T>) -> Result<(Vec<T>, usize), Error> {
    let (mut items, mut unreadable, mut cursor) = (Vec::new(), 0, None);
    loop {
        let page = client.page(list, cursor.as_ref()).await?;
        items.extend(page.items);
        unreadable += page.unreadable.len();
        cursor = page.next;
        if cursor.is_none() {
            return Ok((items, unreadable));
        }
    }
}

async fn ask_for_all<T: DeserializeOwned>(client: OktaClient, parent: String, list: List<T>) -> (String, Result<(Vec<T>, usize), Error>) {
    let answer = all_of(&client, &list).await;
    (parent, answer)
}

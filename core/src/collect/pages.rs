//! Single things, and lists read page by page.

use std::collections::HashSet;

use okta_client::{Cursor, Error, Get, List, api::org::Org};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::types::Json;
use tracing::warn;

use super::{Kind, Walk, own};
use crate::{
    store::{Collected, Step, StepState},
    work::{JobError, org_behind, refused},
};

/// Times that a list is begun anew because its cursor expired.
pub(super) const RESTARTS: i16 = 3;

/// Pages after which a list is taken to have no end: the largest orgs have a tenth of them.
const MOST_PAGES: usize = 100_000;

/// Lists that have something in every org. Okta answers a service app without a role with empty ones instead of a refusal.
const NEVER_EMPTY: [&str; 8] =
    ["users", "groups", "role_holders", "policies:OKTA_SIGN_ON", "policies:PASSWORD", "policies:MFA_ENROLL", "authenticators", "zones"];

impl Walk<'_> {
    /// Reads one thing.
    ///
    /// # Errors
    /// When the run cannot go on now; what this credential cannot see is written down and is no error.
    pub async fn one<T: DeserializeOwned + Serialize>(&mut self, name: &str, kind: Kind, get: Get<T>) -> Result<(), JobError> {
        let Some(step) = self.open(name) else { return Ok(()) };
        self.safe_point().await?;
        match self.client.get(&get).await {
            Ok(object) => self.keep_one(step, kind, &object).await,
            Err(error) => self.cannot(step, error).await,
        }
    }

    async fn keep_one<T: Serialize>(&mut self, mut step: Step, kind: Kind, object: &T) -> Result<(), JobError> {
        let kept: Vec<Collected> = kind.keep("", object).into_iter().collect();
        let mut scope = self.page_scope().await?;
        scope.take_in_all_of(self.connection, kind.name, "", &kept).await?;
        step.done = i32::try_from(kept.len()).unwrap_or(i32::MAX);
        step.state = StepState::Read;
        self.commit(scope, step).await
    }

    /// Reads the org itself, which must be the one that the connection was made for: the host may have been given to another. That is
    /// asked without the credential.
    ///
    /// # Errors
    /// As [`Walk::one`], and `other_org` when another org answers.
    pub async fn org(&mut self, get: Get<Org>) -> Result<(), JobError> {
        if self.open("org").is_none() {
            return Ok(());
        }
        let connection = self.so_far().await?.connection(self.connection).await?;
        org_behind(&self.client, &connection).await?;
        self.one("org", Kind::ORG, get).await
    }

    /// Reads who the credential acts for.
    ///
    /// # Errors
    /// As [`Walk::one`], and `credential_refused` when Okta does not even tell that: nothing could be read with it.
    pub async fn identity(&mut self) -> Result<(), JobError> {
        let Some(step) = self.open("own_identity") else { return Ok(()) };
        self.safe_point().await?;
        let own = own::ask(&self.client).await.map_err(refused)?;
        self.keep_one(step, Kind::OWN_IDENTITY, &own).await
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
        let mut seen = Seen::default();
        loop {
            self.safe_point().await?;
            // A stored cursor that this program cannot read begins the list anew.
            let cursor = step.cursor.as_deref().and_then(|text| text.parse::<Cursor>().ok());
            let page = match self.client.page(&list, cursor.as_ref()).await {
                Ok(page) if seen.again(&page.next) => return self.cannot(step, seen.endless(list.pattern())).await,
                Ok(page) => page,
                Err(Error::CursorExpired { .. }) if step.restarts < RESTARTS => {
                    step = self.restart(step).await?;
                    seen = Seen::default();
                    continue;
                }
                Err(error) => return self.cannot(step, error).await,
            };
            let kept: Vec<Collected> = page.items.iter().filter_map(|item| kind.keep("", item)).collect();
            let without_id = page.items.len() - kept.len();
            for trouble in &page.unreadable {
                warn!(step = name, run.id = %self.run, "an object of {name} could not be read: {}", trouble.reason);
            }
            let mut scope = self.page_scope().await?;
            scope.take_in(self.connection, kind.name, &kept).await?;
            let ids: Vec<String> = kept.into_iter().map(|object| object.id).collect();
            scope.keep_page(self.run, name, "", &ids).await?;
            step.done += i32::try_from(ids.len()).unwrap_or(0);
            step.note(&page.unreadable, without_id);
            step.cursor = page.next.as_ref().map(ToString::to_string);
            step.state = if page.next.is_some() { StepState::Reading } else { StepState::Read };
            let last = page.next.is_none();
            if last && step.done == 0 && step.unreadable == 0 && NEVER_EMPTY.contains(&name) {
                // Else all of them would be taken for gone.
                step.state = StepState::NotVisible;
                step.endpoint = Some(list.pattern().to_owned());
                step.reason = Some("empty_list".to_owned());
                step.detail = Some(format!("Okta showed an empty list of {name}, which no org has: an administrator role is missing"));
            }
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
        (step.done, step.unreadable, step.not_understood) = (0, 0, Json::default());
        let mut scope = self.page_scope().await?;
        scope.forget_pages(self.run, &step.step).await?;
        self.commit(scope, step.clone()).await?;
        Ok(step)
    }
}

/// Pages that a list has led to. One that leads back, or ever on, would never end.
#[derive(Default)]
pub(crate) struct Seen(HashSet<Cursor>);

impl Seen {
    /// Whether the next page was read before, or so many were that the list is taken to have no end.
    pub(crate) fn again(&mut self, next: &Option<Cursor>) -> bool {
        next.as_ref().is_some_and(|next| self.0.len() >= MOST_PAGES || !self.0.insert(next.clone()))
    }

    /// What is wrong with a list that leads back.
    pub(crate) fn endless(&self, path: &'static str) -> Error {
        Error::Endless { path, pages: u32::try_from(self.0.len()).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_leads_back_or_ever_on_has_no_end() {
        let next = |number: usize| Some(format!("/api/v1/users?after={number}").parse().unwrap());
        let mut seen = Seen::default();
        assert!(!seen.again(&next(1)) && !seen.again(&next(2)) && seen.again(&next(1)) && !seen.again(&None));
        assert!((3..=MOST_PAGES).all(|number| !seen.again(&next(number))));
        assert!(seen.again(&next(MOST_PAGES + 1)));
    }
}

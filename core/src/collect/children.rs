//! Lists that belong to an object each: a policy's rules, a user's roles.

use futures::{StreamExt, stream};
use okta_client::{Error, List, OktaClient, Unreadable};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Kind, Walk,
    pages::{RESTARTS, Seen},
    walk::describe,
};
use crate::{
    store::{Collected, Step, StepState},
    work::JobError,
};

/// Objects whose lists are fetched at the same time.
const AT_ONCE: usize = 4;
/// Refusals, before anything was read, after which all are taken to be refused.
pub(super) const ENOUGH: usize = 5;
/// Objects that are asked for one by one at most: where a role is given to everybody, the rest would cost an org its rate limit for hours.
const MOST: usize = 10_000;

impl Walk<'_> {
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
            parents.iter().take(MOST).filter(|parent| **parent > after).map(|parent| (parent.clone(), list(parent))).collect();
        self.safe_point().await?;
        let client = self.client.clone();
        let asked = stream::iter(todo).map(|(parent, list)| ask_for_all(client.clone(), parent, list));
        // What is there already is committed together: a commit takes longer than the list of one object.
        let mut answers = asked.buffered(AT_ONCE).ready_chunks(AT_ONCE);
        let mut refused = Refused::default();
        while let Some(ready) = answers.next().await {
            let (mut scope, before, mut failed) = (self.page_scope().await?, step.cursor.clone(), None);
            for (parent, answer) in ready {
                let (items, unreadable) = match answer {
                    Ok(answer) => answer,
                    // The parent went away between the list and now. Another object that is missing breaks the list, and empties nothing.
                    Err(error) if parent.split('/').any(|id| error.is_gone(id)) => (Vec::new(), Vec::new()),
                    Err(error) if error.is_about_one_call() => {
                        step.incomplete.add(&parent);
                        refused.add(error);
                        if step.done > 0 {
                            step.cursor = Some(parent);
                        }
                        continue;
                    }
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                };
                let kept: Vec<Collected> = items.iter().filter_map(|item| kind.keep(&parent, item)).collect();
                let without_id = items.len() - kept.len();
                // What could not be understood must not seem to be gone.
                if unreadable.is_empty() && without_id == 0 {
                    scope.take_in_all_of(self.connection, kind.name, &parent, &kept).await?;
                } else {
                    scope.take_in(self.connection, kind.name, &kept).await?;
                    step.incomplete.add(&parent);
                }
                step.done += 1;
                step.note(&unreadable, without_id);
                step.cursor = Some(parent);
                step.state = StepState::Reading;
            }
            if step.done > 0 {
                refused.write_down(&mut step);
            }
            // Where nothing was read, nothing is committed: it would count as progress.
            if step.cursor == before {
                drop(scope);
            } else {
                self.commit(scope, step.clone()).await?;
            }
            if let Some(error) = failed.or_else(|| refused.all_of_them(ENOUGH)) {
                return self.cannot(step, error).await;
            }
            self.safe_point().await?;
        }
        drop(answers);
        if let Some(error) = refused.all_of_them(1) {
            return self.cannot(step, error).await;
        }
        if parents.len() > MOST {
            step.incomplete.add_all_behind(&parents[MOST - 1]);
            step.unreadable += count(parents.len() - MOST);
            step.reason = Some("too_many".to_owned());
            step.detail = Some(format!("only the first {MOST} of {} were asked for", parents.len()));
        }
        step.state = StepState::Read;
        step.cursor = None;
        let mut scope = self.page_scope().await?;
        scope.close_orphans(self.connection, kind.name, &parents).await?;
        self.commit(scope, step).await
    }
}

/// Refusals that concern one object each, as long as nothing was read: then they may well concern all.
#[derive(Default)]
pub(super) struct Refused {
    first: Option<Error>,
    count: usize,
}

impl Refused {
    pub(super) fn add(&mut self, error: Error) {
        self.count += 1;
        self.first.get_or_insert(error);
    }

    /// Others were read: these are objects that could not be.
    pub(super) fn write_down(&mut self, step: &mut Step) {
        step.unreadable += count(std::mem::take(&mut self.count));
        if let Some(error) = self.first.take()
            && step.reason.is_none()
        {
            describe(step, &error);
        }
    }

    /// What is wrong with all of them, once there are enough and nothing was read.
    pub(super) fn all_of_them(&mut self, enough: usize) -> Option<Error> {
        if self.count >= enough { self.first.take() } else { None }
    }
}

fn count(objects: usize) -> i32 {
    i32::try_from(objects).unwrap_or(i32::MAX)
}

/// What a list showed, and what of it could not be understood.
type Answered<T> = (Vec<T>, Vec<Unreadable>);

/// All pages of a list that belongs to one object; as a rule there is one. Begun anew when its cursor expires.
async fn all_of<T: DeserializeOwned>(client: &OktaClient, list: &List<T>) -> Result<Answered<T>, Error> {
    let (mut items, mut unreadable, mut cursor) = (Vec::new(), Vec::new(), None);
    let (mut seen, mut restarts) = (Seen::default(), 0);
    loop {
        let page = match client.page(list, cursor.as_ref()).await {
            Err(Error::CursorExpired { .. }) if restarts < RESTARTS => {
                restarts += 1;
                (items, unreadable, cursor, seen) = (Vec::new(), Vec::new(), None, Seen::default());
                continue;
            }
            page => page?,
        };
        if seen.again(&page.next) {
            return Err(seen.endless(list.pattern()));
        }
        items.extend(page.items);
        unreadable.extend(page.unreadable);
        cursor = page.next;
        if cursor.is_none() {
            return Ok((items, unreadable));
        }
    }
}

async fn ask_for_all<T: DeserializeOwned>(client: OktaClient, parent: String, list: List<T>) -> (String, Result<Answered<T>, Error>) {
    let answer = all_of(&client, &list).await;
    (parent, answer)
}

//! Who is in a group, as edges.

use std::fmt;

use okta_client::{Cursor, Error, List, Page};
use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

use super::{
    Kind, Walk,
    children::{ENOUGH, Refused},
    pages::{RESTARTS, Seen},
};
use crate::{
    store::{Step, StepState},
    work::JobError,
};

impl Walk<'_> {
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
        let mut place = step.cursor.as_deref().map(Place::read).unwrap_or_default();
        let mut refused = Refused::default();
        for group in groups.iter().filter(|group| !place.is_past(group)).cloned().collect::<Vec<_>>() {
            let list = list(&group);
            let mut page_at = place.page_in(&group);
            let mut seen = Seen::default();
            loop {
                self.safe_point().await?;
                let page = match self.client.page(&list, page_at.as_ref()).await {
                    Ok(page) if seen.again(&page.next) => return self.cannot(step, seen.endless(list.pattern())).await,
                    Ok(page) => page,
                    // The group went away between the list and now, and nobody is in it.
                    Err(error) if error.is_gone(&group) => Page { items: Vec::new(), unreadable: Vec::new(), next: None, full: false },
                    Err(Error::CursorExpired { .. }) if step.restarts < RESTARTS => {
                        place = Place::behind(groups.iter().filter(|other| **other < group).max());
                        step = self.restart_group(step, &place).await?;
                        (page_at, seen) = (None, Seen::default());
                        continue;
                    }
                    Err(error) if error.is_about_one_call() => {
                        refused.add(error);
                        step.incomplete.add(&group);
                        break;
                    }
                    Err(error) => return self.cannot(step, error).await,
                };
                let ids: Vec<String> = page.items.iter().filter_map(|item| Kind::USER.keep("", item)).map(|object| object.id).collect();
                let mut scope = self.page_scope().await?;
                scope.add_edges(self.connection, edge, &group, &ids).await?;
                scope.keep_page(self.run, name, &group, &ids).await?;
                step.state = StepState::Reading;
                let without_id = page.items.len() - ids.len();
                step.note(&page.unreadable, without_id);
                if !page.unreadable.is_empty() || without_id > 0 {
                    step.incomplete.add(&group);
                }
                page_at = page.next;
                if page_at.is_none() {
                    // Who could not be understood must not seem to have left.
                    if !step.incomplete.holds(&group) {
                        scope.close_edges(self.connection, edge, &group, self.run, name).await?;
                    }
                    step.done += 1;
                }
                if step.done > 0 {
                    refused.write_down(&mut step);
                }
                place = Place { group: group.clone(), page: page_at.clone() };
                step.cursor = Some(place.to_string());
                self.commit(scope, step.clone()).await?;
                if page_at.is_none() {
                    break;
                }
            }
            if let Some(error) = refused.all_of_them(if step.done > 0 { usize::MAX } else { ENOUGH }) {
                return self.cannot(step, error).await;
            }
        }
        if step.done > 0 {
            refused.write_down(&mut step);
        } else if let Some(error) = refused.all_of_them(1) {
            return self.cannot(step, error).await;
        }
        step.state = StepState::Read;
        step.cursor = None;
        let mut scope = self.page_scope().await?;
        scope.close_edges_but(self.connection, edge, &groups).await?;
        self.commit(scope, step).await
    }

    /// Begins a group anew behind `place`. The groups before it are done, so that nothing of what their pages showed is needed any more.
    async fn restart_group(&mut self, mut step: Step, place: &Place) -> Result<Step, JobError> {
        warn!(run.id = %self.run, step = %step.step, "a cursor of {} has expired; the group is begun anew", step.step);
        step.restarts += 1;
        step.cursor = (*place != Place::default()).then(|| place.to_string());
        let mut scope = self.page_scope().await?;
        scope.forget_pages(self.run, &step.step).await?;
        self.commit(scope, step.clone()).await?;
        Ok(step)
    }
}

/// How far the reading has come: a group, and within it the next page, or none when the group is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place {
    group: String,
    page: Option<Cursor>,
}

impl Place {
    /// Reads what [`Display`](fmt::Display) wrote. From a page that this program cannot read, all is read anew.
    fn read(text: &str) -> Self {
        match text.split_once(' ') {
            Some((group, page)) => page.parse().map(|page| Self { group: group.to_owned(), page: Some(page) }).unwrap_or_default(),
            None => Self { group: text.to_owned(), page: None },
        }
    }

    /// Where that group was read to its end; at the beginning if there is none.
    fn behind(group: Option<&String>) -> Self {
        Self { group: group.cloned().unwrap_or_default(), page: None }
    }

    /// Whether a group was read to its end; groups are read in the order of their ids.
    fn is_past(&self, group: &str) -> bool {
        group < self.group.as_str() || (group == self.group && self.page.is_none())
    }

    fn page_in(&self, group: &str) -> Option<Cursor> {
        self.page.clone().filter(|_| self.group == group)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.page {
            Some(page) => write!(f, "{} {page}", self.group),
            None => f.write_str(&self.group),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_goes_on_in_the_group_and_page_where_it_stopped() {
        let page: Cursor = "/api/v1/groups/00g2/users?after=00u9&limit=1000".parse().unwrap();
        let within = Place { group: "00g2".to_owned(), page: Some(page.clone()) };
        assert_eq!(Place::read(&within.to_string()), within);
        assert!(within.is_past("00g1") && !within.is_past("00g2") && !within.is_past("00g3"));
        assert_eq!((within.page_in("00g2"), within.page_in("00g3")), (Some(page), None));
    }

    #[test]
    fn a_group_that_was_read_to_its_end_is_not_read_again() {
        let done = Place { group: "00g2".to_owned(), page: None };
        assert_eq!(Place::read(&done.to_string()), done);
        assert!(done.is_past("00g2") && !done.is_past("00g3"));
        assert!(!Place::default().is_past("00g1"));
        assert_eq!(Place::read("00g2 https://elsewhere.example"), Place::default());
    }
}

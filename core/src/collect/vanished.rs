//! What finished lists did not show.

use okta_client::Get;
use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

use super::{Kind, Walk};
use crate::{store::StepState, work::JobError};

/// Vanished objects that are asked for one by one before they are believed to be gone; more at once are taken at the list's word.
const CONFIRMED: usize = 50;

impl Walk<'_> {
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
                    Err(error) if error.is_gone(id) => {}
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
}

//! A check as a value.

use super::{Framework, Outcome, Param, Params, Severity};
use crate::snapshot::{Needs, Snapshot};

/// A rule over a snapshot, with everything that is said about it: pure, without clock, database or network.
#[derive(Debug)]
pub struct Check {
    /// Its lasting id, such as `token.no-network-zone`: customers and findings refer to it.
    pub id: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// How bad it is as a rule; a single finding may be better or worse.
    pub severity: Severity,
    /// Why it matters.
    pub why: &'static str,
    /// What to do, with the path in the Admin Console.
    pub remedy: &'static str,
    /// What must have been read.
    pub needs: &'static [Needs],
    /// Of `needs`, what must have been read to the last object, because the check concludes something from absence.
    pub whole: &'static [Needs],
    /// What it looks at besides, where that was read: without it, some objects are not evaluated.
    pub helps: &'static [Needs],
    /// What a tenant may set.
    pub params: &'static [Param],
    /// The controls that it gives evidence for.
    pub frameworks: &'static [Framework],
    /// The rule itself. Call [`super::evaluate`] instead, which looks at what was read first.
    pub run: fn(&Snapshot, &Params) -> Outcome,
}

impl Check {
    /// Whether its word depends on this.
    pub fn looks_at(&self, needs: Needs) -> bool {
        self.needs.contains(&needs) || self.helps.contains(&needs)
    }
}

/// A check by its id.
pub fn find(id: &str) -> Option<&'static Check> {
    crate::checks::ALL.iter().copied().find(|check| check.id == id)
}

//! What of a list could not be understood, kept with the step that read it: by what was wrong, never with a value.

use okta_client::Unreadable;
use serde::{Deserialize, Serialize};

/// Different troubles that are kept for a step; those beyond are counted together.
const MOST: usize = 20;
/// Objects that are named for each.
const NAMED: usize = 3;
/// What those beyond are called, and objects of which only their number is known.
const OTHERWISE: &str = "otherwise";

/// One kind of trouble with the objects of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Where in an object, and what was wrong.
    pub reason: String,
    /// How many objects.
    pub count: u64,
    /// Ids of the first of them, as far as they could be read.
    pub ids: Vec<String>,
}

/// All kinds of trouble with one list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NotUnderstood(pub Vec<Trouble>);

impl NotUnderstood {
    /// Notes objects that could not be read.
    pub fn note(&mut self, unreadable: &[Unreadable]) {
        for object in unreadable {
            let known = self.0.iter().any(|trouble| trouble.reason == object.reason);
            let reason = if known || self.0.len() < MOST { object.reason.as_str() } else { OTHERWISE };
            self.count(reason, 1, object.id.as_deref());
        }
    }

    /// Notes objects for a reason that is the same for all.
    pub fn note_all(&mut self, reason: &str, objects: usize) {
        if objects > 0 {
            self.count(reason, objects as u64, None);
        }
    }

    fn count(&mut self, reason: &str, objects: u64, id: Option<&str>) {
        let at = self.0.iter().position(|trouble| trouble.reason == reason).unwrap_or_else(|| {
            self.0.push(Trouble { reason: reason.to_owned(), count: 0, ids: Vec::new() });
            self.0.len() - 1
        });
        let trouble = &mut self.0[at];
        trouble.count += objects;
        if trouble.ids.len() < NAMED {
            trouble.ids.extend(id.map(str::to_owned));
        }
    }

    /// How many objects.
    pub fn total(&self) -> u64 {
        self.0.iter().map(|trouble| trouble.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_by_what_was_wrong_and_a_few_are_named() {
        let object = |id: usize, reason: usize| Unreadable { id: Some(format!("00u{id}")), reason: format!("field {reason}") };
        let mut all = NotUnderstood::default();
        all.note(&(0..100).map(|number| object(number, number % 2)).collect::<Vec<_>>());
        assert_eq!(
            (all.0.len(), all.0[0].count, all.0[0].ids.as_slice()),
            (2, 50, ["00u0".to_owned(), "00u2".into(), "00u4".into()].as_slice())
        );
        // However much is wrong, it stays small.
        all.note(&(0..1_000).map(|number| object(number, number)).collect::<Vec<_>>());
        assert_eq!((all.total(), all.0.len()), (1_100, MOST + 1));
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<NotUnderstood>(&text).unwrap(), all);
    }
}

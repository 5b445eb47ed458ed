//! Rules over a file of events.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::{
    Level, Rules,
    correlation::{Correlation, Mark, Memory},
};
use crate::{Event, Known};

/// Something that a rule sees in a file of events.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Replayed {
    /// The rule.
    pub rule: String,
    /// The ids of the events.
    pub event: Vec<String>,
    /// How bad it is.
    pub severity: Level,
}

/// Rules at work on events, in memory: a file of any order, with repeats, shows the same.
pub struct Replay<'a> {
    rules: &'a Rules,
    known: Known,
    seen: BTreeSet<String>,
    hits: Vec<Replayed>,
    marks: Vec<Mark>,
}

impl<'a> Replay<'a> {
    /// No event yet.
    pub fn new(rules: &'a Rules) -> Self {
        Self { rules, known: Known::default(), seen: BTreeSet::new(), hits: Vec::new(), marks: Vec::new() }
    }

    /// Has the rules look at an event, unless they have.
    pub fn take(&mut self, event: &Event) {
        if !self.seen.insert(event.uuid().to_owned()) {
            return;
        }
        let seen = self.rules.look(event, &self.known);
        let hits = seen.hits.into_iter();
        self.hits.extend(hits.map(|hit| Replayed { rule: hit.rule.id.clone(), event: vec![hit.uuid], severity: hit.rule.level }));
        self.marks.extend(seen.marks);
    }

    /// What was seen, by rule and event.
    pub fn end(self) -> Vec<Replayed> {
        let correlations: HashMap<&str, &Correlation> = self.rules.correlations().map(|(id, (_, correlation))| (id, correlation)).collect();
        let levels: HashMap<&str, Level> = self.rules.list().iter().map(|rule| (rule.id.as_str(), rule.level)).collect();
        let mut memory = Memory::default();
        memory.take(self.marks, &correlations);
        let mut all = self.hits;
        all.extend(memory.episodes().map(|(rule, episode)| Replayed {
            rule: rule.to_owned(),
            event: episode.events.clone(),
            severity: levels.get(rule).copied().unwrap_or(Level::Medium),
        }));
        all.sort();
        all
    }
}

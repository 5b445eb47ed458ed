//! What a group's marks show.

use std::collections::{BTreeSet, HashMap};

use rsigma_parser::ConditionOperator;
use time::OffsetDateTime;

use super::{
    Correlation, Episode, Mark,
    compile::{BETWEEN, Kind},
    window::Window,
};

/// Events that an episode names.
const NAMED: usize = 100;
/// Values that a rule above goes on with.
const TOUCHED: usize = 1_000;

impl Correlation {
    /// The episodes of windows that end at `from` or later, as the marks of one group show them, in any order and however often they are given.
    /// What is earlier by less than the rule's span must be among them.
    pub fn judge(&self, marks: &[Mark], from: OffsetDateTime) -> Vec<Episode> {
        let mut sorted: Vec<&Mark> = marks.iter().collect();
        sorted.sort_by(|one, other| (one.at, &one.uuid, one.part).cmp(&(other.at, &other.uuid, other.part)));
        sorted.dedup_by(|next, one| next.uuid == one.uuid && next.part == one.part);
        let sorted = self.together(sorted);
        let mut window = Window::new(self.parts(), &self.kept);
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for (at, mark) in sorted.iter().enumerate() {
            window.push(mark);
            window.trim(self.span());
            if mark.at >= from && self.fulfilled(&window) {
                let first = at + 1 - window.marks().len();
                match spans.last_mut() {
                    Some((_, last)) if first <= *last => *last = at,
                    _ => spans.push((first, at)),
                }
            }
            if self.without == Some(mark.part) {
                window.clear();
            }
        }
        spans.into_iter().map(|(first, last)| self.episode(&sorted[first..=last])).collect()
    }

    /// Several that come at once and mean one, as a push to each of a user's devices, are the first of them.
    fn together<'a>(&self, sorted: Vec<&'a Mark>) -> Vec<&'a Mark> {
        let Some(together) = self.together else { return sorted };
        // Compared with the one right before, whether that counts or not: so it does not matter where one begins to look.
        let mut before: HashMap<u8, OffsetDateTime> = HashMap::new();
        let is_first = |mark: &&Mark| before.insert(mark.part, mark.at).is_none_or(|before| mark.at - before > together);
        sorted.into_iter().filter(is_first).collect()
    }

    fn fulfilled(&self, window: &Window<'_>) -> bool {
        let compare = |number: usize, predicates: &[(ConditionOperator, u64)]| {
            predicates.iter().all(|(operator, wanted)| match operator {
                ConditionOperator::Lt => (number as u64) < *wanted,
                ConditionOperator::Lte => (number as u64) <= *wanted,
                ConditionOperator::Gt => (number as u64) > *wanted,
                ConditionOperator::Gte => (number as u64) >= *wanted,
                ConditionOperator::Eq => (number as u64) == *wanted,
                ConditionOperator::Neq => (number as u64) != *wanted,
            })
        };
        let own = match &self.kind {
            Kind::Count(predicates) => {
                // What ends a run is no event of it.
                let ends = self.without.map_or(0, |part| window.marks().iter().filter(|mark| mark.part == part).count());
                ends == 0 && compare(window.events(None), predicates)
            }
            Kind::Distinct(field, predicates) => compare(window.distinct(field), predicates),
            Kind::All => window.has_all(),
            Kind::InOrder => window.is_in_order(),
        };
        own && self.also.iter().all(|condition| condition.holds(window))
    }

    fn episode(&self, marks: &[&Mark]) -> Episode {
        let (first, last) = (marks[0], marks[marks.len() - 1]);
        let values = |field: &str| marks.iter().filter_map(|mark| mark.values.get(field).cloned()).collect::<BTreeSet<String>>();
        let mut seen = Vec::new();
        for field in &self.kept {
            let values = values(field);
            match values.len() {
                0 => {}
                1..=3 => seen.push(format!("{field} {}", values.into_iter().collect::<Vec<_>>().join(", "))),
                many => seen.push(format!("{many} values of {field}")),
            }
        }
        let minutes = (last.at - first.at).whole_minutes();
        let words =
            format!("{} events within {minutes} minutes{}{}", marks.len(), if seen.is_empty() { "" } else { ": " }, seen.join("; "));
        Episode {
            group: first.group.clone(),
            from: first.at,
            until: last.at,
            count: marks.len(),
            events: marks.iter().take(NAMED).map(|mark| mark.uuid.clone()).collect(),
            subject: first.group.split(BETWEEN).next().unwrap_or_default().to_owned(),
            name: self.name.as_ref().and_then(|field| values(field).into_iter().next()),
            words,
            touched: self.touches.as_ref().map(|field| values(field).into_iter().take(TOUCHED).collect()).unwrap_or_default(),
        }
    }
}

//! Marks and episodes in memory, kept as the database keeps them: for trying rules on a file of events, and for tests.

use std::collections::{BTreeMap, HashMap};

use time::OffsetDateTime;

use super::{Correlation, Episode, Mark, Range};

/// Marks and the episodes that they show.
#[derive(Default)]
pub struct Memory {
    marks: BTreeMap<(String, String), BTreeMap<Place, Mark>>,
    episodes: BTreeMap<(String, String), Vec<Episode>>,
}

/// Where a mark stands in its group.
type Place = (OffsetDateTime, String, u8);

impl Memory {
    /// Takes a page's marks in: those that are there already stay as they are, and each group that is touched is judged anew, around what is new.
    pub fn take(&mut self, page: impl IntoIterator<Item = Mark>, rules: &HashMap<&str, &Correlation>) {
        let mut touched: BTreeMap<(String, String), (OffsetDateTime, OffsetDateTime)> = BTreeMap::new();
        for mark in page {
            let group = (mark.rule.clone(), mark.group.clone());
            let range = touched.entry(group.clone()).or_insert((mark.at, mark.at));
            *range = (range.0.min(mark.at), range.1.max(mark.at));
            self.marks.entry(group).or_default().entry((mark.at, mark.uuid.clone(), mark.part)).or_insert(mark);
        }
        for (group, (from, until)) in touched {
            let Some(rule) = rules.get(group.0.as_str()) else { continue };
            let kept = &self.marks[&group];
            let known = self.episodes.entry(group).or_default();
            let reach = rule.reach(from, until);
            let is_within = |episode: &Episode| episode.until >= reach.from && episode.from <= reach.until;
            let ranges =
                known.iter().filter(|episode| is_within(episode)).map(|episode| Range { from: episode.from, until: episode.until });
            let range = rule.affected(from, until, ranges);
            let needed: Vec<Mark> =
                kept.values().filter(|mark| mark.at >= rule.needed_from(range) && mark.at <= range.until).cloned().collect();
            known.retain(|episode| !is_within(episode));
            known.extend(rule.judge(&needed, range.from));
            known.sort_by_key(|episode| (episode.from, episode.until));
        }
    }

    /// All episodes, with the rules that saw them.
    pub fn episodes(&self) -> impl Iterator<Item = (&str, &Episode)> {
        self.episodes.iter().flat_map(|((rule, _), episodes)| episodes.iter().map(move |episode| (rule.as_str(), episode)))
    }
}

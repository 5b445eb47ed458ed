//! A window over a group's marks, moved along them.

use std::collections::HashMap;

use time::Duration;

use super::Mark;

/// The marks of a window, counted by what its rule asks for.
pub(super) struct Window<'a> {
    marks: Vec<&'a Mark>,
    /// Names of the rule's parts, by number.
    parts: &'a [String],
    per_part: Vec<usize>,
    /// Of each field that is counted, how often each value comes.
    values: HashMap<&'a str, HashMap<&'a str, usize>>,
}

impl<'a> Window<'a> {
    pub(super) fn new(parts: &'a [String], counted: &'a [String]) -> Self {
        let values = counted.iter().map(|field| (field.as_str(), HashMap::new())).collect();
        Self { marks: Vec::new(), parts, per_part: vec![0; parts.len()], values }
    }

    pub(super) fn push(&mut self, mark: &'a Mark) {
        if let Some(count) = self.per_part.get_mut(usize::from(mark.part)) {
            *count += 1;
        }
        for (field, counts) in &mut self.values {
            if let Some(value) = mark.values.get(*field) {
                *counts.entry(value).or_default() += 1;
            }
        }
        self.marks.push(mark);
    }

    /// Lets go of marks that are `span` or more before the last one.
    pub(super) fn trim(&mut self, span: Duration) {
        let Some(last) = self.marks.last().map(|mark| mark.at) else { return };
        let gone = self.marks.iter().take_while(|mark| last - mark.at >= span).count();
        for mark in self.marks.drain(..gone).collect::<Vec<_>>() {
            self.forget(mark);
        }
    }

    pub(super) fn clear(&mut self) {
        self.marks.clear();
        self.per_part.fill(0);
        self.values.values_mut().for_each(HashMap::clear);
    }

    fn forget(&mut self, mark: &'a Mark) {
        if let Some(count) = self.per_part.get_mut(usize::from(mark.part)) {
            *count -= 1;
        }
        for (field, counts) in &mut self.values {
            if let Some(value) = mark.values.get(*field).map(String::as_str)
                && let Some(count) = counts.get_mut(value)
            {
                *count -= 1;
                if *count == 0 {
                    counts.remove(value);
                }
            }
        }
    }

    pub(super) fn marks(&self) -> &[&'a Mark] {
        &self.marks
    }

    pub(super) fn length(&self) -> Duration {
        match (self.marks.first(), self.marks.last()) {
            (Some(first), Some(last)) => last.at - first.at,
            _ => Duration::ZERO,
        }
    }

    pub(super) fn distinct(&self, field: &str) -> usize {
        self.values.get(field).map_or(0, HashMap::len)
    }

    /// How often each value of a field comes.
    pub(super) fn counts(&self, field: &str) -> impl Iterator<Item = usize> + Clone {
        self.values.get(field).into_iter().flat_map(|counts| counts.values().copied())
    }

    /// Events of a part, or of all.
    pub(super) fn events(&self, part: Option<&str>) -> usize {
        match part {
            None => self.marks.len(),
            Some(name) => self.parts.iter().position(|part| part == name).map_or(0, |at| self.per_part[at]),
        }
    }

    /// Whether every part is there.
    pub(super) fn has_all(&self) -> bool {
        self.per_part.iter().all(|count| *count > 0)
    }

    /// Whether the parts come one after the other, and the last event is of the last.
    pub(super) fn is_in_order(&self) -> bool {
        let last = self.parts.len().saturating_sub(1);
        if self.marks.last().is_none_or(|mark| usize::from(mark.part) != last) {
            return false;
        }
        // One event that answers two parts is not two.
        let (mut next, mut before) = (0, "");
        for mark in &self.marks {
            if usize::from(mark.part) == next && mark.uuid != before {
                next += 1;
                before = &mark.uuid;
            }
        }
        next > last
    }

    /// Whether a field of the last event is another than of some event of the first part.
    pub(super) fn differs(&self, field: &str) -> bool {
        let Some((last, before)) = self.marks.split_last() else { return false };
        let of = |mark: &&'a Mark| mark.values.get(field);
        let last = of(last);
        last.is_some() && before.iter().filter(|mark| mark.part == 0).any(|mark| of(mark).is_some_and(|value| Some(value) != last))
    }
}

//! Which part of a group is to be judged anew when marks come.

use time::OffsetDateTime;

use super::Correlation;

/// The ends of the windows that are to be judged anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The earliest.
    pub from: OffsetDateTime,
    /// The latest.
    pub until: OffsetDateTime,
}

impl Correlation {
    /// The span of time in which an episode may be changed by new marks between two times.
    pub fn reach(&self, first: OffsetDateTime, last: OffsetDateTime) -> Range {
        Range { from: first - self.span(), until: last + self.span() }
    }

    /// The windows that may be other than they were, of new marks between two times, where the episodes that lie within reach are judged as a
    /// whole. For that, marks are needed from the rule's span before the range.
    pub fn affected(&self, first: OffsetDateTime, last: OffsetDateTime, within_reach: impl IntoIterator<Item = Range>) -> Range {
        let mut range = Range { from: first, until: last + self.span() };
        for episode in within_reach {
            range = Range { from: range.from.min(episode.from), until: range.until.max(episode.until) };
        }
        range
    }
}

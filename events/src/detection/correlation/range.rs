//! Which part of a group is to be judged anew when marks come.

use time::{Duration, OffsetDateTime};

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
        Range { from: before(first, self.around()), until: after(last, self.around()) }
    }

    /// The windows that may be other than they were, of new marks between two times, where the episodes that lie within reach are judged as a
    /// whole.
    pub fn affected(&self, first: OffsetDateTime, last: OffsetDateTime, within_reach: impl IntoIterator<Item = Range>) -> Range {
        let mut range = Range { from: first, until: after(last, self.around()) };
        for episode in within_reach {
            range = Range { from: range.from.min(episode.from), until: range.until.max(episode.until) };
        }
        range
    }

    /// From when on marks are needed to judge such a range.
    pub fn needed_from(&self, range: Range) -> OffsetDateTime {
        before(range.from, self.around())
    }

    /// How far a mark may change what is seen: by the rule's span, and by what counts as one with it.
    fn around(&self) -> Duration {
        self.span() + self.together.unwrap_or(Duration::ZERO)
    }
}

fn before(at: OffsetDateTime, by: Duration) -> OffsetDateTime {
    at.checked_sub(by).unwrap_or(at)
}

fn after(at: OffsetDateTime, by: Duration) -> OffsetDateTime {
    at.checked_add(by).unwrap_or(at)
}

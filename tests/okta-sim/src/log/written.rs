//! Entries that attacks and tests wrote, as text.

use std::sync::Arc;

/// A text, perhaps with one value that is too large to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    text: Arc<str>,
    /// How many bytes stand in the place of [`HUGE`].
    huge: usize,
}

/// Where the large value comes: a text that no entry has by itself.
pub(super) const HUGE: &str = "\u{1f}HUGE\u{1f}";

impl Written {
    pub(super) fn new(text: String) -> Self {
        Written { text: text.into(), huge: 0 }
    }

    /// The same with so many letters in the place of [`HUGE`].
    pub(super) fn with_huge(text: String, bytes: usize) -> Self {
        Written { text: text.into(), huge: bytes }
    }

    pub(super) fn write(&self, text: &mut String) {
        match (self.huge, self.text.split_once(HUGE)) {
            (1.., Some((before, behind))) => {
                text.push_str(before);
                text.extend(std::iter::repeat_n('x', self.huge));
                text.push_str(behind);
            }
            _ => text.push_str(&self.text),
        }
    }
}

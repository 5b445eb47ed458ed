//! How a conversion went.

use super::entries::LONGEST;
use crate::Unreadable;

/// How a conversion went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Converted {
    /// Events written.
    pub written: u64,
    /// Entries that could not be read, and are not written.
    pub unreadable: u64,
}

/// An entry that could not be read. Neither it nor its reason quotes what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line that it begins in, counted from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// Why an entry could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It is longer than any event.
    #[error("longer than {} MiB", LONGEST / 1024 / 1024)]
    TooLong,
    /// Its bytes are no UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// It is no event. Lines that the words name are counted within the entry.
    #[error(transparent)]
    Event(#[from] Unreadable),
    /// The input ends within a list.
    #[error("the list is not closed: the input may have been cut off")]
    Open,
}

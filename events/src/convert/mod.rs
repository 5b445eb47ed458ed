//! Files of events, written in another form.

mod conversion;
mod entries;
mod format;
mod outcome;

pub use conversion::{convert, each};
pub use entries::LONGEST;
pub use format::Format;
pub use outcome::{Converted, Reason, Skipped};

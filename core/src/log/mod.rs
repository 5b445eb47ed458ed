//! The System Log as it is kept: events packed small, with what they can be found by.

mod pack;
mod row;
mod terms;

pub use pack::{Packer, unpack};
pub use row::{EventRow, UNPLACED};
pub use terms::{term, words};

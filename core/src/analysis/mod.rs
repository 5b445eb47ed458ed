//! From collected objects to findings: the snapshot is put together, the checks look at it, findings follow.

mod assemble;
mod coverage;
mod judge;
pub mod project;
mod tags;

pub use assemble::assemble;
pub use judge::{Verdicts, judge};

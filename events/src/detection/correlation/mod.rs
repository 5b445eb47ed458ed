//! What only several events show: our own runtime over Sigma's correlation documents.
//!
//! What it sees is a function of the set of events and not of the order in which they come: of each event a rule keeps a [`Mark`], marks that
//! have something in common form a group, and a group is judged as a whole, sorted by time and id, each event once. A rule holds where some
//! window that ends with an event fulfils it; windows that overlap are one [`Episode`]. So an event that comes late belongs where it belongs,
//! one that comes twice counts once, and an episode that a late one disproves is gone when the group is judged again.

mod compile;
mod condition;
mod judge;
mod mark;
mod memory;
mod range;
mod travel;
mod window;

pub use compile::Correlation;
pub use mark::{Episode, Mark};
pub use memory::Memory;
pub use range::Range;

//! Rules at work on the events of a log, and what they know of the org.

mod correlate;
mod known;
mod own;
mod tuned;
mod watch;

pub use known::known;
pub use own::{OwnRules, compile};
pub use tuned::{Tuned, is_on};
pub use watch::{severity, watch};

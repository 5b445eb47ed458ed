//! The built-in rules over single events.
#![expect(clippy::unwrap_used, reason = "a test says what it saw")]

mod base;
mod cases;
mod hostile;
mod known;
mod ordinary;
mod panther;
mod published;
mod rows;

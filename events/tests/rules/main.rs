//! The built-in rules over single events.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test says what it saw")]

mod base;
mod cases;
mod known;
mod ordinary;
mod panther;
mod rows;

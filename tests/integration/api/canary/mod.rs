//! Marked secrets go every way that a secret can go, also the wrong ones; then their marks are looked for everywhere.

mod everything;
mod given_away;
mod log;
mod marks;
mod misplaced;
mod story;

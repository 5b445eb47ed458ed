//! Runs, what they find, and what is said about it.

mod cancel;
mod findings;
mod hands;
mod progress;
mod said;
mod scanned;
mod settings;
mod start;
mod understood;

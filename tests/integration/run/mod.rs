//! Runs: from a handed-over token to findings, through the simulator's gateway.

mod credentials;
mod database;
mod findings;
mod flaws;
mod kill;
mod picture;
mod process;
mod schedule;
mod setup;
mod stopped;
mod thread;
mod versions;

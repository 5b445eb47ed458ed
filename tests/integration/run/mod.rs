//! Runs: from a handed-over token to findings, through the simulator's gateway.

mod flaws;
mod kill;
mod picture;
mod thread;

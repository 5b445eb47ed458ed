//! Runs: from a handed-over token to findings, through the simulator's gateway.

mod clients;
mod credentials;
mod database;
mod doubt;
mod editions;
mod egress;
mod faults;
mod findings;
mod flaws;
mod gateway;
pub(crate) mod kill;
mod limits;
mod oddities;
mod others;
mod picture;
mod process;
mod schedule;
mod setup;
mod stopped;
mod thread;
mod versions;

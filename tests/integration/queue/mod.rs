//! The queue: who gets a turn, what runs beside what, and what becomes of work that is interrupted.

mod cost;
mod dedup;
mod fairness;
mod fence;
pub(crate) mod hands;
mod kinds;
mod lanes;
mod one_statement;
mod operators;
mod orphans;
mod poison;
mod processes;
mod races;
mod shutdown;
mod waits;
mod wake;

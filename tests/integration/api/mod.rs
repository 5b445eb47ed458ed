//! The API from outside: the real routers on real sockets, over a real database.

mod browser;
mod canary;
mod connections;
mod detections;
pub(crate) mod events;
mod every_operation;
mod every_read;
mod intake;
mod keys;
mod operations;
mod operators;
mod problems;
mod runs;
mod things;

//! The API from outside: the real routers on real sockets, over a real database.

mod browser;
mod canary;
mod connections;
mod events;
mod every_operation;
mod every_read;
mod intake;
mod keys;
mod operations;
mod operators;
mod problems;
mod runs;
mod things;

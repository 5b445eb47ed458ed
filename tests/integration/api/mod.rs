//! The API from outside: the real routers on real sockets, over a real database.

mod every_operation;
mod intake;
mod operations;
mod things;

//! The API from outside: the real routers on real sockets, over a real database.

mod every_operation;
mod operations;
mod things;

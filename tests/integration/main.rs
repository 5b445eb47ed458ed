//! Integration tests.
mod api;
mod queue;
mod run;
mod secrets;
mod store;

//! Integration tests.
mod queue;
mod run;
mod secrets;
mod store;

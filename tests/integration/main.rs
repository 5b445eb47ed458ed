//! Integration tests.
mod run;

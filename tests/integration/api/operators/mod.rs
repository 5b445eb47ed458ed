//! What operators do, and do twice.

mod audit;
mod jobs;
mod twice;

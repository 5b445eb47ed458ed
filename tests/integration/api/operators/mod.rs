//! What operators do.

mod audit;
mod jobs;

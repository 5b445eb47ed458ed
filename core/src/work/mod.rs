//! Jobs and the workers that do them.

mod job;

pub use job::Job;

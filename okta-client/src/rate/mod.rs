//! Okta's rate limits: learned from headers, shared by a percentage, waited for quietly.

mod bucket;
mod buckets;
mod calls;
mod ceiling;
mod clock;
mod prior;
mod schedule;
mod shown;
mod together;
mod turns;

pub use schedule::Allowance;
pub(crate) use schedule::Policy;
pub(crate) use shown::Shown;
pub(crate) use turns::Turns;

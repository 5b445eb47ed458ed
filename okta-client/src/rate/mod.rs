//! Okta's rate limits: learned from headers, shared by a percentage, waited for quietly.

mod ceiling;
mod clock;
mod schedule;
mod shown;
mod turns;
mod window;

pub(crate) use schedule::Policy;
pub(crate) use shown::Shown;
pub(crate) use turns::Turns;
pub use window::Allowance;

//! Reading an org: in the fewest calls, page by page, each page committed with the place where the next begins.

mod kind;
mod org;
mod plan;
mod walk;

pub use kind::Kind;
pub use org::{MEMBER, collect, steps};
pub use plan::{Plan, PlannedCalls, plan};
pub use walk::Walk;

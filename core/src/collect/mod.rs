//! Reading an org: in the fewest calls, page by page, each page committed with the place where the next begins.

mod children;
mod kind;
mod members;
mod org;
pub(crate) mod own;
mod pages;
mod plan;
mod vanished;
mod walk;

pub use kind::Kind;
pub use org::{MEMBER, collect, part_of, steps};
pub(crate) use pages::Seen;
pub use plan::{Plan, PlannedCalls, plan};
pub use walk::Walk;

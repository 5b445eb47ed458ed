//! Who asks: proven by what a handler is given.

mod bearer;
mod caller;
mod operator;
mod role;

pub(crate) use caller::{Caller, still_known};
pub(crate) use operator::Operator;
pub(crate) use role::{Admin, Analyst, Needed, Owner, Viewer, word};

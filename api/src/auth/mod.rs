//! Who asks: proven by what a handler is given.

mod bearer;
mod caller;
mod operator;
mod role;
mod with_key;

pub(crate) use caller::{Caller, still_known};
pub(crate) use operator::Operator;
pub(crate) use role::{Admin, Analyst, Needed, Owner, Viewer, word};
pub(crate) use with_key::WithKey;

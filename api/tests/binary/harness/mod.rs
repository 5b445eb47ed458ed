//! What the stories of the binary stand on.

mod database;
mod program;
mod running;

pub(crate) use database::{Given, key_line};
pub(crate) use program::{Ended, Program};
pub(crate) use running::Running;

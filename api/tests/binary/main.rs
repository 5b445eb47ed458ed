//! The real binary, as an operator runs it: what it needs, refuses, says, and leaves behind.

#![expect(clippy::unwrap_used, reason = "a test whose ground does not hold has failed, and says where")]

mod commands;
mod given;
mod harness;
mod made_of;
mod marks;
mod private;
mod rotation;
mod together;

//! The System Log: entries that follow from the seed, entries of what really happened, and the two ways of reading them.

mod answer;
mod body;
mod drawn;
mod filter;
mod happened;
mod kinds;
mod lexer;
mod query;
mod times;
mod told;

pub(crate) use answer::list;
pub(crate) use happened::{Happened, Happening, KEPT};

//! The System Log: entries that follow from the seed, entries of what really happened, and the two ways of reading them.

mod acts;
mod admins;
mod answer;
mod attacks;
mod body;
mod drawn;
mod eras;
mod filter;
mod happened;
mod insert;
mod judged;
mod lexer;
mod malformed;
mod parts;
mod places;
mod programs;
mod query;
mod stories;
mod text;
mod things;
mod times;
mod titles;
mod told;
mod written;

pub(crate) use answer::list;
pub use attacks::{Attack, AttackEvent, Attacked};
pub(crate) use attacks::{When, attack};
pub(crate) use eras::Eras;
pub(crate) use happened::{Happened, Happening, KEPT};
pub(crate) use insert::{insert, insert_malformed};
pub use malformed::Malformation;
pub(crate) use times::{Delivery, Times};
pub use titles::log_event_types;

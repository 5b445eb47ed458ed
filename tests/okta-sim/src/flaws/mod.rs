//! Flaws and gaps: each makes one thing wrong in an otherwise sound org.

mod access;
mod admins;
mod catalogue;
mod setup;
mod token_owners;
mod tokens;

pub use catalogue::{Flaw, Gap};

//! The intake form, as an org's administrator meets it.

mod addresses;
mod clients;
mod limits;
mod links;
mod pages;
mod report;
mod submissions;
mod tokens;
pub(crate) mod visitor;

//! The description of the whole API (OpenAPI 3.1), from the code.

mod about;
mod document;
mod examples;
mod real;
mod refusals;
#[cfg(test)]
mod tests;

pub use document::{document, json};

//! Refusals: problem documents (RFC 9457) of lasting kinds.

mod document;
mod kind;
mod refusal;
mod store;

pub use document::{Document, FieldError};
pub use kind::Kind;
pub use refusal::Problem;

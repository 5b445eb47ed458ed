//! What handlers are given: parts of a request, checked. What does not pass is a problem document.

mod body;
mod decode;
mod form;
mod json;
mod listing;
mod path;
mod query;

pub use body::BODY_TIME;
pub use form::Form;
pub use json::Json;
pub use listing::{DEFAULT_LIMIT, Listing, MAX_LIMIT};
pub use path::Path;
pub use query::Query;

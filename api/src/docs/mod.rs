//! The API reference as a page, rendered here from the OpenAPI description.

mod operation;
mod reference;
mod schema;

pub use reference::reference;
